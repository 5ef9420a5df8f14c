// Keys of the frame, and the dialog that lists them. Keys of one place are with that place's script.
(() => {
  const root = document.documentElement;
  const THEN_MS = 1200; // between G and the letter after it
  const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
  const find = (id) => document.getElementById(id);
  const kept = (name) => { try { return localStorage.getItem(`vidstudio-${name}`); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(`vidstudio-${name}`, value); } catch { /* private windows may refuse */ } };

  // --- single letters: off while typing, and for whoever does not want them
  const lettersOn = () => kept("single-letters") !== "off";
  function typing(target) {
    return target.closest?.("textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])");
  }
  // Other page scripts ask here before they take a single letter.
  const mayPress = (event) => lettersOn() && !typing(event.target) && !event.metaKey && !event.ctrlKey && !event.altKey;
  window.vidstudio = Object.assign(window.vidstudio || {}, { mayPress });
  // What belongs to one place asks nobody: where letters are off it never hears of them.
  window.addEventListener("keydown", (event) => {
    const letter = event.key.length === 1 && event.key !== " " && !typing(event.target);
    if (letter && !lettersOn() && !event.metaKey && !event.ctrlKey && !event.altKey) event.stopPropagation();
  }, true);

  // --- zones that can be folded away, remembered by this browser
  const ZONES = { t: "shots", p: "make" };
  function fold(zone, away) {
    root.toggleAttribute(`data-no-${zone}`, away);
    keep(`no-${zone}`, away ? "yes" : "no");
    mark();
  }
  for (const zone of Object.values(ZONES)) root.toggleAttribute(`data-no-${zone}`, kept(`no-${zone}`) === "yes");
  const folded = (zone) => root.hasAttribute(`data-no-${zone}`);

  // --- where G leads
  const PLACES = { c: "campaigns", l: "library", q: "queue", r: "review" };
  let goingUntil = 0;
  const press = (selector) => document.querySelector(selector)?.click();
  function typeHere() {
    const box = document.querySelector('textarea[aria-label="Message"], #message');
    if (!box) return;
    window.vidstudio.showTab("chat");
    box.focus();
  }

  function single(event) {
    const key = event.key.toLowerCase();
    if (Date.now() < goingUntil) {
      goingUntil = 0;
      if (PLACES[key]) { press(`.rail [data-goes="${PLACES[key]}"]`); return true; }
    }
    if (key === "g") { goingUntil = Date.now() + THEN_MS; return true; }
    if (key === "?") { window.vidstudio.open("keys"); return true; }
    if (key === "n") { window.vidstudio.open("new-campaign"); return true; }
    if (!document.querySelector("main.campaign")) return false;
    if (key === "/") { typeHere(); return true; }
    if (ZONES[key]) { fold(ZONES[key], !folded(ZONES[key])); return true; }
    return false;
  }
  document.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || event.defaultPrevented || !mayPress(event)) return;
    if (document.querySelector("dialog[open]")) return;
    if (single(event)) event.preventDefault();
  });

  // --- the dialog: what it shows, found by any word of a row
  function search() {
    const words = find("keys-search").value.toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    document.querySelectorAll("#keys .keys-row").forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      any ||= !row.hidden;
    });
    document.querySelectorAll("#keys .keys-group").forEach((group) => {
      group.hidden = !group.querySelector(".keys-row:not([hidden])");
    });
    find("keys-nothing").hidden = any;
  }
  document.addEventListener("input", (event) => { if (event.target.id === "keys-search") search(); });
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    if (at("[data-single-letters]")) { keep("single-letters", lettersOn() ? "off" : "on"); mark(); }
    const folds = at("[data-folds]");
    if (folds) fold(folds.dataset.folds, !folded(folds.dataset.folds));
  });

  // React draws these anew: they show what this browser remembers
  function mark() {
    const set = (element, name, value) => { if (element.getAttribute(name) !== value) element.setAttribute(name, value); };
    document.querySelectorAll("[data-single-letters]").forEach((one) => set(one, "aria-checked", String(lettersOn())));
    document.querySelectorAll("[data-folds]").forEach((one) => set(one, "aria-expanded", String(!folded(one.dataset.folds))));
    // Not before React has taken the page over: it would not know its own words again.
    if (!document.querySelector('.app[data-ready="true"]')) return;
    document.querySelectorAll("#keys kbd").forEach((one) => { if (one.textContent === "Mod") one.textContent = MAC ? "⌘" : "Ctrl"; });
  }
  window.vidstudio.watch(mark, { attributeFilter: ["data-ready"] });
})();
