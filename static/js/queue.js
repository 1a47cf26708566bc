// What was written on a bad line waits on this device and is sent once the line is back: the client key makes twice the same as once.
"use strict";
window.renkei = window.renkei || {};

// Leads to another page, as who was signed out is led to the sign-in: once. On a slow line every new start would begin the way anew.
renkei.lead = (() => {
  let begun = -Infinity;
  addEventListener("pagehide", () => { begun = -Infinity; });
  return (url) => { if (performance.now() - begun > 30000) { begun = performance.now(); location.assign(url); } };
})();

renkei.queue = (() => {
  const key = `renkei:queue:${document.body.dataset.person}`;
  const busy = new Set([502, 503, 504, 429]);
  const [LONG, LONGER] = [30000, 600000]; // a line that is there and carries nothing is none; with files it may take its time
  const read = () => { try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; } };
  const write = (items) => { localStorage.setItem(key, JSON.stringify(items)); show(); };
  const token = () => document.querySelector('meta[name="csrf-token"]').content;
  const of = (id) => read().find((one) => one.id === id);
  const waiting = () => read().filter((one) => !one.refused);

  // Sends once. Answers the response, or null when the line or the server is away.
  async function send(url, fields, byItself = false, more = {}) {
    const files = fields instanceof FormData;
    const body = files ? fields : new URLSearchParams(fields);
    body.set("csrf_token", token());
    const headers = { "HX-Request": "true", "HX-Current-URL": location.href, ...(byItself && { "Renkei-By-Itself": "1" }), ...more };
    try {
      const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout?.(files ? LONGER : LONG) });
      if (busy.has(answer.status)) return null;
      const elsewhere = answer.headers.get("HX-Redirect");
      if (elsewhere) { renkei.lead(elsewhere); return null; }
      return answer;
    } catch { return null; }
  }

  function keep(item) { drop(item.id); write([...read(), { ...item, at: Date.now() }]); }
  const stands = (item) => of(item.id)?.at === item.at; // it was neither taken back nor written anew while it was on its way
  function drop(id) {
    if (!of(id)) return;
    renkei.keptFiles?.dropAll(of(id).files);
    write(read().filter((one) => one.id !== id));
  }

  // In their order, and in one tab at a time where the browser can tell.
  let sending = null;
  const alone = () => navigator.locks.request(key, { signal: AbortSignal.timeout?.(5000) }, inOrder).catch((late) => late.name === "TimeoutError" && inOrder());
  const inTurn = () => (navigator.locks ? alone() : inOrder());
  const sendAll = async () => { if (navigator.onLine) await (sending ||= inTurn().finally(() => { sending = null; })); };
  async function inOrder() {
    for (let item; ([item] = waiting()) && item;) {
      const said = await body(item);
      if (!said) { refuse(item, document.getElementById("keeping").dataset.lost); continue; }
      const answer = await send(item.url, said, false, item.page && { "Renkei-Stays": "1" });
      const goes = answer?.headers.get("Renkei-Goes");
      const html = item.page && answer && !goes ? await answer.text().catch(() => null) : "";
      if (!answer || html === null) return;
      if (item.page && !goes) { refused(item, new DOMParser().parseFromString(html, "text/html")); continue; }
      const meant = stands(item);
      if (meant) drop(item.id);
      if (answer.status >= 400 && !item.tap) (renkei.drafts?.restore || renkei.typed.later)(item);
      else document.dispatchEvent(new CustomEvent("renkei:sent", { detail: { ...item, goes, meant } }));
    }
  }

  // What it says, with its files where it has any; null where the device has lost one.
  async function body({ fields, files }) {
    if (!files) return fields;
    const found = await renkei.keptFiles.all(files);
    const whole = new FormData();
    [...fields, ...(found || [])].forEach(([name, value]) => whole.append(name, value));
    return found && whole;
  }

  // It stays, and says why, until its writer has seen it: on the page of its form (keep.js) or in the block on any other.
  function refused(item, page) {
    if (!stands(item)) return;
    const listed = page.querySelectorAll(".message-error li");
    const why = renkei.stay.why(page) || [...(listed.length ? listed : page.querySelectorAll(".field-message"))].map((one) => one.textContent.trim()).join("　");
    refuse(item, why || page.title);
    document.dispatchEvent(new CustomEvent("renkei:refused", { detail: { ...item, page } }));
  }

  const refuse = (item, why) => { if (stands(item)) write(read().map((one) => (one.id === item.id ? { ...one, refused: why } : one))); };

  // The block 「送信待ち」 is in the page as a template; one row for each thing that waits and whose form is not before one's eyes.
  function show() {
    const here = new Set([...document.querySelectorAll("form[data-kept]")].map((form) => form.dataset.kept));
    const items = read().filter((one) => !here.has(one.id));
    document.body.toggleAttribute("data-waiting", waiting().length > 0);
    let place = document.getElementById("queue");
    if (!place && items.length) {
      document.getElementById("main")?.prepend(document.getElementById("queue-elsewhere")?.content.cloneNode(true) ?? "");
      place = document.getElementById("queue");
    }
    if (!place) return;
    place.hidden = items.length === 0;
    place.querySelectorAll("[data-item]").forEach((old) => old.remove());
    place.append(...items.map((item) => drawn(item, place)));
  }

  function drawn(item, place) {
    const one = place.querySelector("template").content.firstElementChild.cloneNode(true);
    const part = (name) => one.querySelector(`[data-${name}]`);
    part("title").textContent = item.title;
    part("words").textContent = item.words || "";
    if (item.refused) part("said").textContent = place.dataset.refused.replace("{why}", item.refused);
    const has = { "send-now": !item.refused, back: renkei.drafts && !item.tap && !item.page, open: Boolean(item.page), drop: Boolean(item.refused) };
    Object.entries(has).filter(([, wanted]) => !wanted).forEach(([name]) => part(name).remove());
    part("send-now")?.addEventListener("click", sendAll);
    part("back")?.addEventListener("click", () => { drop(item.id); renkei.drafts.restore(item); });
    part("open")?.setAttribute("href", item.page);
    part("drop")?.addEventListener("click", () => drop(item.id));
    return one;
  }

  addEventListener("online", sendAll);
  addEventListener("storage", (event) => { if (event.key === key) show(); });
  setInterval(() => { if (waiting().length) sendAll(); }, 15000);
  addEventListener("DOMContentLoaded", () => { show(); sendAll(); });
  return { send, keep, drop, of, sendAll, show, waiting: () => waiting().length };
})();
