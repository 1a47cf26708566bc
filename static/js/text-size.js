// The size of text: at once on this page and in every open tab, kept for this browser, and in the account of who is signed in.
(() => {
  const form = document.querySelector("form.text-size");
  if (!form) return;

  const show = (size) => {
    document.documentElement.dataset.text = size;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === size));
  };

  form.addEventListener("submit", (event) => {
    const size = event.submitter?.value;
    if (!size) return;
    event.preventDefault();
    show(size);
    document.cookie = `text_size=${size}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    localStorage.setItem("text_size", size);
    const said = new FormData(form);
    said.set("text_size", size);
    fetch(form.action, { method: "POST", body: said, redirect: "manual" }).catch(() => {});
  });

  addEventListener("storage", (event) => {
    if (event.key === "text_size" && event.newValue) show(event.newValue);
  });
})();
