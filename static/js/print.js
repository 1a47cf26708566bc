// Buttons that print need this script, so they appear with it, also in what htmx or live.js brings later.
(() => {
  const show = () => {
    for (const button of document.querySelectorAll("button[data-print][hidden]")) button.hidden = false;
  };
  document.addEventListener("click", (event) => { if (event.target.closest("button[data-print]")) print(); });
  for (const brought of ["htmx:after:swap", "renkei:placed"]) document.addEventListener(brought, show);
  show();
})();
