// A long list narrows while one types a part of a name (shared/narrow.html). What is chosen stays, and what is typed here is never sent.
"use strict";
window.renkei = window.renkei || {};

renkei.narrow = (() => {
  document.documentElement.dataset.narrows = ""; // narrow.css shows the fields, also those that come later
  const ALIKE = new Map("髙高 﨑崎 嵜崎 邉辺 邊辺 齋斎 齊斉 濵浜 濱浜 德徳 惠恵 廣広 嶋島 澤沢 櫻桜 ヶケ 〜~ −- ‐- ―- –- —-".split(" ").map(([one, other]) => [one, other]));
  const wholes = new WeakMap(); // of each list that is narrowed: every option in its order, with what it stands in

  // As core/folding.py folds a text.
  const fold = (text) => {
    const kana = text.normalize("NFKC").toLowerCase().replace(/[ぁ-ゖ]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0x60));
    return [...kana].map((one) => ALIKE.get(one) ?? one).join("").replace(/\s+/g, "");
  };

  const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
  const stateOf = (field) => document.getElementById(field.getAttribute("aria-describedby"));
  const names = (option) => /[1-9]/.test(option.value); // the others say none, or somebody else

  // Options are taken out, not hidden: a telephone shows what is hidden all the same.
  function put(list, kept) {
    const { every, groups } = wholes.get(list);
    const chosen = list.selectedOptions[0];
    for (const { option, within } of every) { if (kept(option)) within.append(option); else option.remove(); }
    for (const group of groups) { if (group.children.length) list.append(group); else group.remove(); }
    if (chosen) chosen.selected = true;
  }

  function whole(list) {
    if (!wholes.has(list)) return;
    put(list, () => true);
    wholes.delete(list);
  }

  function matching(list, words) {
    const parts = words.split(/\s+/).map(fold).filter(Boolean);
    return wholes.get(list).every.map(({ option }) => option)
      .filter((one) => names(one) && parts.every((part) => fold(one.text).includes(part) || fold(one.dataset.kana ?? "").includes(part)));
  }

  // While kana are still being turned into kanji, the readings are looked through; what nobody reads so waits for the kanji.
  function narrow(field, typing = false) {
    const [list, state] = [listOf(field), stateOf(field)];
    const words = typing ? field.value.normalize("NFKC").replace(/[a-z]+$/i, "") : field.value;
    if (!fold(words)) { if (!typing) { whole(list); state.textContent = ""; } return; }
    if (!wholes.has(list)) wholes.set(list, { every: [...list.options].map((option) => ({ option, within: option.parentNode })), groups: [...list.querySelectorAll("optgroup")] });
    const found = new Set(matching(list, words));
    if (typing && !found.size) return;
    put(list, (one) => found.has(one) || !names(one) || one === list.selectedOptions[0]);
    const [only] = found.size === 1 ? found : [];
    state.textContent = found.size ? field.dataset.left.replace("{n}", found.size) + (only ? `　${only.text}` : "") : field.dataset.none;
  }

  // Enter goes to the list, and chooses what alone is left; the form is not sent by it.
  function enter(field) {
    const list = listOf(field);
    const found = wholes.has(list) ? matching(list, field.value) : [];
    if (found.length === 1 && !found[0].selected) {
      found[0].selected = true;
      for (const said of ["input", "change"]) list.dispatchEvent(new Event(said, { bubbles: true }));
    }
    list.focus();
  }

  // First of all listeners: for the form nothing was typed.
  function hear(kind, done) {
    document.addEventListener(kind, (event) => {
      if (!event.target.matches?.(".narrow input")) return;
      event.stopPropagation();
      done(event.target, event);
    }, true);
  }
  hear("input", (field, event) => narrow(field, event.isComposing));
  hear("compositionend", (field) => narrow(field));
  hear("change", () => {});
  hear("keydown", (field, event) => {
    if (event.isComposing || !["Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") enter(field);
    else listOf(field).focus();
  });

  // A draft that is put back, and a form that begins anew, find the list whole.
  function again(form) {
    for (const field of form.querySelectorAll(".narrow input")) { field.value = ""; narrow(field); }
  }
  document.addEventListener("reset", ({ target }) => again(target), true);
  return { again, fold };
})();
