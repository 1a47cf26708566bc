// A list marked data-ordered stays in the order of its children's data-order, whatever arrives or changes: as a fresh page would show it.
(() => {
  const key = (child) => child.dataset.order ?? "";
  const sort = (list) => {
    const before = [...list.children];
    const after = before.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    if (before.some((child, place) => child !== after[place])) list.append(...after);
  };
  for (const list of document.querySelectorAll("[data-ordered]")) {
    new MutationObserver(() => sort(list)).observe(list, { childList: true });
  }
})();
