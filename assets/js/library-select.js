// Selected takes, and what is done with them: by the bar, by the menu of a take, by keys.
(() => {
  const studio = window.vidstudio;
  const { page, find } = studio.library;
  const MOST = 200;
  const MOST_IN_ZIP = 100;
  const UNDO_MS = 10000;
  const selected = new Set();
  let from = null;
  let place = "";
  const tiles = () => [...document.querySelectorAll(".library-grid > .shelf[data-tile]:not(.shelf-picture)")];
  const idOf = (tile) => tile.dataset.tile;
  const tileAt = (target) => (target instanceof Element ? target.closest(".library-grid > .shelf[data-tile]") : null);
  const inBin = () => document.querySelector(".library-grid")?.dataset.bin === "true";

  function paint() {
    const query = new URLSearchParams(location.search);
    const now = `${query.get("tab")} ${query.get("campaign")}`;
    if (now !== place) { place = now; selected.clear(); }
    for (const tile of tiles()) {
      const on = selected.has(idOf(tile));
      tile.toggleAttribute("data-selected", on);
      const box = tile.querySelector("[data-select]");
      if (box && box.getAttribute("aria-checked") !== String(on)) box.setAttribute("aria-checked", String(on));
    }
    const bar = find("library-bar");
    // Nothing may be written here before React has taken the page over: it would draw it all anew.
    if (!bar || (!selected.size && bar.hidden)) return;
    const words = studio.counted("library.selected", selected.size);
    if (find("library-count").textContent !== words) find("library-count").textContent = words;
    if (bar.hidden !== !selected.size) bar.hidden = !selected.size;
    page().toggleAttribute("data-selecting", selected.size > 0);
  }
  function choose(tile, range) {
    const all = tiles();
    const start = range && from ? all.findIndex((one) => idOf(one) === from) : -1;
    if (start >= 0) {
      const end = all.indexOf(tile);
      for (const one of all.slice(Math.min(start, end), Math.max(start, end) + 1)) selected.add(idOf(one));
    } else if (!selected.delete(idOf(tile))) selected.add(idOf(tile));
    from = idOf(tile);
    paint();
  }
  function clear() { selected.clear(); from = null; paint(); }

  // --- what is done

  function send(act, wire = "library-act") {
    if (!act.ids.length) return;
    if (act.ids.length > MOST) { studio.toast(studio.text("library.too_many_acts"), "warn"); return; }
    studio.send(wire, JSON.stringify({ ...act, turn: Date.now() }));
  }
  async function download(ids) {
    const shown = new Map(tiles().map((tile) => [idOf(tile), tile.dataset.video]));
    const ready = ids.filter((id) => shown.get(id) !== "");
    if (!ready.length) { studio.toast(studio.text("library.no_video"), "warn"); return; }
    if (ready.length === 1 && shown.get(ready[0])) { save(`${shown.get(ready[0])}?download=1`); return; }
    if (ready.length > MOST_IN_ZIP) { studio.toast(studio.text("library.too_many"), "warn"); return; }
    const query = `ids=${ready.join(",")}`;
    const answer = await fetch(`/api/library/zip/size?${query}`).catch(() => null);
    if (answer?.ok) { save(`/api/library/zip?${query}`); return; }
    const told = await answer?.json().catch(() => null);
    const detail = Array.isArray(told?.detail) ? told.detail[0].msg : told?.detail;
    studio.toast(detail || "", "warn");
  }
  function save(href) {
    const link = document.createElement("a");
    link.href = href;
    link.download = "";
    link.click();
  }
  const rate = (ids, rating) => send({ do: "rate", ids, rating });
  const star = (ids, tile) => send({ do: "favourite", ids, on: tile.dataset.favourite !== "true" });
  const DOES = {
    creatives: (ids) => send({ do: "creatives", ids }),
    restore: (ids) => { send({ do: "restore", ids }); clear(); },
    remove: (ids) => send({ do: "remove", ids }),
    vary: (ids) => send({ do: "vary", ids }),
    forget: (ids) => send({ do: "forget", ids }),
    move: (ids) => send({ do: "move", ids }, "library-ask-places"),
    download,
    "rate-none": (ids) => rate(ids, null),
    "copy-link": (ids) => copy(new URL(hrefOf(ids[0]), location.href).href),
    "copy-prompt": async (ids) => {
      const answer = await fetch(`/api/videos/tasks/${ids[0]}`);
      if (answer.ok) copy((await answer.json()).prompt);
    },
  };
  for (const n of [0, 1, 2, 3, 4, 5]) DOES[`rate-${n}`] = (ids) => rate(ids, n);
  async function copy(words) {
    await navigator.clipboard.writeText(words);
    studio.toast(studio.text("library.copied"));
  }
  const hrefOf = (id) => document.querySelector(`.shelf[data-tile="${id}"] .well-open`).getAttribute("href");

  // Deleted takes can be had back by one press for ten seconds; after that from the bin.
  function removed(words, ids) {
    for (const id of ids) selected.delete(id);
    paint();
    const note = document.createElement("div");
    note.className = "toast";
    const text = document.createElement("span");
    text.textContent = words;
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "btn dense outline";
    undo.textContent = studio.text("library.undo");
    undo.onclick = () => { send({ do: "restore", ids }); note.remove(); };
    note.append(text, undo);
    find("toasts").append(note);
    setTimeout(() => note.remove(), UNDO_MS);
  }

  // --- the menu of a take

  let menuOf = null;
  const LINKS = {
    open: (href) => href,
    details: (href) => href,
    settings: (href, id) => reuse(href, id, "settings"),
    other_model: (href, id) => reuse(href, id, "other_model"),
    last_frame: (href, id) => reuse(href, id, "last_frame"),
  };
  function reuse(href, id, what) {
    const url = new URL(href, location.href);
    url.searchParams.delete("take");
    url.searchParams.set("reuse", id);
    url.searchParams.set("what", what);
    return url.pathname + url.search;
  }
  function openMenu(tile, x, y) {
    const menu = find("library-menu");
    menuOf = tile;
    for (const link of menu.querySelectorAll("[data-goes]")) {
      const what = link.dataset.goes;
      link.href = LINKS[what](hrefOf(idOf(tile)), idOf(tile));
      link.hidden = what === "last_frame" && !tile.dataset.video;
    }
    if (find("library-again")) find("library-again").textContent = tile.dataset.again;
    menu.showPopover();
    studio.library.stand(menu, x, y);
    menu.querySelector("a, button")?.focus({ preventScroll: true });
  }

  document.addEventListener("contextmenu", (event) => {
    const tile = page() && tileAt(event.target);
    if (!tile || tile.classList.contains("shelf-picture")) return;
    event.preventDefault();
    openMenu(tile, event.clientX, event.clientY);
  });
  document.addEventListener("click", (event) => {
    if (!page() || !(event.target instanceof Element)) return;
    const at = (selector) => event.target.closest(selector);
    const tile = tileAt(event.target);
    if (tile && at("[data-select]")) choose(tile, event.shiftKey);
    else if (tile && at("[data-tile-menu]")) {
      const box = at("[data-tile-menu]").getBoundingClientRect();
      openMenu(tile, box.left, box.bottom + 4);
    } else if (tile && at('[data-act="favourite"]')) star([idOf(tile)], tile);
    else if (tile && at("[data-act]")) DOES[at("[data-act]").dataset.act]([idOf(tile)]);
    else if (tile && at(".well-open") && (event.shiftKey || event.ctrlKey || event.metaKey) && selected.size) {
      event.preventDefault();
      event.stopPropagation();
      choose(tile, event.shiftKey);
    }
    if (at("[data-bar]")) DOES[at("[data-bar]").dataset.bar]([...selected]);
    if (at("[data-select-none]")) clear();
    if (at("[data-move-to]")) {
      send({ do: "move", ids: [...selected], shot: at("[data-move-to]").dataset.moveTo });
      studio.close("library-move");
    }
    const goes = at("#library-menu [data-goes]");
    if (goes && !event.ctrlKey && !event.metaKey && !event.shiftKey) studio.library.follow(goes, event);
    const does = at("#library-menu [data-does]");
    if (does && menuOf) {
      find("library-menu").hidePopover();
      DOES[does.dataset.does]([idOf(menuOf)]);
    }
  }, true);

  // --- keys

  function beside(tile, key) {
    const all = tiles();
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (aside) return all[all.indexOf(tile) + aside];
    const middle = (one) => { const box = one.getBoundingClientRect(); return { x: box.left + box.width / 2, y: box.top }; };
    const here = middle(tile);
    const down = key === "ArrowDown";
    const others = all.map((one) => ({ one, ...middle(one) })).filter((p) => (down ? p.y > here.y + 8 : p.y < here.y - 8));
    const far = (p) => Math.abs(p.y - here.y) * 4 + Math.abs(p.x - here.x);
    return others.sort((a, b) => far(a) - far(b))[0]?.one;
  }
  function play(tile) {
    const well = tile.querySelector(".well");
    const clip = well.querySelector("video[data-src]");
    if (!clip) return;
    if ("playing" in well.dataset) { delete well.dataset.playing; clip.pause(); return; }
    if (!clip.src) clip.src = clip.dataset.src;
    clip.muted = true;
    well.dataset.playing = "";
    clip.play().catch(() => {});
  }
  const PRESSED = {
    a: (ids) => DOES.creatives(ids), d: download, x: (ids) => rate(ids, 0), Delete: (ids) => DOES.remove(ids),
    0: (ids) => rate(ids, null), ".": star, " ": (_, tile) => play(tile),
  };
  for (const n of [1, 2, 3, 4, 5]) PRESSED[n] = (ids) => rate(ids, n);
  const types = (target) => target.matches?.("input, textarea, select, [contenteditable]");

  function ofPage(event) {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "a" && tiles().length) {
      for (const tile of tiles().slice(0, MOST)) selected.add(idOf(tile));
      paint();
    } else if (command || event.altKey) return false;
    else if (event.key === "/" || event.key === "f") find("library-search")?.focus();
    else if (event.key === "Escape" && selected.size && !document.querySelector(":popover-open")) clear();
    else return false;
    return true;
  }
  function ofTile(event) {
    const tile = event.target.closest?.(".well-open") && tileAt(event.target);
    if (!tile || event.ctrlKey || event.metaKey || event.altKey) return false;
    const next = event.key.startsWith("Arrow") && beside(tile, event.key);
    if (next) {
      next.querySelector(".well-open").focus();
      next.scrollIntoView({ block: "nearest" });
      return true;
    }
    const act = PRESSED[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const binned = inBin() && event.key !== " ";
    if (!act || binned || !idOf(tile)) return false;
    act(selected.has(idOf(tile)) ? [...selected] : [idOf(tile)], tile);
    return true;
  }
  document.addEventListener("keydown", (event) => {
    if (!page() || document.querySelector("dialog[open]") || types(event.target)) return;
    if (!ofTile(event) && !ofPage(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  let due = false;
  studio.watch(() => {
    if (due || !page()) return; else due = true;
    requestAnimationFrame(() => { due = false; if (page()) paint(); });
  });
  studio.library.removed = removed;
})();
