// Files that have not wholly arrived stay on this device until they have: a reload, a sign-in or an empty battery loses none.
"use strict";
window.renkei = window.renkei || {};

renkei.keptFiles = (() => {
  const DAYS = 2 * 24 * 3600 * 1000;
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
      const asked = act(base.transaction("files", mode).objectStore("files"));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done(undefined);
    });
  }

  const put = (key, file) => use("readwrite", (files) => files.put({ person, file, at: Date.now() }, key));
  const get = async (key) => { const kept = await use("readonly", (files) => files.get(key)); return kept?.person === person ? kept.file : undefined; };
  const drop = (key) => use("readwrite", (files) => files.delete(key));

  // What nobody came back for goes; so does what another person of this device left, once it is old.
  (async () => {
    for (const key of (await use("readonly", (files) => files.getAllKeys())) || []) {
      const kept = await use("readonly", (files) => files.get(key));
      if (!kept || Date.now() - kept.at > DAYS) drop(key);
    }
  })();
  return { put, get, drop };
})();
