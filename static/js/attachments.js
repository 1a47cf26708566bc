// Choosing files in a form with [data-files]: each is sent as soon as it is chosen; the form carries their keys, and its draft keeps them.
"use strict";
window.renkei = window.renkei || {};

renkei.files = (() => {
  const working = new Map(); // key → promise, true when the file has arrived
  const gone = new Set();
  const hidden = (block) => block.querySelector("[name=uploads]");
  const keysOf = (block) => hidden(block).value.split(" ").filter(Boolean);
  const rowOf = (block, key) => block.querySelector(`[data-key="${key}"]`);
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

  function keep(block, keys) {
    hidden(block).value = keys.join(" ");
    hidden(block).dispatchEvent(new Event("input", { bubbles: true }));
  }

  function draw(block, key, name) {
    const row = block.querySelector("template").content.firstElementChild.cloneNode(true);
    row.dataset.key = key;
    row.querySelector(".attach-name").textContent = name;
    const button = row.querySelector("[data-remove]");
    button.setAttribute("aria-label", button.getAttribute("aria-label").replace("{name}", name));
    button.addEventListener("click", () => remove(block, key));
    block.querySelector(".attach-list").append(row);
    return row;
  }

  function say(row, text, state = "") {
    row.dataset.state = state;
    row.querySelector(".attach-state").textContent = text;
    row.querySelector("progress").hidden = state === "done" || state === "failed";
  }

  function remove(block, key) {
    gone.add(key);
    rowOf(block, key)?.remove();
    if (keysOf(block).includes(key)) {
      renkei.keptFiles.drop(key);
      renkei.queue.send(`/uploads/${key}/removal`, {});
      keep(block, keysOf(block).filter((one) => one !== key));
    }
    block.querySelector("input[type=file]").focus();
  }

  function fail(block, key, sentence) {
    renkei.keptFiles.drop(key);
    say(rowOf(block, key), sentence || block.dataset.failed, "failed");
    keep(block, keysOf(block).filter((one) => one !== key));
    return false;
  }

  function arrived(block, key, told) {
    const row = rowOf(block, key);
    renkei.keptFiles.drop(key);
    row.querySelector(".attach-name").textContent = told.name;
    say(row, block.dataset.sent, "done");
    const small = row.querySelector("img");
    if (told.preview) { small.src = told.preview; small.hidden = false; }
    return true;
  }

  async function send(block, key, file, from) {
    const row = rowOf(block, key);
    const sent = (part) => { row.querySelector("progress").value = Math.round(part * 100); say(row, part < 1 ? `${Math.round(part * 100)}％` : block.dataset.checking); };
    try {
      sent(from / file.size);
      const told = await renkei.uploading.send(block.dataset.url, key, file, { from, sent, waiting: () => say(row, block.dataset.waiting, "waiting"), left: () => gone.has(key) });
      return told === null || arrived(block, key, told);
    } catch (refused) { return fail(block, key, refused.message); }
  }

  async function add(block, chosen) {
    const key = newKey();
    const row = draw(block, key, chosen.name);
    if (keysOf(block).length >= Number(block.dataset.most)) { say(row, block.dataset.tooMany, "failed"); return; }
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
    const answer = await renkei.uploading.surely(`/uploads/${key}`, () => ({}), () => say(row, block.dataset.waiting, "waiting"), () => gone.has(key));
    if (answer?.told.done) return arrived(block, key, answer.told);
    const file = await renkei.keptFiles.get(key);
    if (!answer || !file) return answer ? fail(block, key, block.dataset.gone) : true;
    row.querySelector(".attach-name").textContent = file.name;
    return send(block, key, file, answer.told.received || 0);
  }

  function show(block) {
    const keys = keysOf(block);
    block.querySelectorAll("[data-key]").forEach((row) => { if (!keys.includes(row.dataset.key)) row.remove(); });
    keys.filter((key) => !rowOf(block, key)).forEach((key) => working.set(key, takeUp(block, key)));
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
    if (!block || block.dataset.ready) return;
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
