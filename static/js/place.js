// Puts pieces of HTML where they belong: what is there by its id is replaced, what is new goes into its container, in the order of data-seq.
"use strict";
window.renkei = window.renkei || {};

renkei.place = (() => {
  const pieces = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return [...template.content.children];
  };

  // How to find again, in the new form of an element, what had the focus in the old one.
  function focusOf(old) {
    const active = document.activeElement;
    if (!active || !old.contains(active)) return null;
    if (active.id) return `#${CSS.escape(active.id)}`;
    if (active.name) return `[name="${CSS.escape(active.name)}"][value="${CSS.escape(active.value)}"]`;
    const to = ["href", "formaction"].find((one) => active.hasAttribute(one));
    return to ? `[${to}="${CSS.escape(active.getAttribute(to))}"]` : ":not(*)";
  }

  // What everybody is sent has no line of one's own institution: the one that stands here stays.
  function keepOwn(old, fresh) {
    for (const slot of fresh.querySelectorAll(".your-answer[data-keep]")) {
      const own = old.querySelector(`#${CSS.escape(slot.id)}`);
      if (own) slot.replaceWith(own);
    }
  }

  // Safari does not keep the place by itself: what is being read stays under the finger when something is placed above it.
  function steadily(change) {
    if (!scrollY || getComputedStyle(document.documentElement).overflowAnchor === "auto") { change(); return; }
    const there = [0.25, 0.35, 0.45, 0.55, 0.65].map((part) => document.elementFromPoint(innerWidth / 3, innerHeight * part));
    const text = there.find((one) => one?.closest("main") && !one.firstElementChild);
    const read = text?.closest("li[id], article[id]") ?? text;
    const before = read?.getBoundingClientRect().top;
    change();
    const now = read?.isConnected ? read : read?.id && document.getElementById(read.id);
    if (now) scrollBy({ top: now.getBoundingClientRect().top - before, behavior: "instant" });
  }

  function replace(old, fresh) {
    const focus = focusOf(old);
    keepOwn(old, fresh);
    old.replaceWith(fresh);
    if (!focus) return;
    const again = fresh.querySelector(focus); // what was pressed and is no more leaves the focus where it stood, and that is read out
    if (!again) fresh.tabIndex = -1;
    (again ?? fresh).focus({ preventScroll: true });
  }

  function insert(container, fresh) {
    const seq = (one) => Number(one.dataset.seq ?? -1);
    const newestFirst = container.hasAttribute("data-ordered");
    const next = [...container.children].find((one) => (newestFirst ? seq(one) < seq(fresh) : seq(one) > seq(fresh)));
    container.querySelector(":scope > .blank")?.remove();
    container.insertBefore(fresh, next?.parentNode ? next : null);
  }

  // A list that goes on behind 「もっと前の投稿」 takes nothing older than what it shows: that comes with the older posts, in its place.
  function beyond(container, fresh) {
    const lowest = Math.min(...[...container.children].map((one) => Number(one.dataset.seq)).filter(Number.isFinite));
    return Number.isFinite(lowest) && container.querySelector(":scope > #older") && Number(fresh.dataset.seq) < lowest;
  }

  // Places one element; answers it when it is now on the page and was not before.
  function one(fresh, container) {
    const old = fresh.id && document.getElementById(fresh.id);
    const into = fresh.dataset.into ? document.querySelector(fresh.dataset.into) : container;
    if (fresh.hasAttribute("data-gone")) { old?.remove(); return null; }
    if (!old && (!into || beyond(into, fresh))) return null;
    steadily(() => {
      if (old) replace(old, fresh);
      else insert(into, fresh);
      window.htmx?.process(fresh);
      document.dispatchEvent(new Event("renkei:placed"));
    });
    return old ? null : fresh;
  }

  const all = (html, container) => pieces(html).map((fresh) => one(fresh, container)).filter(Boolean);
  return { all, one, pieces, steadily };
})();
