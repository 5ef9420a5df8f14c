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

  // Library and queue lead here with a take or a picture in the address; it is brought in once.
  const arrive = () => {
    const url = new URL(location.href);
    const take = url.searchParams.get("reuse");
    const picture = url.searchParams.get("reference");
    if (!take && !picture) return;
    const what = take ? url.searchParams.get("what") || "settings" : "reference";
    for (const name of ["reuse", "what", "reference"]) url.searchParams.delete(name);
    history.replaceState(history.state, "", url);
    studio.reuse(take || picture, what);
  };

  const opened = (what) => {
    if (what === "address") arrive();
    if (what === "other_model") byId("make-model")?.click();
    if (what === "pictures") studio.make.jump("make-slots");
  };

  // ── the words follow the shot ─────────────────────────────────────────────────────────────────
  // Each shot has its own words: what is planned for it, until something else is typed. What was typed
  // for the shot one leaves waits in the draft. `home` is the shot whose words stand in the box.
  const MOST_WORDS = 5000;
  const MOST_SHOTS = 60;
  let home = "";
  let seen; // what was planned for it when last looked at
  let elsewhere = {};
  let settled = "";

  const settle = (kept) => {
    if ((kept.shot ?? "") !== home) seen = undefined;
    home = kept.shot ?? "";
    elsewhere = { ...kept.elsewhere };
    settled = studio.make.facts().seeds;
  };

  const leave = (words) => {
    if (!home || words === (seen ?? "")) return;
    elsewhere[home] = words.slice(0, MOST_WORDS);
    for (const old of Object.keys(elsewhere).slice(0, -MOST_SHOTS)) delete elsewhere[old];
  };

  const shape = ({ ratio, seconds }) => {
    const choice = ratio && document.querySelector(`.make input[name="aspect_ratio"][value="${ratio}"]`);
    if (choice) choice.checked = true;
    const length = byId("make-length");
    if (seconds && length) length.value = seconds;
  };

  const follow = () => {
    const plan = byId("make-shot-title")?.dataset;
    const box = studio.make.field("prompt");
    const now = studio.make.facts();
    if (!plan || !box || byId("make-fields").disabled) return;
    if (plan.of !== now.shot || settled !== now.seeds) return;
    const words = plan.planned ?? "";
    const arrived = home !== now.shot;
    const first = arrived && !home;
    const renewed = !arrived && words !== (seen ?? "") && box.value === (seen ?? "");
    const takes = !studio.template.chosen() && (renewed || (arrived && !(first && box.value)));
    if (takes) {
      if (arrived) leave(box.value);
      box.value = elsewhere[now.shot] ?? words;
    }
    if (takes || (arrived && !first)) shape(plan);
    delete elsewhere[now.shot];
    home = now.shot;
    seen = words;
    if (takes || arrived) studio.make.changed();
  };

  studio.panel = {
    settle,
    elsewhere: () => elsewhere,
    heard: (changed, now) => {
      if (changed.has("seeds")) studio.refine?.clear();
      if (changed.has("opens") && now.opens) opened(now.opens.split(" ")[0]);
      requestAnimationFrame(follow);
    },
  };
  studio.watch(() => requestAnimationFrame(follow), { attributeFilter: ["data-planned"] });

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
