// A list marked data-ordered stays newest first by its children's data-seq, whatever arrives: as a fresh page would show it.
(() => {
  const seq = (child) => Number(child.dataset.seq ?? -1);
  const sort = (list) => {
    const before = [...list.children];
    const after = before.toSorted((a, b) => seq(b) - seq(a));
    if (before.some((child, place) => child !== after[place])) list.append(...after);
  };
  for (const list of document.querySelectorAll("[data-ordered]")) {
    new MutationObserver(() => sort(list)).observe(list, { childList: true });
  }
})();
