// 発言したい. On a member's phone it arrives now or not at all: half an hour later it would be wrong. On the secretariat's page one tap
// makes them the speaker of the remark that is being written, and leaves what is typed as it is.
"use strict";
document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (event.target.id !== "act" || !button?.matches("[data-wish]")) return;
  event.preventDefault();
  const [own, url] = [button.closest(".wish"), new URL(button.formAction).pathname];
  if ("sending" in own.dataset) return; // not disabled: the focus stays, and goes on to what is said then
  delete own.dataset.lost;
  own.dataset.sending = "";
  const answer = await renkei.queue.send(url, { acting: event.target.elements.acting.value });
  delete own.dataset.sending;
  if (answer === null) { own.dataset.lost = ""; return; }
  if (answer.status >= 400) { location.reload(); return; }
  document.dispatchEvent(new CustomEvent("renkei:sent", { detail: { url } }));
});

// A hand that was seen in the room arrives now or not at all too, and the page with what is being typed stays.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(".hand form")) return;
  event.preventDefault();
  const url = new URL(form.action).pathname;
  const answer = await renkei.queue.send(url, Object.fromEntries(new FormData(form)));
  if (answer === null) { renkei.lost(); return; }
  if (answer.status >= 400) { location.reload(); return; }
  if (form.contains(document.activeElement)) form.closest("details").querySelector("summary").focus({ preventScroll: true });
  form.closest("details").open = false;
  document.dispatchEvent(new CustomEvent("renkei:sent", { detail: { url } }));
});

document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-speaker]");
  const form = document.querySelector("form[data-again]");
  const speaker = form?.elements.speaker;
  if (!chosen || ![...(speaker?.options ?? [])].some((one) => one.value === chosen.dataset.speaker)) return;
  event.preventDefault();
  speaker.value = chosen.dataset.speaker;
  speaker.dispatchEvent(new Event("input", { bubbles: true })); // the draft knows of it
  form.elements.body.focus();
});

// What is pushed is the same for everybody: one's own remarks are known by one's own page.
(() => {
  const me = document.querySelector("[data-me]")?.dataset.me;
  const know = () => document.querySelectorAll(`[data-member="${me}"]`).forEach((one) => one.toggleAttribute("data-mine", true));
  if (me) document.addEventListener("renkei:placed", know);
})();
