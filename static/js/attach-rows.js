// The rows of chosen files in a form: name, how far it is, a small picture, and a button that takes it out.
"use strict";
window.renkei = window.renkei || {};

renkei.fileRows = (() => {
  const of = (block, key) => block.querySelector(`[data-key="${key}"]`);

  function draw(block, key, name, remove) {
    const row = block.querySelector("template").content.firstElementChild.cloneNode(true);
    row.dataset.key = key;
    const button = row.querySelector("[data-remove]");
    button.dataset.label = button.getAttribute("aria-label");
    button.addEventListener("click", remove);
    block.querySelector(".attach-list").append(row);
    call(row, name);
    return row;
  }

  function call(row, name) {
    row.querySelector(".attach-name").textContent = name;
    const button = row.querySelector("[data-remove]");
    button.setAttribute("aria-label", button.dataset.label.replace("{name}", name));
  }

  // state: "", waiting, done or failed.
  function say(row, text, state = "") {
    if (!row) return;
    row.dataset.state = state;
    row.querySelector(".attach-state").textContent = text;
    row.querySelector("progress").hidden = state === "done" || state === "failed";
  }

  function sent(block, row, part) {
    if (!row) return;
    row.querySelector("progress").value = Math.round(part * 100);
    say(row, part < 1 ? `${Math.round(part * 100)}％` : block.dataset.checking);
  }

  function arrived(block, row, told) {
    if (!row) return;
    call(row, told.name);
    say(row, block.dataset.sent, "done");
    const small = row.querySelector("img");
    if (told.preview) { small.src = told.preview; small.hidden = false; }
  }

  return { of, draw, call, say, sent, arrived };
})();
