// Unread posts: the counts beside the boards, and telling the server what an open page has shown.
"use strict";
window.renkei = window.renkei || {};

renkei.unread = (() => {
  const counts = (id) => document.querySelectorAll(`[data-unread-of="${id}"]`);
  const numberOf = (count) => Number(count.firstChild.nodeValue) || 0;
  const write = (count, number) => { count.firstChild.nodeValue = String(number); count.hidden = number === 0; };
  const sum = () => {
    const boards = new Map([...document.querySelectorAll("[data-unread-of]")].map((one) => [one.dataset.unreadOf, numberOf(one)]));
    boards.delete("all");
    const total = [...boards.values()].reduce((all, one) => all + one, 0);
    counts("all").forEach((one) => write(one, total));
  };
  const idOf = (stream) => stream.split(":")[1];
  const open = (stream) => document.visibilityState === "visible" && document.querySelector(`#posts[data-stream="${stream}"]`);

  // As the server counts them.
  function set(root) {
    for (const said of root.querySelectorAll("data[data-board]")) counts(said.dataset.board).forEach((one) => write(one, Number(said.value)));
    sum();
  }

  // A post was born: one more, unless it is one's own or its board is before one's eyes.
  function born(stream, post) {
    if (!stream.startsWith("board:") || open(stream) || post?.dataset.author === `p${document.body.dataset.person}`) return;
    counts(idOf(stream)).forEach((one) => write(one, numberOf(one) + 1));
    sum();
  }

  // The open page has shown all up to `seq`.
  let waiting = 0;
  function shown(stream, seq) {
    if (!stream.startsWith("board:") || !open(stream)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => renkei.queue.send(`/boards/${idOf(stream)}/reading`, { seq }, true), 1500);
  }

  addEventListener("visibilitychange", () => {
    const held = document.querySelector("#posts[data-stream]");
    if (held && document.visibilityState === "visible") counts(idOf(held.dataset.stream)).forEach((one) => write(one, 0));
    sum();
  });
  return { set, born, shown };
})();
