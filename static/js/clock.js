// Clocks of a meeting: the browser counts on from what the server said, also after it slept; a wrong clock of the device does not matter.
"use strict";
(() => {
  const said = document.currentScript.dataset;
  const ahead = Number(said.now) - Date.now() / 1000; // the server's clock against this device's
  const now = () => Date.now() / 1000 + ahead;
  const write = (place, text) => { if (place && place.textContent !== text) place.textContent = text; };
  const words = (key, minutes) => said[key].replace("{n}", String(minutes));
  const japan = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", hour: "numeric", minute: "2-digit", hourCycle: "h23" });
  const FRESH = 60;

  function bar(drawn, spent, planned) {
    if (!drawn) return;
    const whole = Math.max(spent, planned, 1);
    const part = (minutes) => ((minutes / whole) * 100).toFixed(1);
    drawn.querySelector(".full").setAttribute("width", part(Math.min(spent, planned)));
    let over = drawn.querySelector(".over");
    if (spent <= planned) { over?.remove(); return; }
    if (!over) {
      over = drawn.querySelector(".full").cloneNode();
      over.setAttribute("class", "over");
      drawn.append(over);
    }
    over.setAttribute("x", String(Number(part(planned)) + 1));
    over.setAttribute("width", String(Math.max(Number(part(spent - planned)) - 1, 1)));
  }

  function tell(timer) {
    const { since, spent: before, planned: plan } = timer.dataset;
    if (!since) return;
    const exact = Math.max(0, Number(before) + now() - Number(since)) / 60;
    const planned = Number(plan);
    const spent = Math.floor(exact);
    const over = spent > planned;
    bar(timer.querySelector(".agenda-bar"), exact, planned);
    const row = timer.querySelector(".agenda-min");
    if (row) {
      write(row.querySelector("b"), String(spent));
      if (over && !row.querySelector("em")) row.append(document.createElement("em"));
      if (over) write(row.querySelector("em"), words("over", spent - planned));
    }
    write(timer.querySelector(".time-spent"), words("spent", spent));
    for (const [name, key, shown, minutes] of [[".time-over", "over", over, spent - planned], [".time-left", "left", !over, planned - spent]]) {
      const place = timer.querySelector(name);
      if (!place) continue;
      place.hidden = !shown;
      write(place, words(key, minutes));
    }
  }

  const steadily = (change) => (window.renkei?.place?.steadily ?? ((once) => once()))(change);

  function tick() {
    document.querySelectorAll("[data-timer]").forEach(tell);
    document.querySelectorAll("[data-clock]").forEach((one) => write(one, japan.format(now() * 1000)));
    document.querySelectorAll("[data-begun]").forEach((one) => write(one, words("begun", Math.max(0, Math.floor((now() - Number(one.dataset.begun)) / 60)))));
    for (const one of document.querySelectorAll("[data-ends]")) {
      const left = Math.floor((Number(one.dataset.ends) - now()) / 60);
      write(one.querySelector("b"), words("minutes", Math.abs(left)));
      one.querySelector("b").classList.toggle("over", left < 0);
      write(one.querySelector("span"), left < 0 ? said.late : said.rest);
    }
    const fresh = (one) => now() - Number(one.dataset.at) < FRESH;
    const turned = [...document.querySelectorAll("[data-at]")].filter((one) => one.hasAttribute("data-fresh") !== fresh(one));
    if (turned.length) steadily(() => turned.forEach((one) => one.toggleAttribute("data-fresh")));
  }

  tick();
  setInterval(tick, 1000);
  document.addEventListener("renkei:placed", tick);
  addEventListener("visibilitychange", tick);
})();
