// One tap, without leaving the page: who is there, removing a sentence, the next item. What only notes waits for the line; a turn does not.
"use strict";
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
    else renkei.lost?.();
    return;
  }
  const said = button.closest(".attend-row")?.querySelector("b")?.textContent ?? "";
  const answer = renkei.queue.waiting() ? null : await renkei.queue.send(url, fields);
  if (answer === null) renkei.queue.keep({ id: url + button.name, url, fields, title: `${said} ${button.textContent.trim()}`, tap: true });
  if (answer === null) renkei.queue.sendAll();
  else if (answer.status >= 400) { location.reload(); return; }
  else document.dispatchEvent(new CustomEvent("renkei:sent", { detail: { url } }));
  const edit = button.closest("form.entry-edit");
  if (edit) renkei.drafts.forget(edit);
});
