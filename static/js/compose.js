// Writing that is not lost: every form[data-send] keeps its draft on this device, is sent without leaving the page, and waits when it cannot be.
"use strict";
window.renkei = window.renkei || {};

renkei.drafts = (() => {
  const name = (form) => `renkei:draft:${document.body.dataset.person}:${form.action}`;
  const fields = (form) => Object.fromEntries([...new FormData(form)].filter(([key, value]) => key !== "csrf_token" && typeof value === "string"));
  const typed = (form) => Boolean(form.elements.uploads?.value) || [...form.elements].some((one) => one.matches("textarea, input:not([type])  , input[type=text]") && one.value.trim());
  const { say } = renkei.typed;

  function save(form) {
    if (!typed(form)) { localStorage.removeItem(name(form)); say(form, ""); return; }
    localStorage.setItem(name(form), JSON.stringify(fields(form)));
    say(form, renkei.typed.saved(form.dataset.saved));
  }

  function fill(form, values) {
    renkei.typed.fill(form, Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [value]])));
    form.dispatchEvent(new Event("renkei:filled")); // files that were chosen before
  }

  // What waited and was refused, or is taken back, stands in its form again; on another page it becomes that page's draft.
  function restore(item) {
    const form = [...document.querySelectorAll("form[data-send]")].find((one) => new URL(one.action).pathname === item.url);
    if (form) { fill(form, beside(form, item.fields)); save(form); form.scrollIntoView({ block: "center" }); return; }
    renkei.typed.later(item);
    document.dispatchEvent(new CustomEvent("renkei:restored", { detail: item }));
  }

  // What was typed since stays, below what comes back.
  function beside(form, values) {
    const typed = form.elements.body?.value.trim();
    return typed && values.body && !form.matches(".entry-edit") && typed !== values.body ? { ...values, body: `${values.body}\n${typed}` } : values;
  }

  function clear(form) {
    localStorage.removeItem(name(form));
    form.reset();
    form.querySelectorAll("textarea, input[name=title]").forEach((one) => { one.value = ""; });
    const key = form.elements.client_key;
    if (key) key.value = renkei.freshKey();
    if (form.elements.uploads) form.elements.uploads.value = "";
    form.dispatchEvent(new Event("renkei:filled"));
    say(form, "");
  }

  async function submit(event) {
    const form = event.currentTarget;
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    save(form);
    const arrive = renkei.files?.settled(form); // the text waits for its files, not the other way round
    if (arrive && form.elements.uploads?.value) say(form, form.dataset.waits);
    if (arrive && !(await arrive)) { button.disabled = false; save(form); form.querySelector("[data-state=failed]")?.scrollIntoView({ block: "center" }); return; }
    const url = new URL(form.action).pathname;
    const said = fields(form);
    const item = { id: said.client_key, url, fields: said, title: said.title || (said.body ?? said.name ?? "").slice(0, 40) };
    save(form);
    const behind = renkei.queue.waiting() > 0; // what waits goes first
    const answer = behind ? null : await renkei.queue.send(url, item.fields);
    button.disabled = false;
    if (answer === null) { renkei.queue.keep(item); clear(form); document.getElementById("queue")?.scrollIntoView({ block: form.matches("[data-again]") ? "nearest" : "center" }); if (behind) renkei.queue.sendAll(); return; }
    if (answer.status >= 400) { refused(form, await answer.text()); return; }
    clear(form);
    document.dispatchEvent(new CustomEvent("renkei:sent", { detail: item }));
  }

  // The server's own sentences stand at their fields: its form replaces ours, with what was typed.
  function refused(form, html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const [fresh, why] = [page.querySelector("form[data-send]"), renkei.stay.why(page)];
    if (!fresh) { say(form, why ? document.getElementById("keeping").dataset.refused.replace("{why}", why) : form.dataset.failed, true); return; }
    form.replaceWith(fresh);
    ready(fresh);
    fresh.querySelector("[aria-invalid=true]")?.focus();
  }

  function ready(form) {
    renkei.files?.ready(form);
    form.addEventListener("submit", submit);
    form.addEventListener("input", () => save(form));
  }

  function adopt(form) {
    const kept = localStorage.getItem(name(form));
    if (kept && !form.querySelector("[aria-invalid=true]") && (!typed(form) || form.matches(".entry-edit"))) { fill(form, JSON.parse(kept)); save(form); }
    ready(form);
  }

  // The addresses drafts of this person wait for.
  const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(`renkei:draft:${document.body.dataset.person}:${location.origin}/`)).map((key) => key.slice(key.indexOf(location.origin) + location.origin.length));
  document.querySelectorAll("form[data-send]").forEach(adopt);
  return { restore, adopt, kept, forget: clear };
})();
