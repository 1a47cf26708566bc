// Buttons of the page's one form (#act): answers, pins, banners. Sent without leaving the page; an answer waits when the line is away.
"use strict";
document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (event.target.id !== "act" || !button || !button.matches(".answer, [data-quiet]")) return;
  event.preventDefault();
  const url = new URL(button.formAction).pathname;
  const fields = { acting: event.target.elements.acting.value, ...(button.name && { [button.name]: button.value }) };
  const quiet = button.matches("[data-quiet]");
  if (quiet) button.closest("[id^=alert-]")?.remove();
  const group = button.closest(".answers");
  group?.querySelectorAll("button").forEach((one) => { one.disabled = true; });
  const answer = await renkei.queue.send(url, fields);
  group?.querySelectorAll("button").forEach((one) => { one.disabled = false; });
  if (quiet) return;
  if (answer === null) {
    const title = button.closest(".post")?.querySelector(".post-title")?.textContent.trim() || "";
    renkei.queue.keep({ id: url, url, fields, title: `${title} ${button.textContent.trim()}` });
    return;
  }
  if (answer.status >= 400) { location.reload(); return; }
  const html = await answer.text();
  document.dispatchEvent(new CustomEvent("renkei:sent", { detail: { url, html } }));
});
