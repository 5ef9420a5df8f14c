// Around the make panel: where its popovers stand, what is brought into it from a take,
// camera words, and the planned prompt of a shot that nothing was typed for.
(() => {
  const studio = window.vidstudio;
  const GAP = 8;
  const PHONE = "(max-width: 767px)";
  const byId = (id) => document.getElementById(id);

  // ── popovers: beside the panel, below or above their button; a sheet on the phone ─────────────
  const place = (menu) => {
    const by = byId(menu.dataset.by)?.getBoundingClientRect();
    const style = menu.style;
    style.left = style.right = style.top = style.bottom = "";
    if (!by || matchMedia(PHONE).matches) return;
    const panel = document.querySelector(".make").getBoundingClientRect();
    const beside = menu.dataset.at === "beside";
    style.right = `${beside ? Math.max(GAP, innerWidth - panel.left + GAP) : Math.max(GAP, innerWidth - Math.max(by.right, panel.left + menu.offsetWidth + GAP))}px`;
    if (menu.dataset.at === "above") style.bottom = `${innerHeight - by.top + GAP}px`;
    else {
      const top = beside ? by.top : by.bottom + GAP;
      style.top = `${Math.max(56, Math.min(top, innerHeight - menu.offsetHeight - GAP))}px`;
    }
  };

  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(".make-pop") || event.newState !== "open") return;
    place(event.target);
    const rows = buttons(event.target);
    (rows.find((row) => row.matches('[aria-pressed="true"], [aria-current="true"]')) ?? rows[0])?.focus();
  }, true);

  const buttons = (menu) =>
    [...menu.querySelectorAll("button:not([data-pop-close]), .menu-row")].filter((one) => one.offsetParent);

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.(".make-pop");
    const by = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!menu || !by || event.altKey) return;
    event.preventDefault();
    const rows = buttons(menu);
    rows[(rows.indexOf(event.target) + by + rows.length) % rows.length]?.focus();
  });

  // ── what a take brings ────────────────────────────────────────────────────────────────────────
  const bring = (wish) => {
    const { task_id, what, seconds = null } = wish;
    document.documentElement.removeAttribute("data-no-make");
    studio.draft.handOver("make-bring", { task_id, what, seconds, form: { ...studio.make.values(), turn: Date.now() } });
  };

  document.addEventListener("input", (event) => {
    if (event.target.id === "make-reuse") bring(JSON.parse(event.target.value));
  });

  const opened = (what) => {
    if (what === "other_model") byId("make-model")?.click();
    if (what === "pictures") studio.make.jump("make-slots");
  };

  // A planned prompt comes into an empty box; nothing that was typed ever gives way to it.
  const planned = () => {
    const words = byId("make-shot-title")?.dataset.planned;
    const box = studio.make.field("prompt");
    if (!words || !box || box.value || studio.template.chosen()) return;
    box.value = words;
    studio.make.changed();
  };

  // Also one that is planned while its shot is open, as when a shot plan is accepted.
  studio.watch((changes) => {
    if (changes.some((change) => change.attributeName === "data-planned")) planned();
  }, { attributeFilter: ["data-planned"] });

  studio.panel = {
    heard: (changed, now) => {
      if (changed.has("seeds")) studio.refine?.clear();
      if (changed.has("opens") && now.opens) opened(now.opens.split(" ")[0]);
      if (changed.has("shot")) requestAnimationFrame(planned);
    },
  };

  // ── camera words, at the cursor or the end ────────────────────────────────────────────────────
  const say = (words) => {
    if (studio.template.chosen()) studio.template.asText();
    const box = studio.make.field("prompt");
    const blank = box.value && !/\s$/.test(box.value) ? " " : "";
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    if (!document.execCommand("insertText", false, blank + words)) box.value += blank + words;
    studio.make.changed();
  };

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    at("[data-pop-close]")?.closest("[popover]")?.hidePopover();
    if (at("#make-cap")) document.querySelector("[data-opens-brief]")?.click();
    const move = at("[data-move]");
    if (move) {
      move.closest("[popover]").hidePopover();
      say(move.dataset.move);
    }
    const take = at("[data-last-frame-of]");
    if (take) {
      take.closest("[popover]").hidePopover();
      bring({ task_id: take.dataset.lastFrameOf, what: "last_frame" });
    }
  });
})();
