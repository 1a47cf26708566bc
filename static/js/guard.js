// Warns while one writes what may tell who a patient is: asks after a pause, and is silent when the line is down.
"use strict";
(() => {
  const PAUSE = 800;
  const MOST = 20000;
  const states = new WeakMap(); // of each field: its timer, what was asked last, and how to call that off

  const fieldOf = (target) => (target.matches?.("textarea[data-guard], input[data-guard]") ? target : null);
  const stateOf = (field) => {
    if (!states.has(field)) states.set(field, { timer: 0, asked: null, abort: null });
    return states.get(field);
  };

  function show(field, html) {
    const place = document.getElementById(field.dataset.guard);
    if (!place || place.dataset.shown === html) return; // said once: a screen reader does not hear it again
    place.dataset.shown = html;
    if (!place.hasAttribute("role")) place.setAttribute("role", "status");
    place.innerHTML = html;
  }

  async function ask(field) {
    const state = stateOf(field);
    const text = field.value.slice(-MOST);
    if (text === state.asked) return;
    state.abort?.abort();
    state.asked = text;
    if (!text.trim()) { show(field, ""); return; }
    const abort = state.abort = new AbortController();
    const body = new URLSearchParams({ text, csrf_token: document.querySelector('meta[name="csrf-token"]').content });
    if (field.dataset.guardGroup) body.set("group", field.dataset.guardGroup);
    try {
      const answer = await fetch("/guard", { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual", signal: abort.signal });
      if (!answer.ok) throw new Error(answer.status);
      const html = (await answer.text()).trim();
      if (!abort.signal.aborted) show(field, html);
    } catch {
      if (!abort.signal.aborted) state.asked = null; // the line is down: asked again with the next letter
    }
  }

  function soon(event) {
    const field = fieldOf(event.target);
    if (!field) return;
    const state = stateOf(field);
    clearTimeout(state.timer);
    state.timer = setTimeout(ask, PAUSE, field);
  }

  document.addEventListener("input", soon);
  document.addEventListener("compositionend", soon);
})();
