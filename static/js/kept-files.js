// Files that have not wholly arrived stay on this device until they have: a reload, a sign-in or an empty battery loses none.
"use strict";
window.renkei = window.renkei || {};

renkei.keptFiles = (() => {
  const DAYS = 2 * 24 * 3600 * 1000;
  const MOST = 30 * 1024 * 1024; // of one form; the sentence in shared/_keeping.html says so
  const person = document.body.dataset.person;
  const opened = new Promise((done) => {
    try {
      const asked = indexedDB.open("renkei-files", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("files");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done(null);
    } catch { done(null); } // some browsers keep nothing in private windows: then a reload means choosing again
  });

  async function use(mode, act) {
    const base = await opened;
    if (!base) return undefined;
    return new Promise((done) => {
      const whole = base.transaction("files", mode);
      const asked = act(whole.objectStore("files"));
      whole.oncomplete = () => done(asked.result);
      whole.onabort = () => done(undefined); // as when the device is full
    });
  }

  const put = (key, file) => use("readwrite", (files) => files.put({ person, file, at: Date.now() }, key));
  const get = async (key) => { const kept = await use("readonly", (files) => files.get(key)); return kept?.person === person ? kept.file : undefined; };
  const drop = (key) => use("readwrite", (files) => files.delete(key));

  // Files of a form that waits (queue.js), as [its field, the file]: where they are kept, or null where this device does not keep so much.
  async function keepAll(files) {
    if (files.reduce((sum, [, file]) => sum + file.size, 0) > MOST) return null;
    const kept = [];
    for (const [name, file] of files) {
      const key = renkei.freshKey();
      if (!await put(key, file)) return dropAll(kept);
      kept.push([name, key]);
    }
    return kept;
  }

  function dropAll(kept) { (kept || []).forEach(([, key]) => drop(key)); return null; }

  // The same files again; null where one is not there any more.
  async function all(kept) {
    const files = await Promise.all(kept.map(async ([name, key]) => [name, await get(key)]));
    return files.every(([, file]) => file) ? files : null;
  }

  // Into the form they were chosen in, as if they were chosen now.
  async function bring(form, kept) {
    for (const [name, file] of await all(kept) || []) {
      const [box, chosen] = [form.querySelector(`[type=file][name="${name}"]`), new DataTransfer()];
      [...box.files, file].forEach((one) => chosen.items.add(one));
      box.files = chosen.files;
    }
  }

  // What nobody came back for goes, unless it waits; so does what another person of this device left, once it is old.
  const waits = (key, { person: whose }) => localStorage.getItem(`renkei:queue:${whose}`)?.includes(key);
  (async () => {
    for (const key of (await use("readonly", (files) => files.getAllKeys())) || []) {
      const kept = await use("readonly", (files) => files.get(key));
      if (!kept || (Date.now() - kept.at > DAYS && !waits(key, kept))) drop(key);
    }
  })();
  return { put, get, drop, keepAll, dropAll, all, bring };
})();
