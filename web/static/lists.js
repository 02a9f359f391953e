// Keeps "My list" in the browser: which recommendations somebody picked, until they open, share or empty the list.
"use strict";

(() => {
  const NAME = "warrant.list";
  const MOST = 50;
  const KEY = /^[0-9a-f]{20}$/;

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(NAME) || "[]");
      return Array.isArray(kept) ? [...new Set(kept.filter((each) => KEY.test(each)))].slice(0, MOST) : [];
    } catch {
      return [];
    }
  };

  // A browser may refuse to keep anything; then the buttons stay away.
  const works = (() => {
    try {
      localStorage.setItem(`${NAME}.test`, "1");
      localStorage.removeItem(`${NAME}.test`);
      return true;
    } catch {
      return false;
    }
  })();
  if (!works) return;

  const address = (keys) => (keys.length ? `/list?${keys.map((key) => `statement=${key}`).join("&")}` : "/list");
  const entries = (number) => `${number} ${number === 1 ? "recommendation" : "recommendations"}`;

  const status = document.createElement("p");
  status.className = "list-status";
  status.setAttribute("role", "status");
  document.body.append(status);
  let fading = 0;
  const say = (words) => {
    status.textContent = "";
    clearTimeout(fading);
    // The region must be empty for a moment, or the same words are not read out again.
    requestAnimationFrame(() => (status.textContent = words));
    fading = setTimeout(() => (status.textContent = ""), 6000);
  };

  const write = (keys) => {
    try {
      localStorage.setItem(NAME, JSON.stringify(keys));
      return true;
    } catch {
      say("This browser has no room to keep your list.");
      return false;
    }
  };

  const link = document.querySelector('header.site nav a[href="/list"]');
  const shown = document.getElementById("list");
  const shownKeys = shown ? shown.dataset.keys.split(" ").filter(Boolean) : [];
  const isMine = (keys) => shownKeys.length > 0 && shownKeys.join() === keys.join();

  const paintButton = (button, keys) => {
    const isIn = keys.includes(button.dataset.statement);
    const words = button.querySelector("[data-words]") || button;
    words.textContent = isIn ? "Remove from my list" : "Add to my list";
    button.classList.toggle("is-in", isIn);
    button.hidden = false;
  };

  const paintList = (keys) => {
    const mine = isMine(keys);
    shown.classList.toggle("is-mine", mine);
    const keep = shown.querySelector("[data-keep]");
    const clear = shown.querySelector("[data-clear]");
    if (!keep) return;
    keep.hidden = mine;
    keep.textContent = keys.length ? `Replace my list (${keys.length}) with this one` : "Keep in this browser";
    clear.hidden = !mine;
    const heading = shown.querySelector("h1");
    if (mine) heading.textContent = `My list: ${entries(shownKeys.length)}`;
  };

  const paint = () => {
    const keys = read();
    document.querySelectorAll(".add-to-list").forEach((button) => paintButton(button, keys));
    if (link) {
      link.href = address(keys);
      link.textContent = keys.length ? `My list (${keys.length})` : "My list";
    }
    if (shown) paintList(keys);
  };

  const toggle = (key) => {
    const keys = read();
    const isIn = keys.includes(key);
    if (!isIn && keys.length >= MOST) {
      say(`Your list is full: it holds at most ${MOST}. Remove one first.`);
      return;
    }
    const next = isIn ? keys.filter((each) => each !== key) : [...keys, key];
    if (!write(next)) return;
    paint();
    say(`${isIn ? "Removed" : "Added"}. Your list has ${next.length ? entries(next.length) : "nothing in it"} now.`);
  };

  const copy = async (field) => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    say("The address is copied.");
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, a");
    if (!target) return;
    if (target.matches(".add-to-list")) toggle(target.dataset.statement);
    else if (target.matches("[data-remove]") && isMine(read())) {
      write(read().filter((each) => each !== target.dataset.remove));
    } else if (target.matches("[data-keep]")) {
      if (!write(shownKeys)) return;
      paint();
      say(`Kept. Your list has ${entries(shownKeys.length)} now.`);
    } else if (target.matches("[data-clear]")) {
      if (write([])) location.assign("/list");
    } else if (target.matches("[data-copy]")) {
      copy(document.getElementById(target.dataset.copy)).catch(() => say("Copying isn't allowed here; the address is marked for you to copy."));
    }
  });

  if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach((button) => (button.hidden = false));
  addEventListener("storage", (event) => {
    if (event.key === NAME || event.key === null) paint();
  });
  addEventListener("pageshow", paint);
  paint();
  // The bare address is where links lead that no script has filled in.
  if (shown && !shownKeys.length && !location.search && read().length) location.replace(address(read()));
})();
