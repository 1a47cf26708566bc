// コピーする: puts the text of an element on the clipboard, and says so. The button appears with its script.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  const source = document.getElementById(button.dataset.copy);
  const word = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = button.dataset.copied;
      setTimeout(() => (button.textContent = word), 4000);
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}
