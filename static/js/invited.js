// 出席, Web, 代理, 欠席 in one tap: without a line the answer waits on this device and is given when the line is back; the latest counts.
"use strict";
document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (event.target.id !== "act" || !button?.matches(".own-answer button")) return;
  event.preventDefault();
  const { pathname, search } = new URL(button.formAction);
  renkei.queue.drop(pathname); // what waited is answered anew
  const taken = button.closest(".taken");
  for (const one of taken.children) one.setAttribute("aria-pressed", String(one === button)); // seen at once, however slow the line
  taken.setAttribute("aria-busy", "true");
  const answer = await renkei.stay.send(event.target, button);
  if (answer?.goes) { renkei.stay.go(answer.goes); return; }
  if (answer) { location.reload(); return; } // it has begun or is off: the page says so
  taken.removeAttribute("aria-busy");
  const fields = { acting: event.target.elements.acting.value, answer: button.value };
  const title = `${button.closest("[data-invited]").dataset.invited}　${button.textContent.trim()}`;
  renkei.queue.keep({ id: pathname, url: pathname + search, fields, title, tap: true, page: location.pathname + location.search });
});
document.addEventListener("renkei:sent", ({ detail }) => { if (/^\/meetings\/[0-9]+\/answer/.test(detail.url)) location.reload(); });
