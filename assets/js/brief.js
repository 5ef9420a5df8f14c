// The fields of the brief. They are the browser's: what is typed is kept in this tab, saved soon after, and
// never overwritten. #brief-facts says what the server has. A field that somebody else changed meanwhile is
// told with its two versions (brief-notes.js shows them).
(() => {
  const studio = (window.vidstudio ??= {});
  const SAVE_AFTER_MS = 700;
  const AGAIN_AFTER_MS = 5000;
  const byId = (id) => document.getElementById(id);
  const drawer = () => byId("brief");
  const facts = () => byId("brief-facts")?.dataset ?? {};
  const inputs = () => [...document.querySelectorAll("[data-brief-field]")];
  const input = (field) => document.querySelector(`[data-brief-field="${field}"]`);
  const shelf = () => `vidstudio.brief.${facts().campaign}`;

  let campaign = "";
  let fields = {}; // by name: { base, saving, timer, wrong, versions }
  let again = 0;

  const server = () => JSON.parse(facts().brief || "{}");
  const shown = (brief, field) => String(brief[field] ?? "");
  const state = (field) => (fields[field] ??= { base: null, saving: null, timer: 0, wrong: "", versions: null });
  const isDirty = (field) => input(field) && state(field).base !== null && input(field).value.trim() !== state(field).base;

  // what was typed and is not saved outlives a reload of this tab
  const remember = () => {
    const unsaved = {};
    for (const { dataset: { briefField: field } } of inputs()) {
      if (isDirty(field)) unsaved[field] = { before: state(field).base, after: input(field).value };
    }
    try {
      if (Object.keys(unsaved).length) sessionStorage.setItem(shelf(), JSON.stringify(unsaved));
      else sessionStorage.removeItem(shelf());
    } catch { /* private windows may refuse */ }
  };

  const begin = () => {
    campaign = facts().campaign;
    fields = {};
    const brief = server();
    let kept = {};
    try { kept = JSON.parse(sessionStorage.getItem(shelf()) || "{}"); } catch { /* as above */ }
    for (const field of inputs().map((each) => each.dataset.briefField)) {
      state(field).base = kept[field]?.before ?? shown(brief, field);
      input(field).value = kept[field]?.after ?? shown(brief, field);
      if (kept[field]) save(field);
    }
  };

  // The server's words come in where nobody types; what was there stays within reach.
  const sync = () => {
    if (!facts().campaign || !inputs().length) return;
    if (facts().campaign !== campaign || state(inputs()[0].dataset.briefField).base === null) begin();
    const brief = server();
    for (const element of inputs()) {
      const field = element.dataset.briefField;
      const one = state(field);
      const now = shown(brief, field);
      if (!element.dataset.filled) { element.dataset.filled = "yes"; if (!isDirty(field)) element.value = one.base; }
      if (now === one.base || one.saving !== null || isDirty(field) || document.activeElement === element) continue;
      const change = (brief.changes || []).find((each) => each.field === field);
      if (one.base && change) one.versions = { mine: one.base, theirs: now, by: change.by, who: change.by_user_id, at: change.at, now: "theirs", kept: true };
      else if (change) one.versions = { mine: "", theirs: now, by: change.by, who: change.by_user_id, at: change.at, now: "theirs", kept: true };
      one.base = now;
      element.value = now;
    }
    studio.briefNotes.channels(brief);
    paint();
  };

  const save = async (field) => {
    const one = state(field);
    clearTimeout(one.timer);
    if (one.saving !== null || !isDirty(field) || one.versions?.now === "mine") return;
    const after = input(field).value;
    one.saving = after;
    paint();
    const change = { field, before: one.base, after };
    const asked = await studio.rest("PATCH", `/campaigns/${campaign}/brief`, { changes: [change] });
    one.saving = null;
    if (asked.ok) saved(field, after, asked.answer);
    else if (asked.status >= 400 && asked.status < 500 && asked.status !== 429) one.wrong = asked.sentence;
    else later();
    remember();
    paint();
    if (asked.ok && isDirty(field)) save(field);
  };

  const saved = (field, after, answer) => {
    const one = state(field);
    one.wrong = "";
    const clash = answer.clashes.find((each) => each.field === field);
    if (!clash) { one.base = after.trim(); one.versions = null; return; }
    const change = answer.brief.changes.find((each) => each.field === field);
    // Theirs stands on the server; the own words stay in the field until one of the two is chosen.
    one.versions = { mine: after, theirs: clash.theirs, by: clash.by, who: change?.by_user_id, at: clash.at, now: "mine" };
    one.base = clash.theirs;
  };

  const later = () => {
    studio.briefNotes.status("unsaved");
    clearTimeout(again);
    again = setTimeout(saveAll, AGAIN_AFTER_MS);
  };
  const saveAll = () => inputs().forEach((each) => save(each.dataset.briefField));

  const paint = () => {
    if (!drawer()) return;
    const all = inputs().map((each) => each.dataset.briefField);
    for (const field of all) studio.briefNotes.field(field, state(field), facts().me);
    if (all.some((field) => state(field).saving !== null)) return studio.briefNotes.status("saving");
    if (all.some((field) => state(field).wrong)) return studio.briefNotes.status("refused");
    if (all.some((field) => state(field).versions?.now === "mine")) return studio.briefNotes.status("waiting");
    if (!all.some(isDirty)) studio.briefNotes.status("saved");
  };

  // two versions of a field: look at the one or the other, or keep one's own
  const choose = (field, which) => {
    const one = state(field);
    const { versions } = one;
    if (!versions) return;
    if (versions.now === "mine" && which !== "mine") versions.mine = input(field).value;
    one.base = versions.theirs;
    input(field).value = which === "theirs" ? versions.theirs : versions.mine;
    versions.now = which === "keep" ? "theirs" : which;
    if (which === "keep") { one.versions = null; save(field); }
    input(field).focus();
    remember();
    paint();
  };

  document.addEventListener("input", (event) => {
    const field = event.target.dataset?.briefField;
    if (!field) return;
    const one = state(field);
    one.wrong = "";
    remember();
    clearTimeout(one.timer);
    one.timer = setTimeout(() => save(field), SAVE_AFTER_MS);
    studio.briefNotes.dollars();
  });
  document.addEventListener("focusout", (event) => {
    const field = event.target.dataset?.briefField;
    if (field) { save(field); setTimeout(sync); }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-brief-version]");
    if (button) choose(button.dataset.briefVersion, button.dataset.which);
  });
  document.addEventListener("visibilitychange", () => document.hidden && saveAll());

  studio.brief = { sync, saveAll, campaign: () => facts().campaign, server, usd: () => Number(facts().usd) };
  const start = () => studio.watch(sync, { attributeFilter: ["data-brief", "data-campaign"] });
  // Other scripts of the page come after this one.
  if (document.readyState === "complete") start();
  else document.addEventListener("DOMContentLoaded", start);
})();
