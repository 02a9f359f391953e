// Larger, smaller, the whole: by buttons and by the keys +, - and 0. Without this the picture has its own size and scrolls.
"use strict";

(() => {
  const STEP = 1.25;
  const LEAST = 0.08;
  const MOST = 3;

  const equip = (figure) => {
    const frame = figure.querySelector(".picture-frame");
    const drawing = frame.querySelector("svg");
    const said = figure.querySelector("[data-zoomed]");
    const width = Number(drawing.getAttribute("width"));
    const height = Number(drawing.getAttribute("height"));
    let scale = 1;

    const show = (wanted) => {
      const old = scale;
      scale = Math.min(MOST, Math.max(LEAST, wanted));
      const x = (frame.scrollLeft + frame.clientWidth / 2) / old;
      const y = (frame.scrollTop + frame.clientHeight / 2) / old;
      drawing.setAttribute("width", Math.round(width * scale));
      drawing.setAttribute("height", Math.round(height * scale));
      if (old !== scale) frame.scrollTo(x * scale - frame.clientWidth / 2, y * scale - frame.clientHeight / 2);
      said.textContent = `${Math.round(scale * 100)} %`;
    };
    const room = () => {
      const style = getComputedStyle(frame);
      return frame.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    };
    const most = () => parseFloat(getComputedStyle(frame).maxHeight) || Infinity;
    const moves = {
      in: () => show(scale * STEP),
      out: () => show(scale / STEP),
      fit: () => show(Math.min(1, room() / width, most() / height)),
      full: () => show(1),
    };
    const keys = { "+": "in", "=": "in", "-": "out", "0": "fit", "1": "full" };

    figure.querySelector(".picture-tools").hidden = false;
    figure.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom]");
      if (button) moves[button.dataset.zoom]();
    });
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      moves[keys[event.key]]();
    });
    // Begin with the whole width, as long as the words stay legible.
    show(Math.max(0.8, Math.min(1, room() / width)));
    frame.scrollTo(0, 0);
    const root = drawing.querySelector(".is-root");
    if (root) frame.scrollTop += root.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 3;
  };

  document.querySelectorAll("[data-picture]").forEach(equip);
})();
