// A passkey signs what the server asks, and the form it stands in is sent. The button appears with this script, where the browser can.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

  async function asked(address) {
    const token = document.querySelector("meta[name=csrf-token]").content;
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" });
    if (answer.status === 401 || answer.redirected) location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    const options = await answer.json();
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials);
    return options;
  }

  function said(key) {
    const { response } = key;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const told = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: Object.fromEntries(told), clientExtensionResults: {} });
  }

  async function use(button) {
    const failed = button.parentElement.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    button.disabled = true;
    try {
      const publicKey = await asked(button.dataset.options);
      const key = await navigator.credentials[button.dataset.passkey]({ publicKey });
      button.form.elements[button.dataset.into].value = said(key);
      button.form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
    }
  }

  if (!window.PublicKeyCredential) return;
  for (const button of document.querySelectorAll("button[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => use(button));
  }
})();
