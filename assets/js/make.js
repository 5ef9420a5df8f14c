// The make panel in the browser: reads its native inputs and sends one message with every value when
// a take is to be made. The draft is in draft.js, prices in price.js, pictures in references.js, the
// model list in picker.js. React owns the inputs; these files only write into elements that have no
// children in React.
(() => {
  const studio = (window.vidstudio ??= {});
  const make = (studio.make = {});
  const ONE_PRESS_MS = 1000;
  const MONEY = new Set(["make-length", "make-cap"]);
  const byId = (id) => document.getElementById(id);
  const facts = () => byId("make-facts")?.dataset ?? {};
  const form = () => byId("make-form");
  const field = (name) => form()?.elements.namedItem(name);
  const thin = (number) => studio.price.thin(number);
  const text = (key, values) => studio.text(`make.${key}`, values);

  let seen = {};
  let speaker = null;
  let press = null;
  let stands = []; // what keeps Generate from starting: words, where to mend it, whether it passes
  let waiting = false; // pressed already: starts as soon as the pictures are there
  let table = { source: "", rows: {} };

  // ── what the panel says ───────────────────────────────────────────────────────────────────
  make.rows = () => {
    const source = facts().table ?? "{}";
    if (table.source !== source) table = { source, rows: JSON.parse(source) };
    return table.rows;
  };
  make.row = () => make.rows()[facts().model];

  make.values = () => {
    const facts_ = facts();
    const sound = make.row()?.sound;
    return {
      campaign_id: facts_.campaign,
      shot_id: facts_.shot,
      model: facts_.model,
      mode: field("mode")?.value || "text",
      prompt: field("prompt").value.slice(0, 100000),
      negative_prompt: field("negative_prompt")?.value ?? "",
      duration_seconds: Number(field("duration_seconds")?.value ?? 0),
      aspect_ratio: field("aspect_ratio")?.value ?? "",
      resolution: field("resolution")?.value ?? "",
      audio: sound === "optional" ? Boolean(field("audio")?.checked) : null,
      seed: (field("seed")?.value ?? "").trim().slice(0, 64),
      takes: Math.min(99, Math.max(1, Math.round(Number(field("takes")?.value)) || 1)),
      pictures: studio.references.pictures(),
      ...studio.template?.values(),
      elsewhere: studio.panel?.elsewhere() ?? {},
    };
  };

  make.paint = () => {
    const row = make.row();
    if (!row || !field("prompt")) return;
    const values = make.values();
    stands = reasons(row, values);
    const started = waiting && !stands.length;
    waiting &&= passing();
    studio.price.paint(row, values, stands, waiting);
    studio.picker?.paintBest(values);
    if (started) make.generate();
  };

  // Only pictures on their way stand there: they go away by themselves.
  const passing = () => stands.length > 0 && stands.every(([, , passes]) => passes);

  // ── what stands in the way ────────────────────────────────────────────────────────────────
  const reasons = (row, values) => {
    const over = [...values.prompt].length - row.prompt_limit;
    const found = studio.references.reasons(row, values.mode);
    const open = studio.template?.missing() ?? [];
    if (open.length) found.unshift(...open);
    else if (!values.prompt.trim()) found.unshift([text("add_prompt"), "make-prompt"]);
    if (over > 0) {
      found.unshift([studio.counted("make.too_long", over, { count: thin(over) }), "make-prompt"]);
    }
    if (!row.available) found.push([text("another_model"), "make-model"]);
    const short = studio.price.missing(row, values);
    const cheaper = byId("make-length") ? "make-length" : "make-model";
    if (short) found.push([text("costs_less", { credits: short }), cheaper]);
    const over_ = short ? "" : studio.price.overCap(row, values);
    if (over_) found.push([text("over_cap_reason", { credits: over_ }), "make-cap"]);
    if (values.seed && !/^\d+$/.test(values.seed)) found.push([text("seed_whole"), "make-seed"]);
    return found;
  };

  make.hush = () => document.querySelector(".generate-place")?.removeAttribute("data-open");

  make.jump = (id) => {
    const target = byId(id);
    target?.closest("details")?.setAttribute("open", "");
    make.hush();
    const able = target?.matches("button, input, textarea") ? target : target?.querySelector("button");
    able?.scrollIntoView({ block: "nearest" });
    able?.focus();
  };

  make.field = field;
  make.facts = facts;
  make.changed = () => {
    if (!facts().campaign) return;
    for (const line of document.querySelectorAll(".make .fault-line")) line.hidden = true;
    studio.draft.changed();
    make.paint();
  };

  // ── Generate ──────────────────────────────────────────────────────────────────────────────
  const newKey = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");

  // The same values pressed again before the answer, or at once, are the same press: one key.
  // `draftWith` names another model that makes a draft of it: what only money stops does not stop that.
  make.generate = (draftWith = "") => {
    byId("make-generate").animate([{ filter: "brightness(1.25)" }, {}], 240);
    make.paint();
    const place = document.querySelector(".generate-place");
    if (draftWith ? stands.some(([, target]) => !MONEY.has(target)) : stands.length) {
      waiting = !draftWith && passing();
      place.setAttribute("data-open", "");
      return make.paint();
    }
    make.hush();
    const values = { ...make.values(), draft_with: draftWith };
    const body = JSON.stringify(values);
    const again = press?.body === body && (!press.made || Date.now() - press.at < ONE_PRESS_MS);
    if (!again) press = { body, key: newKey(), made: false, at: Date.now() };
    studio.draft.send("make-submit", { ...values, key: press.key });
    studio.draft.save();
  };

  const madeOne = () => {
    if (!press || press.made) return;
    press.made = true;
    studio.showTab?.("chat");
    studio.closePlayer?.();
    // New takes stand at the end of the thread, and whoever pressed has read enough of the rest.
    document.querySelector(".talk-scroll")?.scrollTo({ top: 0 });
  };

  const faulted = () => {
    press = null;
    document.querySelector(".make .fault-line")?.scrollIntoView({ block: "nearest" });
  };

  // ── news of the State ─────────────────────────────────────────────────────────────────────
  const HEARD = ["seeds", "settings", "shot", "table", "available", "saved", "made", "fault", "opens", "spent", "capped"];

  // While the draft of this page's campaign is on its way, nothing can be typed that would be lost.
  const open = () => {
    const fields = byId("make-fields");
    const closed = !facts().seeds || !location.pathname.split("/").includes(facts().campaign);
    if (fields && fields.disabled !== closed) fields.disabled = closed;
  };
  // The address changes a moment before anything on the page does.
  window.navigation?.addEventListener("currententrychange", open);

  const heard = () => {
    open();
    const now = { ...facts() };
    const changed = new Set(HEARD.filter((name) => now[name] !== seen[name]));
    if (!changed.size && byId("make-facts") === speaker) return;
    if (byId("make-facts") !== speaker) changed.add("seeds");
    if (!now.campaign || !now.seeds || !field("prompt")) return;
    speaker = byId("make-facts");
    seen = now;
    if (changed.has("made")) madeOne();
    if (changed.has("fault") && Number(now.fault)) faulted();
    // Inputs built anew first: what this tab still holds comes back into them before it is let go.
    if (changed.has("seeds")) studio.draft.seeded();
    if (changed.has("saved")) studio.draft.kept();
    if (changed.has("seeds") || changed.has("opens") || changed.has("shot")) studio.panel?.heard(changed, now);
    studio.references.paint();
    make.paint();
  };

  // After React's commit: the inputs these facts speak of are in the page by then.
  studio.watch(heard, { attributeFilter: HEARD.map((name) => `data-${name}`) });

  // ── hands ─────────────────────────────────────────────────────────────────────────────────
  const ours = (event) => event.target.closest?.("#make-form");

  document.addEventListener("input", (event) => {
    if (!ours(event) || !event.target.name) return;
    waiting = false;
    if (event.target.name === "mode") studio.references.paint();
    make.changed();
  });

  // Whoever changes anything after the press has not pressed for that: no start by itself any more.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".make button, .picker-row");
    if (!waiting || !button || button.closest(".generate-place")) return;
    waiting = false;
    make.paint();
  }, true);

  document.addEventListener("submit", (event) => {
    if (ours(event)) event.preventDefault();
  });

  const stepTakes = (by) => {
    const takes = field("takes");
    takes.value = Math.min(4, Math.max(1, make.values().takes + by));
    make.changed();
  };

  const seedTool = (tool) => {
    field("seed").value = tool === "dice" ? String(crypto.getRandomValues(new Uint32Array(1))[0] >>> 1) : "";
    make.changed();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".make button");
    if (!event.target.closest?.(".generate-place")) make.hush();
    if (!button) return;
    if (button.id === "make-generate") make.generate();
    if (button.id === "make-reset-button") studio.draft.reset();
    if (button.id === "make-avoid-open") make.jump("make-avoid");
    if (button.dataset.jump) make.jump(button.dataset.jump);
    if (button.dataset.takesStep) stepTakes(Number(button.dataset.takesStep));
    if (button.dataset.seedTool) seedTool(button.dataset.seedTool);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      waiting = false;
      make.hush();
      make.paint();
    }
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    const elsewhere = event.target.matches?.("input, textarea, [contenteditable]") && !ours(event);
    if (!form() || elsewhere) return;
    event.preventDefault();
    if (event.shiftKey) studio.ways.draft();
    else make.generate();
  });

  // Where the keyboard lies over the page, the action bar has to stand on it.
  visualViewport?.addEventListener("resize", () => {
    const covered = innerHeight - visualViewport.height - visualViewport.offsetTop;
    document.documentElement.style.setProperty("--keyboard", Math.max(0, Math.round(covered)));
  });
})();
