// The button of a form[data-keep] is pressed. What may come twice (it has a client key, or data-keep="again") is handed to the queue, which
// sends it once the line is there, also after the page was closed; anything else waits for its writer to press again.
"use strict";
(() => {
  const { mine, place, states, name, typed, forget, tell, save, every, adoptAll } = renkei.kept;
  const { queue, stay } = renkei;
  const AGAIN = 15000;
  const mayComeTwice = (form, button) => (Boolean(form.elements.client_key) || form.dataset.keep === "again") && !button?.formNoValidate;
  const here = (id) => every().find((form) => states.has(form) && name(form) === id);
  const refused = (form, why) => tell(form, place.dataset.refused.replace("{why}", why), place.dataset.discard, true);

  async function submit(event) {
    const [form, button] = [event.currentTarget, event.submitter];
    const state = states.get(form);
    event.preventDefault();
    if (state.busy) return;
    save(form);
    state.busy = true;
    tell(form, place.dataset.sending);
    if (await handed(form, button)) await queue.sendAll();
    else await sentHere(form, button);
    state.busy = false;
    const left = queue.of(name(form));
    if (left?.refused) refused(form, left.refused); else if (left) waits(form);
  }

  function waits(form) {
    Object.assign(states.get(form), { away: true, waits: true });
    tell(form, place.dataset.waits, place.dataset.stop, true);
  }

  // From now on the queue has it, its files too. A device that keeps nothing, or not so much, sends it while the page is open.
  async function handed(form, button) {
    const all = [...new FormData(form), ...(button?.name ? [[button.name, button.value]] : [])].filter(([key]) => key !== "csrf_token");
    if (!mayComeTwice(form, button)) return false;
    const chosen = all.filter(([, value]) => value.size);
    const files = chosen.length ? (await renkei.keptFiles?.keepAll(chosen)) ?? null : undefined;
    if (files === null) return false;
    const url = button?.hasAttribute("formaction") ? button.formAction : form.action;
    const named = form.closest("li")?.querySelector("b");
    const title = (named ? [named] : [...document.querySelectorAll("h1, .page-context")]).map((one) => one.textContent.trim()).join("　");
    const fields = all.filter(([, value]) => typeof value === "string");
    const said = [renkei.typed.words(form, Object.keys(typed(form) ?? {})), ...chosen.map(([, file]) => file.name)].filter(Boolean);
    const words = said.join("　") || button?.textContent.trim();
    try { queue.keep({ id: name(form), url, fields, files, title, words, page: location.pathname + location.search }); } catch { return Boolean(renkei.keptFiles?.dropAll(files)); }
    return true;
  }

  async function sentHere(form, button) {
    const answer = await stay.send(form, button);
    const state = states.get(form);
    state.away = !answer;
    if (answer?.page) return answered(form, answer.page);
    if (answer) { forget(form); return stay.go(answer.goes); }
    state.send = mayComeTwice(form, button) ? () => form.requestSubmit(button) : null;
    tell(form, state.send ? place.dataset.open : place.dataset.again, place.dataset.discard, true);
  }

  function answered(form, page) {
    const [own, why] = [name(form), stay.why(page)];
    if (why) return refused(form, why);
    stay.show(page);
    adoptAll((one) => name(one) === own, ready);
    queue.show();
  }

  // What was pressed and has not arrived stands in its form again, with what is to be said of it.
  async function ready(form, item) {
    form.addEventListener("submit", submit);
    if (!item) return;
    renkei.typed.fill(form, Object.fromEntries(item.fields.map(([key]) => [key, item.fields.filter(([one]) => one === key).map(([, value]) => value)])));
    if (item.files) await renkei.keptFiles.bring(form, item.files);
    if (!item.refused) { waits(form); return; }
    save(form);
    refused(form, item.refused);
  }

  document.addEventListener("renkei:sent", ({ detail: { id, goes, meant } }) => {
    if (!id?.startsWith(mine)) return;
    const form = here(id);
    if (!form) { localStorage.removeItem(id); return; }
    if (meant) { forget(form); stay.go(goes); return; }
    const key = form.elements.client_key; // what was typed while it was on its way is something new
    if (key) key.value = renkei.freshKey();
    save(form); // and has not been pressed
    tell(form, place.dataset.first, place.dataset.discard);
  });
  document.addEventListener("renkei:refused", ({ detail: { id, page } }) => {
    const form = here(id);
    if (!form) return;
    queue.drop(id);
    answered(form, page);
  });

  const sendAll = () => every().forEach((form) => states.get(form)?.send?.());
  const elsewhere = (form) => states.get(form)?.waits && !states.get(form).busy && !queue.of(name(form)); // another tab has sent it
  addEventListener("storage", () => { if (every().some(elsewhere)) location.reload(); });
  addEventListener("online", sendAll);
  setInterval(sendAll, AGAIN);
  document.addEventListener("renkei:placed", () => { adoptAll(() => false, ready); queue.show(); });
  adoptAll(() => place.hasAttribute("data-own"), ready);
})();
