// What is typed in a form[data-keep] stays on this device until the server has taken it. What pressing it does, says pressed.js.
"use strict";
window.renkei = window.renkei || {};

renkei.kept = (() => {
  const place = document.getElementById("keeping");
  const { say, saved, fill, read } = renkei.typed;
  const { queue } = renkei;
  const DAYS = 14 * 24 * 3600 * 1000;
  const mine = `renkei:kept:${document.body.dataset.person}:`;
  const OF_THE_PAGE = ["csrf_token", "acting", "client_key", "made_from", "prefill"];
  const states = new WeakMap(); // of each form: what stood in it `first`, `from` what typing is told, how to `send` it again

  // One draft for each address, and for what the form is about: the numbers it carries along.
  function name(form) {
    const about = [...form.querySelectorAll("input[type=hidden]")].filter((one) => one.value && !OF_THE_PAGE.includes(one.name));
    return form.dataset.kept ||= mine + form.action.split("#")[0] + about.map((one) => `&${one.name}=${one.value}`).join("");
  }

  // Only what is not as the page brought it: another day's page brings its own date. With it the key, and the version it was made from.
  function typed(form) {
    const [from, now] = [states.get(form).from, read(form)];
    const names = Object.keys(now).filter((key) => !OF_THE_PAGE.includes(key) && JSON.stringify(now[key]) !== JSON.stringify(from[key]));
    return names.length ? Object.fromEntries([...names, "client_key", "made_from"].filter((key) => now[key]).map((key) => [key, now[key]])) : null;
  }

  const forget = (form, said, button) => { localStorage.removeItem(name(form)); tell(form, said, button); };
  function tell(form, text, button = "", failed = false) {
    Object.assign(form.querySelector("[data-discard]"), { hidden: !button || states.get(form).own, textContent: button });
    say(form, text, failed);
  }

  function save(form) {
    const state = states.get(form);
    const values = typed(form);
    state.gone = state.send = null; // who goes on typing sends it himself
    queue.drop(name(form));
    if (!values) return forget(form);
    try { localStorage.setItem(name(form), JSON.stringify({ at: Date.now(), values })); } catch { return; } // a device that keeps nothing
    tell(form, state.away ? place.dataset.again : saved(place.dataset.saved), place.dataset.discard, state.away);
  }

  // Who changes what was pressed already says something else: that may have arrived, although its answer was lost.
  function anew(form) {
    const key = form.elements.client_key;
    if (key && (queue.of(name(form)) || states.get(form).send)) key.value = renkei.freshKey();
  }

  // Taken away by mistake, it comes back by the same button.
  function discard(form) {
    const state = states.get(form);
    if (state.gone) { fill(form, state.gone); return save(form); }
    const [gone, said] = [read(form), queue.of(name(form)) ? place.dataset.stopped : place.dataset.gone];
    queue.drop(name(form));
    fill(form, state.first);
    forget(form, said, place.dataset.back);
    Object.assign(state, { gone, send: null, away: false });
  }

  // What a page says that answers a form wins; else what waits stands in its form, else what was typed, unless it had arrived after all.
  function adopt(form, own, ready) {
    const block = place.content.firstElementChild.cloneNode(true);
    const actions = form.querySelector(".form-actions");
    if (actions) actions.before(block); else form.append(block);
    const first = read(form);
    states.set(form, { first, own, from: own ? {} : first });
    const kept = !own && JSON.parse(localStorage.getItem(name(form)));
    const item = !own && queue.of(name(form));
    if (kept) fill(form, kept.values);
    if (kept && typed(form)) tell(form, saved(place.dataset.saved, new Date(kept.at)), place.dataset.discard);
    else if (kept) { fill(form, first); forget(form); }
    ready(form, item);
    if (kept || item) form.querySelectorAll("[data-guard]").forEach((one) => one.dispatchEvent(new Event("input", { bubbles: true })));
    block.querySelector("[data-discard]").addEventListener("click", () => discard(form));
    form.addEventListener("input", () => { anew(form); save(form); });
  }

  const every = () => [...document.querySelectorAll("form[data-keep]")];
  const adoptAll = (own, ready) => every().filter((form) => !states.has(form)).forEach((form) => adopt(form, own(form), ready));
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith("renkei:kept:"))) {
    if (Date.now() - JSON.parse(localStorage.getItem(key)).at > DAYS) localStorage.removeItem(key);
  }
  return { mine, place, states, name, typed, forget, tell, save, every, adoptAll };
})();
