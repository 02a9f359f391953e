// Only improves: every page works without it. It shows both ends of a quote at once, and opens what fits the screen.
"use strict";

(() => {
  const twins = (key) => [
    ...document.querySelectorAll(`[data-mark="${key}"]`),
    ...document.querySelectorAll(`[id="s-${key}"]`),
  ];

  const keyOf = (element) => {
    const mark = element.closest("[data-mark]");
    if (mark && mark.dataset.mark !== "match") return mark.dataset.mark;
    const link = element.closest('a[href^="#q-"]');
    return link ? link.getAttribute("href").slice(3) : null;
  };

  let shown = null;
  const light = (key) => {
    if (key === shown) return;
    document.querySelectorAll(".is-twin").forEach((each) => each.classList.remove("is-twin"));
    shown = key;
    if (key) twins(key).forEach((each) => each.classList.add("is-twin"));
  };

  if (document.body.classList.contains("has-source")) {
    document.addEventListener("pointerover", (event) => light(keyOf(event.target)));
    document.addEventListener("focusin", (event) => light(keyOf(event.target)));
  }

  // On a wide screen the source has its own scrolling; begin at the statement's own words.
  const pane = document.querySelector(".sources");
  const chosen = pane && pane.querySelector(".mark.is-chosen");
  if (chosen && !location.hash && getComputedStyle(pane).position === "sticky") {
    const top = chosen.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
    pane.scrollTo({ top, behavior: "instant" });
  }

  const sort = document.querySelector("form.search select[name=sort]");
  if (sort) sort.addEventListener("change", () => sort.form.requestSubmit());

  const example = document.querySelector("[data-examples]");
  if (example) {
    const area = document.getElementById("query");
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) area.form.requestSubmit();
    });
  }
})();

// The menu closes when the reader goes elsewhere, or presses Escape in it.
(() => {
  const menu = document.querySelector("header.site .menu");
  if (!menu) return;
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
