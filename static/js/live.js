// The doorbell. Whatever is pushed can be fetched again: a page that missed something fetches what it lacks and ends as a fresh load would.
"use strict";
(() => {
  const body = document.body;
  const seqs = new Map((body.dataset.watch || "").split(" ").filter(Boolean).map((said) => { const [name, seq] = said.split("="); return [name, Number(seq ?? -1)]; }));
  const fetching = new Map(); // stream → the seq that must be reached
  const holder = (stream) => document.querySelector(`[data-stream="${stream}"]`);
  const chance = (most) => new Promise((done) => setTimeout(done, Math.random() * most));
  const state = document.getElementById("line-state");
  for (const held of document.querySelectorAll("[data-stream][data-seq]")) seqs.set(held.dataset.stream, Number(held.dataset.seq));

  async function get(address) {
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Current-URL": location.href, "Renkei-By-Itself": "1" } });
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) renkei.lead(elsewhere);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  }

  // Brings one stream up to `upto`. Whoever asks meanwhile is served by the same fetch, or by one more after it.
  async function catchUp(stream, upto, most = 800) {
    const begun = fetching.has(stream);
    fetching.set(stream, Math.max(fetching.get(stream) ?? 0, upto));
    if (begun) return;
    let after = seqs.get(stream); // what is pushed to everybody while this page waits lacks its own answers of before
    try {
      await chance(most);
      for (let tries = 0; after < fetching.get(stream) && tries < 3; tries += 1) if (await fetchOnce(stream, after) !== false) after = seqs.get(stream);
    } catch { /* the next watch, at most 90 s away, finds the gap again */ } finally { fetching.delete(stream); }
  }

  const reached = (stream, seq) => seqs.set(stream, Math.max(seqs.get(stream), seq));

  async function fetchOnce(stream, after) {
    const held = holder(stream);
    if (!held) { await pulse(); reached(stream, fetching.get(stream)); return; }
    if (held.dataset.refresh) { await refresh(held); reached(stream, Number(holder(stream)?.dataset.seq ?? fetching.get(stream))); return; }
    const [root] = renkei.place.pieces(await get(`${held.dataset.catchUp}?after=${after}${document.visibilityState === "visible" ? "&visible=1" : ""}`));
    if (Number(root.dataset.seq) < seqs.get(stream)) return false; // what was pushed meanwhile is newer than this answer
    const posts = held.id === "posts" ? held : null;
    if ("whole" in root.dataset && posts) posts.replaceChildren();
    for (const fresh of [...root.children]) renkei.place.one(fresh, posts);
    seqs.set(stream, Number(root.dataset.seq));
    await pulse();
    renkei.unread.shown(stream, seqs.get(stream));
  }

  // Elements that are asked for as a whole, from the page they stand on.
  async function refresh(...held) {
    const page = new DOMParser().parseFromString(await get(held[0].dataset.refresh), "text/html");
    for (const { id } of held) {
      const fresh = page.getElementById(id);
      if (fresh) renkei.place.one(document.adoptNode(fresh), null);
    }
  }

  // The banners and the unread counts, as a fresh page would show them.
  async function pulse() {
    const [root] = renkei.place.pieces(await get("/pulse"));
    for (const fresh of [...root.children]) if (fresh.id === "alerts") document.getElementById("alerts").replaceChildren(...fresh.children);
    renkei.unread.set(root);
  }

  let homeAsked = false;
  async function refreshHome(most = 4000) {
    const parts = () => document.querySelectorAll("[data-refresh-on-change]");
    if (!parts().length || (homeAsked && most)) return;
    homeAsked = true;
    await chance(most);
    homeAsked = false;
    await refresh(...parts()).catch(() => {});
  }

  function hear({ stream, after, seq, verb, target, html }) {
    const own = Math.max(0, seqs.get(stream) ?? 0);
    if (seq <= own) return;
    if (after > own || !html) { catchUp(stream, seq); refreshHome(); return; }
    const born = verb === "append";
    const added = verb === "remove" ? void document.querySelector(target)?.remove() : renkei.place.all(html, born ? document.querySelector(target) : null);
    seqs.set(stream, seq);
    if (born) renkei.unread.born(stream, renkei.place.pieces(html)[0], added);
    renkei.unread.shown(stream, seq);
    refreshHome();
  }

  const socket = io({ transports: ["websocket", "polling"], reconnectionDelayMax: 8000, randomizationFactor: 0.8 });
  let away = false; // the line was lost or the page slept: another device may have read meanwhile
  function watch() {
    if (!socket.connected) { socket.connect(); return; }
    socket.timeout(15000).emit("watch", { streams: [...seqs.keys()] }, (error, present = {}) => {
      if (error || Object.keys(present).length < seqs.size) setTimeout(watch, 4000 + Math.random() * 4000);
      for (const [stream, seq] of Object.entries(present)) {
        if (seq === null) shut(stream);
        else if (seqs.get(stream) === -1) seqs.set(stream, seq);
        else if (seq > seqs.get(stream)) { catchUp(stream, seq); refreshHome(); }
      }
      if (away) chance(2000).then(pulse).catch(() => {});
      away = false;
    });
  }
  // The right has ended: not asked for again. What may no longer be read must go (shut.js says why); a page that is drawn and refused all the same is not asked for without end.
  const shut = (stream) => (holder(stream) ? reload() : seqs.delete(stream));
  function reload() {
    if (Date.now() - Number(sessionStorage.getItem("renkei:reloaded")) < 60000) return;
    sessionStorage.setItem("renkei:reloaded", String(Date.now()));
    location.reload();
  }
  const wake = () => { if (document.visibilityState === "visible") { away = true; watch(); } };
  const say = (lost) => { document.body.toggleAttribute("data-lost", lost); if (state) { state.hidden = !lost; state.textContent = lost ? state.dataset.lost : ""; } };
  let lost = 0; // the timer that says so
  socket.on("connect", () => { clearTimeout(lost); say(false); watch(); renkei.queue?.sendAll(); });
  socket.on("change", hear).on("shut", ({ stream }) => shut(stream));
  socket.on("present", ({ stream, seq }) => { if (seq > (seqs.get(stream) ?? 0)) catchUp(stream, seq); });
  socket.on("disconnect", () => { away = true; clearTimeout(lost); lost = setTimeout(say, 3000, true); if (!socket.active) setTimeout(() => socket.connect(), 200); });
  socket.on("connect_error", (error) => {
    if (error.message === "signed-out") { renkei.lead(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`); return; }
    if (state?.hidden) { clearTimeout(lost); lost = setTimeout(say, 3000, true); }
    if (!socket.active) setTimeout(() => socket.connect(), 1000 + Math.random() * 3000);
  });
  addEventListener("visibilitychange", wake);
  addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  addEventListener("offline", () => { clearTimeout(lost); lost = setTimeout(say, 1000, true); });
  addEventListener("online", () => { clearTimeout(lost); if (socket.connected) say(false); else socket.disconnect(); wake(); }); // at once, not after a pause
  setInterval(() => { if (document.visibilityState === "visible") watch(); }, 80000 + Math.random() * 20000);
  document.addEventListener("renkei:sent", ({ detail }) => {
    if (detail.html) renkei.place.all(detail.html, null);
    for (const held of document.querySelectorAll("[data-stream][data-catch-up]")) catchUp(held.dataset.stream, seqs.get(held.dataset.stream) + 1, 0);
    refreshHome(0);
  });
})();
