// Only improves the page of a document: shows what a statement is tied to, and follows a fragment into another part.
"use strict";

(() => {
  const whole = document.querySelector(".whole[data-document]");
  if (!whole) return;

  // A fragment never reaches the server, so what it names may stand in another part.
  const ASKS = [[/^q-(.+)$/, "statement"], [/^n-(.+)$/, "statement"], [/^page-(\d+)$/, "page"], [/^(p-.+)$/, "provision"]];
  const follow = () => {
    const fragment = decodeURIComponent(location.hash.slice(1));
    if (!fragment || document.getElementById(fragment) || whole.dataset.parts === "1") return;
    for (const [form, name] of ASKS) {
      const found = fragment.match(form);
      if (found && new URLSearchParams(location.search).get(name) !== found[1]) {
        location.replace(`${whole.dataset.document}?${name}=${encodeURIComponent(found[1])}#${fragment}`);
        return;
      }
    }
  };
  window.addEventListener("hashchange", follow);
  follow();

  const WORDS = {
    for: "reason for it", against: "reason against it", supports: "it is a reason for this", disputes: "it is a reason against this",
  };
  const notes = new Map([...whole.querySelectorAll("[data-note]")].map((note) => [note.dataset.note, note]));
  const marks = (key) => whole.querySelectorAll(`[data-mark="${CSS.escape(key)}"]`);

  const bar = document.createElement("div");
  bar.className = "ties-bar";
  bar.hidden = true;
  bar.setAttribute("aria-hidden", "true"); // the note has the same, as links
  bar.append(document.createElement("div"));
  document.body.append(bar);

  const clear = () => {
    for (const each of document.querySelectorAll(".is-lit, .is-tied")) each.classList.remove("is-lit", "is-tied");
    for (const each of whole.querySelectorAll("[data-tie]")) delete each.dataset.tie;
    bar.hidden = true;
  };

  const tie = (key, name) => {
    for (const each of marks(key)) {
      each.classList.add("is-tied");
      if (each.classList.contains("is-start")) each.dataset.tie = WORDS[name];
    }
    if (notes.has(key)) notes.get(key).classList.add("is-tied");
  };

  let shown = null;
  const light = (key) => {
    if (key === shown) return;
    shown = key;
    clear();
    const note = key && notes.get(key);
    if (!note) return;
    note.classList.add("is-lit");
    marks(key).forEach((each) => each.classList.add("is-lit"));
    for (const name of Object.keys(WORDS)) (note.dataset[name] || "").split(" ").filter(Boolean).forEach((other) => tie(other, name));
    const ties = [...note.querySelectorAll(".tie")].map((each) => each.cloneNode(true));
    ties.forEach((each) => each.querySelectorAll("a").forEach((link) => link.replaceWith(...link.childNodes)));
    bar.firstChild.replaceChildren(...ties);
    bar.hidden = ties.length === 0 || note.open;
  };

  const keyOf = (element) => {
    if (!(element instanceof Element) || !whole.contains(element)) return null;
    const note = element.closest("[data-note]");
    const mark = element.closest("[data-mark]");
    return note ? note.dataset.note : mark ? mark.dataset.mark : null;
  };

  let waiting = 0;
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    clearTimeout(waiting);
    const key = keyOf(event.target);
    waiting = setTimeout(() => light(key), key ? 90 : 350);
  });
  document.addEventListener("focusin", (event) => light(keyOf(event.target)));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") light(null); });
})();
