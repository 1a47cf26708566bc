// A form that is sent while its page stays: to where the server says once it was taken, else what the server answered stands here.
"use strict";
window.renkei = window.renkei || {};

renkei.stay = (() => {
  // Where the server wants one to go, or the page it answered; null when the line or the server is away.
  async function send(form, button) {
    const body = new FormData(form);
    if (button?.name) body.append(button.name, button.value);
    const url = button?.hasAttribute("formaction") ? button.formAction : form.action;
    const answer = await renkei.queue.send(url, body, false, { "Renkei-Stays": "1", "HX-Current-URL": location.href });
    const goes = answer?.headers.get("Renkei-Goes");
    if (!answer || goes) return answer && { goes };
    const html = await answer.text().catch(() => null);
    return html === null ? null : { page: new DOMParser().parseFromString(html, "text/html") };
  }

  function go(where) {
    const there = new URL(where, location.href);
    const same = there.pathname === location.pathname && there.search === location.search;
    location.assign(there);
    if (same && there.hash) location.reload();
  }

  // As if the browser had gone there; the cursor goes where that page wants it.
  function show(page) {
    const main = document.getElementById("main");
    document.title = page.title;
    main.replaceChildren(...page.getElementById("main").childNodes);
    window.htmx?.process(main);
    main.querySelector("[autofocus], [aria-invalid=true]")?.focus();
  }

  // What an error page says; of any other page nothing.
  function why(page) {
    if (!page.querySelector(".blank-code")) return "";
    const said = page.querySelectorAll(page.querySelector(".blank strong") ? ".blank strong" : ".blank h1, .blank h1 + p");
    return [...said].map((one) => one.textContent).join("　");
  }

  return { send, go, show, why };
})();
