// What was written on a bad line waits on this device and is sent once the line is back: the client key makes twice the same as once.
"use strict";
window.renkei = window.renkei || {};

renkei.queue = (() => {
  const key = `renkei:queue:${document.body.dataset.person}`;
  const busy = new Set([502, 503, 504, 429]);
  const read = () => { try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; } };
  const write = (items) => { localStorage.setItem(key, JSON.stringify(items)); show(); };
  const token = () => document.querySelector('meta[name="csrf-token"]').content;

  // Sends once. Answers the response, or null when the line or the server is away.
  async function send(url, fields, byItself = false, more = {}) {
    const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
    body.set("csrf_token", token());
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true", ...(byItself && { "Renkei-By-Itself": "1" }), ...more }, redirect: "manual" });
      if (busy.has(answer.status)) return null;
      const elsewhere = answer.headers.get("HX-Redirect");
      if (elsewhere) { location.assign(elsewhere); return null; }
      return answer;
    } catch { return null; }
  }

  function keep(item) { write([...read().filter((one) => one.id !== item.id), item]); }
  function drop(id) { write(read().filter((one) => one.id !== id)); }

  let sending = false;
  async function sendAll() {
    if (sending || !navigator.onLine) return;
    sending = true;
    for (let item; (item = read()[0]);) {
      const answer = await send(item.url, item.fields);
      if (answer === null) break;
      drop(item.id);
      if (answer.status >= 400 && !item.tap) (renkei.drafts?.restore || renkei.typed.later)(item);
      else document.dispatchEvent(new CustomEvent("renkei:sent", { detail: item }));
    }
    sending = false;
  }

  // The block 「送信待ち」 is in the page as a template; one row for each thing that waits.
  function show() {
    const place = document.getElementById("queue");
    const items = read();
    document.body.toggleAttribute("data-waiting", items.length > 0);
    if (!place) return;
    place.hidden = items.length === 0;
    const row = place.querySelector("template");
    place.querySelectorAll("[data-item]").forEach((old) => old.remove());
    for (const item of items) {
      const one = row.content.firstElementChild.cloneNode(true);
      one.querySelector("[data-title]").textContent = item.title;
      one.querySelector("[data-send-now]").addEventListener("click", sendAll);
      const back = one.querySelector("[data-back]");
      if (renkei.drafts && !item.tap) back.addEventListener("click", () => { drop(item.id); renkei.drafts.restore(item); });
      else back.remove();
      place.append(one);
    }
  }

  addEventListener("online", sendAll);
  addEventListener("storage", (event) => { if (event.key === key) show(); });
  setInterval(() => { if (read().length) sendAll(); }, 15000);
  addEventListener("DOMContentLoaded", () => { show(); sendAll(); });
  return { send, keep, drop, sendAll, waiting: () => read().length };
})();
