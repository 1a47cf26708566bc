// The secretary's hands: the next remark is typed at once, a sentence is changed where it stands, and nothing typed goes away.
"use strict";
(() => {
  const here = document.querySelector(".col-item");
  const remark = document.querySelector("form[data-again]");
  const thumb = matchMedia("(pointer: coarse)");

  // Ctrl+Enter adds; on a phone the key that says 送信 does.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || !field.matches?.("form[data-send] textarea, form[data-send] input:not([type=checkbox])")) return;
    const adds = event.ctrlKey || event.metaKey || (thumb.matches && !event.shiftKey && field.enterKeyHint === "send");
    if (!adds && field.matches("textarea")) return;
    event.preventDefault();
    if (adds) field.form.requestSubmit();
  });

  // The focus goes on to what opens it again; somebody who types elsewhere by now is left alone.
  function fold(outcome) {
    const active = document.activeElement;
    if (active === document.body || outcome.contains(active)) outcome.querySelector("summary").focus({ preventScroll: true });
    outcome.open = false;
  }

  // A form that was sent begins anew: the remark with the same speaker and the cursor in it, the others folded, a changed text away.
  document.addEventListener("reset", ({ target: form }) => {
    if (form.matches(".entry-edit")) { form.closest(".entry-editing")?.remove(); return; }
    const speaker = form.elements.speaker?.value;
    const again = form.matches("[data-again]");
    setTimeout(() => {
      if (again && speaker) form.elements.speaker.value = speaker;
      form.querySelectorAll("[id^=guard-]").forEach((one) => one.replaceChildren());
      if (form.matches(".outcome-form *")) fold(form.closest("details"));
      if (again) form.elements.body.focus({ preventScroll: true });
    });
  }, true);

  async function edit(id, filled = null) {
    const entry = document.getElementById(`entry-${id}`);
    if (!entry || document.getElementById(`editing-${id}`)) return;
    const answer = await fetch(`/entries/${id}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || document.getElementById(`editing-${id}`)) { if (!answer) renkei.lost?.(); return; }
    const row = document.createElement("li");
    row.className = "entry-editing";
    row.id = `editing-${id}`;
    row.innerHTML = await answer.text();
    entry.after(row);
    const form = row.querySelector("form");
    renkei.drafts.adopt(form);
    if (filled) renkei.drafts.restore(filled);
    else form.elements.body.focus();
  }

  document.addEventListener("click", (event) => {
    const change = event.target.closest("[data-edit]");
    const close = event.target.closest(".entry-editing [data-close]");
    if (change) { event.preventDefault(); edit(change.dataset.edit); }
    if (close) { event.preventDefault(); renkei.drafts.forget(close.closest("form")); }
  });

  // A text that was being changed when the page was left is open again; so is one that waited and was refused.
  const numberOf = (path) => /^\/entries\/([0-9]+)$/.exec(path)?.[1];
  for (const path of renkei.drafts.kept()) {
    const id = numberOf(path);
    if (id) edit(id);
    const item = /^\/items\/([0-9]+)\//.exec(path)?.[1];
    if (item && item !== here?.dataset.item) document.querySelector(`#hold-agenda [data-item="${item}"]`)?.setAttribute("data-draft", "");
  }
  document.addEventListener("renkei:restored", ({ detail }) => { if (numberOf(detail.url)) edit(numberOf(detail.url), detail); });

  function placed() {
    const next = document.getElementById("hold-next");
    const moved = document.getElementById("moved");
    const elsewhere = next?.dataset.item && next.dataset.item !== here?.dataset.item;
    if (moved && here.dataset.state !== next.dataset.state) moved.hidden = false;
    if (moved && next.dataset.item !== first) moved.hidden = !elsewhere;
    for (const raised of document.querySelectorAll("[data-issue]")) {
      for (const list of document.querySelectorAll("select[data-issues]")) {
        if ([...list.options].some((one) => one.value === raised.dataset.issue)) continue;
        list.add(new Option(raised.dataset.issueWords, raised.dataset.issue), list.options[list.options.length - 1]);
      }
    }
  }
  const first = document.getElementById("hold-next")?.dataset.item;
  document.addEventListener("renkei:placed", placed);
  placed();
  if (remark && !thumb.matches && !location.hash) remark.elements.body.focus({ preventScroll: true });
})();
