// One tap, without leaving the page: who is there, removing a sentence, the next item. What only notes waits for the line; a turn does not.
"use strict";
window.renkei = window.renkei || {};
renkei.lost = () => {
  const state = document.getElementById("line-state");
  state.hidden = false;
  state.textContent = state.dataset.lost;
};

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (event.target.id !== "act" || !button?.matches(".taken button, [data-tap], [data-go]")) return;
  event.preventDefault();
  const url = new URL(button.formAction).pathname;
  const fields = { acting: event.target.elements.acting.value, ...(button.name && { [button.name]: button.value }) };
  const instead = document.getElementById(`substitute-${button.name}`);
  if (instead) fields[instead.name] = instead.value;
  for (const one of button.closest(".taken")?.children ?? []) one.setAttribute("aria-pressed", String(one === button));

  if (button.matches("[data-go]")) {
    button.disabled = true;
    const gone = await renkei.queue.send(url, fields);
    button.disabled = false;
    if (gone) location.assign(`/meetings/${document.querySelector("[data-meeting]").dataset.meeting}/hold`);
    else renkei.lost();
    return;
  }
  const said = button.closest(".attend-row")?.querySelector("b")?.textContent ?? "";
  const edit = button.closest("form.entry-edit");
  const behind = renkei.queue.waiting() > 0; // what waits goes first
  const answer = behind ? null : await renkei.queue.send(url, fields);
  if (answer?.status >= 400) { location.reload(); return; }
  if (answer === null) renkei.queue.keep({ id: url + button.name, url, fields, title: `${said} ${button.textContent.trim()}`, tap: true });
  if (behind) renkei.queue.sendAll();
  if (answer) document.dispatchEvent(new CustomEvent("renkei:sent", { detail: { url } }));
  if (edit) renkei.drafts.forget(edit);
});
