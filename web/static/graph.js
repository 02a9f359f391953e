// Draws the list or table beside it as a picture. Whatever the picture shows and does, the list shows and does too: it
// is the only thing that is read, so that both are always the same.
"use strict";

(() => {
  const figure = document.querySelector("[data-graph]");
  let twin = document.querySelector("[data-twin]");
  if (!figure || !twin || typeof cytoscape !== "function" || !twin.querySelector("[data-section]")) return;
  const canvas = figure.querySelector(".graph-canvas");
  const said = figure.querySelector(".graph-focus");
  const opens = figure.dataset.enter === "open";
  figure.hidden = false;
  document.body.classList.add("has-graph");

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const kinds = { actor: "actor", document: "document", topic: "topic", statement: "statement" };
  const letters = { recommendation: "R", claim: "C", evidence: "E" };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let drawn = null;
  let boxes = [];
  let at = null;
  let steps = 0;

  const narrow = () => canvas.clientWidth < 560;
  const isDeep = () => twin.querySelectorAll("[data-section]").length > 1;
  const size = () =>
    narrow()
      ? { width: Math.max(120, (canvas.clientWidth - 64) / 2), height: 62, gap: 34, letters: 56 }
      : { ...(isDeep() ? { width: 186, gap: 46, letters: 64 } : { width: 212, gap: 72, letters: 76 }), height: 54 };

  const cutter = (letters) => (label, box) => {
    const most = box.behind ? Math.round(letters * 0.62) : letters;
    if (label.length <= most) return label;
    const cut = label.slice(0, most);
    return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), most - 14))}…`;
  };

  const words = (box) => {
    const sign = letters[box.role] ? `${letters[box.role]}  ` : "";
    return box.behind ? `${sign}${box.shown}\n${box.behind}` : sign + box.shown;
  };

  const style = (box) => {
    const base = { font: colour("--ui"), ink: colour("--ink") };
    return [
      {
        selector: "node",
        style: {
          shape: "round-rectangle", width: box.width, height: box.height, label: "data(words)",
          "font-family": base.font, "font-size": 12, color: base.ink, "text-wrap": "wrap", "line-height": 1.15,
          "text-max-width": box.width - 16, "text-valign": "center", "text-halign": "center",
          "background-color": colour("--card"), "border-width": 1.5, "border-color": colour("--quiet"),
        },
      },
      { selector: ".actor", style: { "border-color": colour("--link"), "border-width": 2 } },
      { selector: ".document", style: { shape: "rectangle", "background-color": colour("--note-ground") } },
      { selector: ".topic", style: { shape: "round-rectangle", "corner-radius": 22, "border-color": colour("--quiet") } },
      ...["rec", "claim", "evidence"].map((name, number) => ({
        selector: `.${name === "rec" ? "recommendation" : name}`,
        style: {
          "background-color": colour(`--${name}-ground`), "border-color": colour(`--${name}`),
          "border-style": ["solid", "dotted", "dashed"][number],
        },
      })),
      {
        selector: ".heading",
        style: {
          "background-opacity": 0, "border-width": 0, height: 18, color: colour("--quiet"), "font-size": 11.5,
          "font-weight": 600, "text-max-width": box.width, events: "no",
        },
      },
      {
        selector: ".more",
        style: {
          height: 28, "background-opacity": 0, "border-style": "dashed", "border-width": 1,
          "border-color": colour("--quiet"), color: colour("--link"),
        },
      },
      { selector: ".root", style: { "border-width": 4, "font-weight": 600, height: box.height + 14, "border-style": "solid" } },
      { selector: ".opened", style: { "border-width": 3 } },
      { selector: ".at", style: { "underlay-color": colour("--focus"), "underlay-opacity": 0.85, "underlay-padding": 4 } },
      {
        selector: "edge",
        style: {
          width: "mapData(weight, 0, 4, 1.2, 4)", "line-color": colour("--quiet"), "line-opacity": 0.75,
          "curve-style": "round-taxi", "taxi-direction": "horizontal", "taxi-turn": "50%",
          "target-arrow-shape": "triangle", "target-arrow-color": colour("--quiet"), "arrow-scale": 0.8, events: "no",
        },
      },
      ...[["supports", "--good", "solid"], ["disputes", "--bad", "dashed"]].map(([name, ink, line]) => ({
        selector: `edge.${name}`,
        style: { "line-color": colour(ink), "target-arrow-color": colour(ink), "line-style": line, width: 2 },
      })),
      { selector: "edge.about, edge.stands_in, edge.more", style: { "target-arrow-shape": "none", "line-opacity": 0.45, width: 1.2 } },
      { selector: "edge.far", style: { "curve-style": "unbundled-bezier", display: "none" } },
      { selector: "edge.seen", style: { display: "element" } },
    ];
  };

  const draw = (focus) => {
    const box = size();
    const laid = graphLayout.lay(twin, { ...box, oneSided: narrow(), cut: cutter(box.letters) });
    boxes = laid.boxes;
    const tall = Math.max(...boxes.map((each) => each.y)) - Math.min(...boxes.map((each) => each.y)) + box.height + 60;
    canvas.style.height = `${Math.round(Math.min(Math.max(tall, 320), 1700))}px`;
    const nodes = boxes.map((each) => ({
      data: { id: each.id, words: words(each) },
      position: { x: each.x, y: each.y },
      classes: [kinds[each.kind] || each.kind, each.role, each.isRoot && "root", each.opened && "opened"].filter(Boolean),
    }));
    const edges = laid.lines.map((line) => ({
      data: { id: line.id, source: line.source, target: line.target, weight: Math.log2(line.count) },
      classes: [line.link, line.isBranch ? "" : "far"].filter(Boolean),
    }));
    figure.classList.toggle("is-low", tall < innerHeight - 190);
    drawn?.destroy();
    drawn = cytoscape({
      container: canvas, elements: { nodes, edges }, style: style(box), layout: { name: "preset" },
      autoungrabify: true, autounselectify: true, boxSelectionEnabled: false, userZoomingEnabled: false,
      minZoom: 0.25, maxZoom: 2.5,
    });
    drawn.on("tap", "node", (event) => {
      const hit = boxes.find((each) => each.id === event.target.id());
      if (hit && hit.kind !== "heading") {
        go(hit, false);
        enter(hit);
      }
    });
    drawn.on("mouseover mouseout", "node", (event) => {
      canvas.style.cursor = event.type === "mouseover" ? "pointer" : "";
      if (event.type === "mouseover") tell(boxes.find((each) => each.id === event.target.id()));
      else tell(at);
    });
    whole();
    go(boxes.find((each) => each.id === focus) || boxes[0], true);
  };

  const whole = () => {
    drawn.fit(undefined, 14);
    const least = narrow() ? 0.9 : 0.72;
    if (drawn.zoom() > 1) drawn.zoom(1);
    if (drawn.zoom() < least) drawn.zoom(least);
    drawn.center();
  };

  // Moves the picture so that a box is in sight, and never further than the picture goes.
  const show = (box) => {
    drawn.center(drawn.getElementById(box.id));
    const { x1, x2, y1, y2 } = drawn.nodes().renderedBoundingBox();
    const back = (low, high, room) => {
      if (high - low <= room - 28) return (room - low - high) / 2;
      return low > 14 ? 14 - low : high < room - 14 ? room - 14 - high : 0;
    };
    drawn.panBy({ x: back(x1, x2, canvas.clientWidth), y: back(y1, y2, canvas.clientHeight) });
  };

  const inSight = (box) => {
    const spot = drawn.getElementById(box.id).renderedBoundingBox();
    return spot.x1 >= 0 && spot.y1 >= 0 && spot.x2 <= canvas.clientWidth && spot.y2 <= canvas.clientHeight;
  };

  const tell = (box) => {
    if (!box || box.kind === "heading") return;
    const place = box.isRoot ? "" : `${box.title}: `;
    const what = box.kind === "more" ? "Enter leads to all of them." : `${letters[box.role] ? box.role : box.kind}${box.behind ? `, ${box.behind}` : ""}.`;
    said.textContent = "";
    said.append(`${place}${box.label} `);
    const note = document.createElement("span");
    note.className = "quiet";
    note.textContent = what;
    said.append(note);
    if (opens && box.kind !== "more") {
      const link = document.createElement("a");
      link.href = box.page;
      link.textContent = "Its page";
      link.tabIndex = -1;
      said.append(" ", link);
    }
  };

  const go = (box, moves) => {
    if (!box) return;
    drawn.elements(".at, .seen").removeClass("at seen");
    // Lines between boxes that stand side by side already would tangle; they show for the box that one is at.
    drawn.getElementById(box.id).addClass("at").connectedEdges(".far").addClass("seen");
    at = box;
    tell(box);
    if (moves && !inSight(box)) show(box);
  };

  const enter = (box) => {
    if (box.kind === "more" || !opens) location.href = box.page;
    else if (box.way) load(box.way, box.id, true);
    else if (!box.isRoot) {
      // What is open and named nowhere else is folded by the link at its own heading.
      const fold = twin.querySelector(`.fold[data-way="${CSS.escape(box.id)}"]`);
      if (fold) load(fold.getAttribute("href"), box.id, true);
    }
  };

  const load = async (address, focus, isNew) => {
    const held = document.activeElement?.dataset?.way;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const next = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-twin]");
      if (!next) throw new Error("no list");
      next.remove();
      twin.replaceWith(document.adoptNode(next));
      twin = document.querySelector("[data-twin]");
    } catch {
      location.href = address;
      return;
    }
    if (isNew) {
      history.pushState({ focus }, "", address.split("#")[0]);
      steps += 1;
    }
    draw(focus);
    if (held) twin.querySelector(`.way[data-way="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  };

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const does = {
      Enter: () => enter(at),
      Escape: () => (steps > 0 ? history.back() : go(boxes[0], true)),
      Home: () => go(boxes[0], true),
      "+": () => zoom(1.25),
      "-": () => zoom(0.8),
    };
    const act = event.key.startsWith("Arrow") ? () => go(graphLayout.next(boxes, at, event.key), true) : does[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const zoom = (by) => {
    const middle = { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 };
    drawn.zoom({ level: drawn.zoom() * by, renderedPosition: middle });
  };

  figure.querySelector(".graph-tools").addEventListener("click", (event) => {
    const by = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (by === "fit") drawn.fit(undefined, 14);
    else if (by) zoom(Number(by));
  });

  if (opens) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest(".explore-list a.way");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      load(link.getAttribute("href"), link.dataset.way || boxes[0].id, true);
    });
    addEventListener("popstate", (event) => {
      steps = Math.max(0, steps - 1);
      load(location.href, event.state?.focus || at?.id, false);
    });
  }

  let waiting = 0;
  let was = canvas.clientWidth;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (canvas.clientWidth !== was) draw(at?.id);
      was = canvas.clientWidth;
    }, 150);
  });
  dark.addEventListener("change", () => draw(at?.id));
  draw();
})();
