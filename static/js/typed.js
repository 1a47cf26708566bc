// What is typed and not sent yet: how it is put back into its form, and what the form says of it. For compose.js, keep.js, pressed.js and queue.js.
"use strict";
window.renkei = window.renkei || {};

// Nobody has used it. Browsers have randomUUID on https only, and here too while somebody tries the house out in an office.
renkei.freshKey = () => crypto.randomUUID?.()
  ?? `${Date.now().toString(16).padStart(8, "0").slice(-8)}-0000-4000-8000-${Math.random().toString(16).slice(2, 14).padEnd(12, "0")}`;

renkei.typed = (() => {
  function say(form, text, failed) {
    const line = form.querySelector(".draft-state");
    if (!line) return;
    line.hidden = !text;
    line.toggleAttribute("data-failed", Boolean(failed));
    const words = line.querySelector("span");
    if (words.textContent !== (text || "")) words.textContent = text || ""; // said once: a screen reader does not hear it again
  }

  // 10:41, and of another day its date before it.
  function time(at) {
    const day = new Intl.DateTimeFormat(document.documentElement.lang, { month: "short", day: "numeric" });
    const clock = `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;
    return at.toDateString() === new Date().toDateString() ? clock : `${day.format(at)} ${clock}`;
  }

  const saved = (sentence, at = new Date()) => sentence.replace("{time}", time(at));

  // Each name has a list of values: of boxes those that are chosen, of texts one after the other. A draft is signed from where its page says now.
  function fill(form, values) {
    renkei.narrow?.again(form); // lists are whole, for what is chosen in them
    const left = Object.fromEntries(Object.entries(values).map(([key, said]) => [key, [...said]]));
    for (const one of form.elements) {
      if (!(one.name in left) || one.matches("[type=file], [name=acting], [name=csrf_token], button, fieldset")) continue;
      if (one.matches("[type=checkbox], [type=radio]")) { one.checked = left[one.name].includes(one.value); continue; }
      const said = left[one.name].shift();
      if (said !== undefined && (!one.options || [...one.options].some((option) => option.value === said))) one.value = said;
    }
    form.closest("details")?.setAttribute("open", "");
  }

  // The same the other way round; files, passwords and what only this page knows are not among it.
  function read(form) {
    const values = {};
    for (const one of form.elements) {
      if (!one.name || one.matches("[type=file], [type=password], [name=csrf_token], [name=acting], button, fieldset")) continue;
      values[one.name] ||= [];
      if (!one.matches("[type=checkbox], [type=radio]") || one.checked) values[one.name].push(one.value);
    }
    return values;
  }

  // What waited and was refused while another page was open is the draft of the page it belongs to.
  function later({ url, fields }) {
    localStorage.setItem(`renkei:draft:${document.body.dataset.person}:${location.origin}${url}`, JSON.stringify(fields));
  }

  // What these fields of a form say, in the words of its page: for a row of the queue.
  function words(form, names) {
    const said = (one) => {
      if (one.matches("select")) return one.value && one.selectedOptions[0].text;
      if (one.matches("[type=radio], [type=checkbox]")) return one.checked && (one.closest("label")?.querySelector("b") ?? one.closest("label"))?.textContent;
      return one.matches("textarea, input:not([type=hidden], [type=file], [type=password])") && one.value;
    };
    return [...form.elements].filter((one) => names.includes(one.name)).map((one) => said(one) || "").map((text) => text.trim()).filter(Boolean).join("　");
  }

  return { say, saved, fill, read, later, words };
})();
