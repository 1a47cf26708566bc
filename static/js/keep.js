// What is typed in a form[data-keep] stays on this device until the server has taken it; without a line the page stays where it is.
"use strict";
(() => {
  const place = document.getElementById("keeping");
  const { say, saved, fill, read } = renkei.typed;
  const DAYS = 14 * 24 * 3600 * 1000;
  const AGAIN = 15000;
  const mine = `renkei:kept:${document.body.dataset.person}:`;
  const OF_THE_PAGE = ["csrf_token", "acting", "client_key", "made_from", "prefill"];
  const states = new WeakMap(); // of each form: what stood in it `first`, `from` what typing is told, how to `send` it again

  // One draft for each address, and for what the form is about: the numbers it carries along.
  function name(form) {
    const about = [...form.querySelectorAll("input[type=hidden]")].filter((one) => one.value && !OF_THE_PAGE.includes(one.name));
    return mine + form.action.split("#")[0] + about.map((one) => `&${one.name}=${one.value}`).join("");
  }

  // Only what is not as the page brought it: another day's page brings its own date. With it the key, and the version it was made from.
  function typed(form) {
    const { from } = states.get(form);
    const now = read(form);
    const names = Object.keys(now).filter((key) => !OF_THE_PAGE.includes(key) && JSON.stringify(now[key]) !== JSON.stringify(from[key]));
    return names.length ? Object.fromEntries([...names, "client_key", "made_from"].filter((key) => now[key]).map((key) => [key, now[key]])) : null;
  }

  function tell(form, text, button = "", failed = false) {
    const discard = form.querySelector("[data-discard]");
    discard.hidden = !button || states.get(form).own;
    discard.textContent = button;
    say(form, text, failed);
  }

  function save(form) {
    const state = states.get(form);
    const values = typed(form);
    state.gone = state.send = null; // who goes on typing sends it himself
    if (!values) { forget(form); return; }
    try { localStorage.setItem(name(form), JSON.stringify({ at: Date.now(), values })); } catch { return; } // a device that keeps nothing
    tell(form, state.away ? place.dataset.again : saved(place.dataset.saved), place.dataset.discard, state.away);
  }

  function forget(form, said, button) {
    localStorage.removeItem(name(form));
    tell(form, said, button);
  }

  // Taken away by mistake, it comes back by the same button.
  function discard(form) {
    const state = states.get(form);
    if (state.gone) { fill(form, state.gone); save(form); return; }
    const gone = read(form);
    fill(form, state.first);
    forget(form, place.dataset.gone, place.dataset.back);
    Object.assign(state, { gone, send: null, away: false });
  }

  async function submit(event) {
    const [form, button] = [event.currentTarget, event.submitter];
    const state = states.get(form);
    event.preventDefault();
    if (state.busy) return;
    save(form);
    state.busy = true;
    say(form, place.dataset.sending);
    const answer = await renkei.stay.send(form, button);
    state.busy = false;
    state.away = !answer;
    if (!answer) wait(form, button);
    else if (answer.goes) { forget(form); renkei.stay.go(answer.goes); }
    else answered(form, answer.page);
  }

  function wait(form, button) {
    const again = form.elements.client_key; // twice the same is once
    states.get(form).send = again ? () => form.requestSubmit(button) : null;
    say(form, again ? place.dataset.waits : place.dataset.again, true);
  }

  function answered(form, page) {
    const [own, why] = [name(form), renkei.stay.why(page)];
    if (why) { say(form, place.dataset.refused.replace("{why}", why), true); return; }
    renkei.stay.show(page);
    document.querySelectorAll("form[data-keep]").forEach((one) => adopt(one, name(one) === own));
  }

  // What a page says that answers a form wins; else what was typed comes back, unless it had arrived after all.
  function adopt(form, own) {
    const block = place.content.firstElementChild.cloneNode(true);
    const actions = form.querySelector(".form-actions");
    if (actions) actions.before(block); else form.append(block);
    const first = read(form);
    states.set(form, { first, own, from: own ? {} : first });
    const kept = !own && JSON.parse(localStorage.getItem(name(form)));
    if (kept) fill(form, kept.values);
    if (kept && typed(form)) tell(form, saved(place.dataset.saved, new Date(kept.at)), place.dataset.discard);
    else if (kept) { fill(form, first); forget(form); }
    if (kept) form.querySelectorAll("[data-guard]").forEach((one) => one.dispatchEvent(new Event("input", { bubbles: true })));
    block.querySelector("[data-discard]").addEventListener("click", () => discard(form));
    form.addEventListener("input", () => save(form));
    form.addEventListener("submit", submit);
  }

  const sendAll = () => document.querySelectorAll("form[data-keep]").forEach((form) => states.get(form)?.send?.());
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith("renkei:kept:"))) {
    if (!key.startsWith(mine) || Date.now() - JSON.parse(localStorage.getItem(key)).at > DAYS) localStorage.removeItem(key);
  }
  document.querySelectorAll("form[data-keep]").forEach((form) => adopt(form, place.hasAttribute("data-own")));
  addEventListener("online", sendAll);
  setInterval(sendAll, AGAIN);
})();
