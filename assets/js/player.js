// The player: opening and closing by the address, its buttons and its keys. What the film itself
// does is in film.js.
(() => {
  const player = () => document.querySelector("[data-player]");
  const film = window.vidstudio.film;
  let turn = 0;
  let cameFrom = "";

  // --- which take is open: the address is the truth, the server follows

  function tell(take) {
    turn += 1;
    window.vidstudio.send("player-take", `${take} ${turn}`);
  }
  function address(take) {
    const url = new URL(location.href);
    if (take) url.searchParams.set("take", take);
    else url.searchParams.delete("take");
    return url;
  }
  function open(take) {
    const how = player() ? "replaceState" : "pushState";
    history[how](history.state, "", address(take));
    cameFrom = take;
    tell(take);
  }
  function close() {
    const take = player() && player().dataset.player;
    history.replaceState(history.state, "", address(""));
    tell("");
    if (document.fullscreenElement) document.exitFullscreen();
    const link = document.querySelector(`.take [data-open-take="${take}"]`);
    if (link) link.focus({ preventScroll: true });
  }
  // Whoever makes a new take wants to see it.
  window.vidstudio.closePlayer = () => { if (player()) close(); };
  // A deleted take can be had back by one press; after that from the bin.
  function takeDeleted(words, take) {
    if (player()) close();
    window.vidstudio.toast(words);
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "btn dense outline";
    undo.textContent = window.vidstudio.text("player.undo");
    const note = document.getElementById("toasts").lastChild;
    undo.onclick = () => {
      turn += 1;
      window.vidstudio.send("player-restore", `${take} ${turn}`);
      note.remove();
    };
    note.lastChild.before(undo);
  }
  function keepTake(take) {
    history.replaceState(history.state, "", address(take));
  }
  window.vidstudio = Object.assign(window.vidstudio || {}, { keepTake, takeDeleted });
  addEventListener("popstate", () => tell(new URL(location.href).searchParams.get("take") || ""));

  function step(by) {
    const links = [...document.querySelectorAll(".player-siblings [data-open-take]")];
    const at = links.findIndex((link) => link.getAttribute("aria-current") === "true");
    const next = links[(at + by + links.length) % links.length];
    if (next) open(next.dataset.openTake);
  }

  // --- details, copying

  function toggleInfo() {
    const root = player();
    const facts = root.querySelector(".player-facts");
    root.dataset.info = facts && facts.offsetParent ? "off" : "on";
  }
  async function copy(text) {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
    } else {
      // Without https there is no clipboard API.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    window.vidstudio.toast(window.vidstudio.text("player.copied"));
  }

  // --- presses and keys

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const near = (selector) => event.target.closest(selector);
    const opens = near("[data-open-take]");
    if (opens && !(event.metaKey || event.ctrlKey || event.shiftKey)) {
      event.preventDefault();
      open(opens.dataset.openTake);
      return;
    }
    const closes = near("[data-player-close]");
    if (closes && player()) close();
    const steps = near("[data-player-step]");
    if (steps) step(Number(steps.dataset.playerStep));
    const does = near("[data-does]");
    if (does && does.dataset.does !== "grab") film.does(does.dataset.does);
    if (does && does.dataset.does === "grab") {
      const seconds = player().querySelector("[data-film]").currentTime;
      window.vidstudio.reuse(player().dataset.player, "frame", seconds);
    }
    if (near("[data-player-info]")) toggleInfo();
    const copies = near("[data-copy]");
    if (copies) copy(copies.dataset.copy);
    if (near("[data-film]")) film.does("play");
  });
  const press = (key) => {
    const button = player().querySelector(`.player-details [data-key="${key}"]`);
    if (button) button.click();
  };
  const KEYS = {
    Escape: close, i: toggleInfo, a: () => press("a"), d: () => press("d"), v: () => press("v"), r: () => press("r"), x: () => press("x"), ".": () => press("."),
    " ": "play", k: "pause", j: "reverse", l: "faster", ArrowLeft: "back", ArrowRight: "forward", m: "sound", f: "full",
  };

  function busy(event) {
    const at = event.target;
    const typing = at.closest("textarea, select, [contenteditable], input:not([data-seek])");
    const pressing = event.key === " " && at.closest("button, a");
    const above = document.querySelector("dialog[open]") || document.querySelector(":popover-open");
    return typing || pressing || above || event.metaKey || event.ctrlKey || event.altKey;
  }
  document.addEventListener("keydown", (event) => {
    if (!player() || busy(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = KEYS[key] || (/^[1-5]$/.test(key) && (() => press(key)));
    if (!act || (key === "Escape" && document.fullscreenElement)) return;
    event.preventDefault();
    if (typeof act === "string") film.does(act);
    else act();
  });

  // A take opened by its address is shown on a phone too, whatever tab was there last; and whoever
  // opened one goes on from there with the keyboard.
  let there = "";
  window.vidstudio.watch(() => {
    const root = player();
    const here = root ? root.dataset.player : "";
    if (here && !there) window.vidstudio.showTab("chat");
    const sibling = here !== there && root && root.querySelector('.sibling[aria-current="true"]');
    // Only the strip moves: scrolling into view would shift the frame around it too.
    const strip = sibling && sibling.closest(".player-siblings");
    if (strip) strip.scrollLeft = sibling.offsetLeft - (strip.clientWidth - sibling.offsetWidth) / 2;
    there = here;
    if (!cameFrom || !root || root.dataset.player !== cameFrom) return;
    cameFrom = "";
    root.tabIndex = -1;
    root.focus({ preventScroll: true });
  }, { attributeFilter: ["data-player"] });
})();
