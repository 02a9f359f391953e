// Where each box of a picture stands: what lies around a thing in columns beside it, under the headings that the list
// has, and what lies around an opened thing in columns further out. Nothing is left to chance: the same list gives the
// same picture.
"use strict";

const graphLayout = (() => {
  const read = (twin) =>
    [...twin.querySelectorAll("[data-section]")].map((section) => ({
      id: section.dataset.section,
      kind: section.dataset.kind,
      role: section.dataset.role || "",
      label: section.dataset.label,
      page: section.dataset.page,
      bunches: [...section.querySelectorAll("[data-bunch]")].map((bunch) => ({
        title: bunch.dataset.bunch,
        side: bunch.dataset.side,
        link: bunch.dataset.link,
        rows: [...bunch.querySelectorAll("[data-node]")].map(row),
        rest: rest(bunch),
      })),
    }));

  const text = (element) => (element ? element.textContent.trim().replace(/\s+/g, " ") : "");

  const row = (item) => {
    const label = item.querySelector(".node-label");
    return {
      id: item.dataset.node,
      kind: item.dataset.kind,
      role: item.dataset.role || "",
      label: text(label),
      short: item.dataset.short || text(label),
      behind: text(item.querySelector(".behind")),
      page: label.getAttribute("href"),
      way: item.querySelector(".way")?.getAttribute("href") || "",
      source: item.dataset.source,
      target: item.dataset.target,
      count: Number(item.dataset.count),
    };
  };

  const rest = (bunch) => {
    const link = bunch.querySelector("[data-rest] a");
    return link && { label: text(link), page: link.getAttribute("href") };
  };

  // Each thing stands where the list names it first; where it is named again, there is only a line to it.
  const owned = (sections) => {
    const taken = new Set(sections.slice(0, 1).map((section) => section.id));
    return sections.map((section) => ({
      ...section,
      bunches: section.bunches.map((bunch) => ({
        ...bunch,
        fresh: bunch.rows.filter((each) => !taken.has(each.id) && taken.add(each.id)),
      })),
    }));
  };

  const sides = (bunches, oneSided) => {
    if (oneSided) return [[], bunches];
    const left = bunches.filter((bunch) => bunch.side === "in");
    const right = bunches.filter((bunch) => bunch.side === "out");
    // The heading says what lies under it and the arrow which way a line leads, so either side serves: the shorter one.
    const size = (several) => several.reduce((sum, bunch) => sum + bunch.fresh.length + (bunch.rest ? 1.2 : 0.6), 0);
    const shift = (from, to) => {
      while (from.length > 1 && size(to) + size(from.slice(-1)) < size(from)) to.push(from.pop());
    };
    shift(right, left);
    shift(left, right);
    return [left, right];
  };

  const lay = (twin, { width, height, gap, oneSided, cut }) => {
    const sections = owned(read(twin));
    const byId = new Map(sections.map((section) => [section.id, section]));
    const [root] = sections;
    const boxes = [];
    const done = new Set([root.id]);
    const step = width + gap;
    const heading = 26;
    const space = 9;

    // Gives the height that bunches take, and puts their boxes from `top` down.
    const put = (of, bunches, side, depth, top) => {
      let at = top;
      for (const [number, bunch] of bunches.entries()) {
        if (!bunch.fresh.length && !bunch.rest) continue;
        const x = side * depth * step;
        boxes.push({ id: `heading/${of.id}/${side}/${number}`, kind: "heading", label: bunch.title, x, y: at + heading / 2 });
        at += heading;
        for (const each of bunch.fresh) {
          const opened = byId.get(each.id);
          const inner = opened && !done.has(each.id) ? (done.add(each.id), put(opened, opened.bunches, side, depth + 1, at)) : 0;
          const tall = Math.max(inner, height);
          boxes.push({ ...each, of: of.id, title: bunch.title, opened: Boolean(opened), x, y: at + tall / 2, label: each.label });
          at += tall + space;
        }
        if (bunch.rest) {
          const id = `more/${of.id}/${bunch.title}`;
          boxes.push({ ...bunch.rest, id, kind: "more", of: of.id, title: bunch.title, side, link: bunch.link, x, y: at + 15 });
          at += 30 + space;
        }
        at += 6;
      }
      return Math.max(0, at - top - space);
    };

    const [left, right] = sides(root.bunches, oneSided);
    const before = boxes.length;
    const leftTall = put(root, left, -1, 1, 0);
    const between = boxes.length;
    const rightTall = put(root, right, 1, 1, 0);
    const shift = (from, to, by) => boxes.slice(from, to).forEach((box) => (box.y += by));
    shift(before, between, -leftTall / 2);
    shift(between, boxes.length, -rightTall / 2);
    // What was opened and is named nowhere any more stands below.
    let lowest = Math.max(leftTall, rightTall) / 2 + 40;
    for (const section of sections.filter((each) => !done.has(each.id) && !boxes.some((box) => box.id === each.id))) {
      done.add(section.id);
      const tall = Math.max(height, put(section, section.bunches, 1, 1, lowest));
      boxes.push({ ...section, of: "", title: "Opened", opened: true, x: 0, y: lowest + tall / 2, behind: "" });
      lowest += tall + 40;
    }
    boxes.unshift({ ...root, of: "", title: "In the middle", opened: true, isRoot: true, behind: "", x: 0, y: 0 });
    for (const box of boxes) box.shown = cut(box.short || box.label, box);
    return { boxes, lines: lines(sections, boxes) };
  };

  const lines = (sections, boxes) => {
    const known = new Map(boxes.map((box) => [box.id, box]));
    const found = new Map();
    const add = (source, target, link, count) => {
      const id = `${source} ${link} ${target}`;
      if (!known.has(source) || !known.has(target) || found.has(id)) return;
      const [one, other] = [known.get(source), known.get(target)];
      const isBranch = one.of === other.id || other.of === one.id;
      found.set(id, { id, source, target, link, count, isBranch });
    };
    for (const section of sections)
      for (const bunch of section.bunches)
        for (const each of bunch.rows) add(each.source, each.target, bunch.link, each.count);
    for (const box of boxes.filter((each) => each.kind === "more")) add(box.of, box.id, "more", 1);
    return [...found.values()];
  };

  // The box that one comes to from another with an arrow key: the nearest on that side.
  const next = (boxes, from, key) => {
    const across = key === "ArrowLeft" || key === "ArrowRight";
    const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    const far = (box) => {
      const [dx, dy] = [(box.x - from.x) * (across ? sign : 1), (box.y - from.y) * (across ? 1 : sign)];
      if (across ? dx < 40 : dy < 5 || Math.abs(dx) > 40) return Infinity;
      return across ? dx + Math.abs(dy) * 0.6 : dy;
    };
    const [best] = boxes.filter((box) => box.kind !== "heading" && box !== from).sort((a, b) => far(a) - far(b));
    return best && far(best) < Infinity ? best : null;
  };

  return { lay, next };
})();
