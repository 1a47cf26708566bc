// Choosing files in a form with [data-files]: each is sent as soon as it is chosen; the form carries their keys, and its draft keeps them.
"use strict";
window.renkei = window.renkei || {};

renkei.files = (() => {
  const rows = renkei.fileRows;
  const working = new Map(); // key → promise, true when the file has arrived
  const gone = new Set();
  const hidden = (block) => block.querySelector("[name=uploads]");
  const keysOf = (block) => hidden(block).value.split(" ").filter(Boolean);
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  const draw = (block, key, name) => rows.draw(block, key, name, () => remove(block, key));

  function keep(block, keys) {
    hidden(block).value = keys.join(" ");
    hidden(block).dispatchEvent(new Event("input", { bubbles: true }));
  }

  function remove(block, key) {
    gone.add(key);
    rows.of(block, key)?.remove();
    if (keysOf(block).includes(key)) {
      renkei.keptFiles.drop(key);
      renkei.queue.send(`/uploads/${key}/removal`, {});
      keep(block, keysOf(block).filter((one) => one !== key));
    }
    block.querySelector("input[type=file]").focus();
  }

  function fail(block, key, sentence) {
    renkei.keptFiles.drop(key);
    rows.say(rows.of(block, key), sentence || block.dataset.failed, "failed");
    keep(block, keysOf(block).filter((one) => one !== key));
    return false;
  }

  function arrived(block, key, told) {
    renkei.keptFiles.drop(key);
    rows.arrived(block, rows.of(block, key), told);
    return true;
  }

  async function send(block, key, file, from) {
    const row = rows.of(block, key);
    const waiting = () => rows.say(row, block.dataset.waiting, "waiting");
    try {
      rows.sent(block, row, from / file.size);
      const told = await renkei.uploading.send(block.dataset.url, key, file, { from, sent: (part) => rows.sent(block, row, part), waiting, left: () => gone.has(key) });
      return told === null || arrived(block, key, told);
    } catch (refused) { return fail(block, key, refused.message); }
  }

  function add(block, chosen) {
    const key = newKey();
    const row = draw(block, key, chosen.name);
    if (keysOf(block).length >= Number(block.dataset.most)) { rows.say(row, block.dataset.tooMany, "failed"); return; }
    keep(block, [...keysOf(block), key]);
    working.set(key, (async () => {
      const file = await renkei.smaller(chosen);
      if (file.size > Number(block.dataset.mostBytes)) return fail(block, key, block.dataset.tooLarge);
      await renkei.keptFiles.put(key, file);
      return send(block, key, file, 0);
    })());
  }

  // A draft was taken up again: what has arrived is shown, what has not goes on from where it was.
  async function takeUp(block, key) {
    const row = draw(block, key, "…");
    const answer = await renkei.uploading.surely(`/uploads/${key}`, () => ({}), () => rows.say(row, block.dataset.waiting, "waiting"), () => gone.has(key));
    if (answer?.told.done) return arrived(block, key, answer.told);
    const file = await renkei.keptFiles.get(key);
    if (!answer || !file) return answer ? fail(block, key, block.dataset.gone) : true;
    rows.call(row, file.name);
    return send(block, key, file, answer.told.received || 0);
  }

  function show(block) {
    const keys = keysOf(block);
    block.querySelectorAll("[data-key]").forEach((row) => { if (!keys.includes(row.dataset.key)) row.remove(); });
    keys.filter((key) => !rows.of(block, key)).forEach((key) => working.set(key, takeUp(block, key)));
  }

  // True once all its files have arrived; false when one of them was refused meanwhile.
  async function settled(form) {
    const block = form.querySelector("[data-files]");
    const all = await Promise.all((block ? keysOf(block) : []).map((key) => working.get(key) ?? true));
    return all.every(Boolean);
  }

  async function hold(event) {
    event.preventDefault();
    if (await settled(event.target)) event.target.submit();
  }

  function ready(form) {
    const block = form.querySelector("[data-files]");
    if (!block || "ready" in block.dataset) return;
    block.dataset.ready = "";
    block.querySelectorAll("[data-key]").forEach((row) => row.remove());
    block.querySelectorAll("input[type=file]").forEach((input) => {
      input.removeAttribute("name");
      input.addEventListener("change", () => { const chosen = [...input.files]; input.value = ""; chosen.forEach((file) => add(block, file)); });
    });
    form.addEventListener("renkei:filled", () => show(block));
    if (!form.matches("[data-send]")) form.addEventListener("submit", hold);
    show(block);
  }

  document.querySelectorAll("form").forEach(ready);
  return { ready, settled };
})();
