// What was answered on the first page is said in the place of the request, also after the page is asked for anew, and read out.
"use strict";
(() => {
  let said = ""; // the page that says so
  const keep = () => { if (said) document.querySelectorAll("[data-refresh-on-change]").forEach((held) => { held.dataset.refresh = said; }); };
  let heard = true;
  document.addEventListener("renkei:sent", ({ detail: { url } }) => {
    const post = /^\/posts\/([0-9]+)\/confirmations/.exec(url ?? "");
    if (!post) return;
    [said, heard] = [`/?answered=${post[1]}`, false];
    keep();
  });
  document.addEventListener("renkei:placed", () => {
    keep();
    const line = document.getElementById("answered");
    if (heard || !line) return;
    heard = true;
    line.focus();
  });
})();
