// Sends a file in pieces. A line that breaks costs one piece: it is sent again until it arrives, and the server says from where to go on.
"use strict";
window.renkei = window.renkei || {};

renkei.uploading = (() => {
  const PIECE = 256 * 1024;
  const later = new Set([408, 429, 500, 502, 503, 504]);
  const token = () => document.querySelector('meta[name="csrf-token"]').content;

  function pause(tries) {
    return new Promise((done) => {
      const over = () => { clearTimeout(timer); removeEventListener("online", over); done(); };
      const timer = setTimeout(over, Math.min(15000, 1000 * 2 ** tries));
      addEventListener("online", over);
    });
  }

  // The answer as {status, told}, or null when the line or the server is away.
  async function ask(url, options = {}) {
    try {
      const answer = await fetch(url, { ...options, headers: { "HX-Request": "true", "HX-Current-URL": location.href }, signal: AbortSignal.timeout?.(60000) });
      if (later.has(answer.status)) return null;
      const elsewhere = answer.headers.get("HX-Redirect");
      if (elsewhere) { renkei.lead(elsewhere); return null; }
      const json = answer.headers.get("Content-Type")?.includes("json");
      return { status: answer.status, told: json ? await answer.json() : {} };
    } catch { return null; }
  }

  // Asks until there is an answer; `waiting` hears that the line is away. Null once `left` says that nobody wants it any more.
  async function surely(url, options, waiting, left) {
    for (let tries = 0; !left(); tries += 1) {
      const answer = await ask(url, options());
      if (answer) return answer;
      waiting();
      await pause(tries);
    }
    return null;
  }

  function piece(key, file, offset) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrf_token: token(), key, name: file.name, size: file.size, offset })) body.set(name, value);
    body.set("piece", file.slice(offset, offset + PIECE), "piece");
    return body;
  }

  // Resolves with what the server says of the whole file, null when it was removed meanwhile; rejects with the server's sentence.
  async function send(url, key, file, { from = 0, sent, waiting, left }) {
    for (let offset = from; ;) {
      const answer = await surely(url, () => ({ method: "POST", body: piece(key, file, offset) }), waiting, left);
      if (answer === null || left()) return null;
      const { status, told } = answer;
      if (status === 200 && told.done) return told;
      if ((status !== 200 && status !== 409) || !(told.received >= 0) || told.received === offset) throw new Error(told.message || "");
      offset = told.received;
      sent(offset / file.size);
    }
  }

  return { send, surely };
})();
