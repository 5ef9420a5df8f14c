// Refining the prompt: a suggestion lies over the text area, struck words and new ones, until it is
// taken or left. The text area keeps what was typed; taking it is an edit that can be undone.
(() => {
  const studio = window.vidstudio;
  const LATE_MS = 90000;
  const SHOWN = {
    working: ["stop"],
    diff: ["accept", "keep", "again", "both"],
    nothing: ["keep", "again"],
    failed: ["keep", "again"],
    stale: ["both", "keep", "again"],
    refined: [],
    "": [],
  };
  const byId = (id) => document.getElementById(id);
  const text = (key, values) => studio.text(`make.${key}`, values);
  const element = (...given) => studio.price.element(...given);
  const area = () => studio.make.field("prompt");

  let turn = 0;
  let late = 0;
  let asked = "";
  let found = null;
  let both = false;

  const set = (state, ...parts) => {
    const frame = byId("prompt-frame");
    frame.dataset.refining = state;
    frame.setAttribute("aria-busy", String(state === "working"));
    byId("refine-view").replaceChildren(...parts);
    for (const button of document.querySelectorAll("[data-refine]")) {
      button.hidden = !SHOWN[state].includes(button.dataset.refine);
    }
    clearTimeout(late);
  };

  const line = (words, name = "") => element("p", words, `refine-line small ${name}`);

  const start = () => {
    asked = area().value;
    if (!asked.trim()) return set("failed", line(text("refine_empty"), "is-bad"));
    turn = Math.max(Date.now(), turn + 1);
    const bead = element("i", "", "bead");
    const said = line("", "text-2");
    said.append(bead, text("refining"));
    set("working", said);
    late = setTimeout(() => failed(text("refine_late")), LATE_MS);
    const { campaign_id, model } = studio.make.values();
    studio.send("make-refine-words", JSON.stringify({ turn, campaign_id, model, words: asked }));
  };

  const failed = (words) => set("failed", line(words, "is-bad"));

  const piece = ({ kind, text: words }) => {
    if (kind === "same") return document.createTextNode(words);
    // The wash and the line keep off the blank beside them.
    const [, before, middle] = /^(\s*)([\s\S]*)$/.exec(words);
    const made = document.createDocumentFragment();
    made.append(before, element(kind === "gone" ? "del" : "ins", middle));
    return made;
  };

  const drawn = () => {
    if (!both) {
      const words = element("p", "", "refine-words");
      words.append(...found.pieces.map(piece));
      return [scrolls(words)];
    }
    return [["yours", found.before], ["suggested", found.after]].flatMap(([name, words]) => [
      element("p", text(name), "small text-2 refine-name"),
      scrolls(element("p", words, "refine-words")),
    ]);
  };

  // Words that scroll can be scrolled by the keyboard too.
  const scrolls = (words) => { words.tabIndex = 0; return words; };

  const said = () => {
    const words = studio.counted("make.refine_changes", found.changes);
    return line([words, found.by === "template" && found.note].filter(Boolean).join(" "), "text-2");
  };

  const draw = () => {
    set("diff", ...drawn(), said());
    document.querySelector('[data-refine="both"]').textContent = text(both ? "show_diff" : "show_both");
  };

  // The studio's answer. One that was stopped, or asked again, is not waited for any more.
  const show = (answer) => {
    if (answer.turn !== turn || byId("prompt-frame")?.dataset.refining !== "working") return;
    if (answer.error) return failed(answer.error);
    found = answer;
    both = false;
    if (!found.changes) {
      const note = found.by === "template" && found.note !== text("refine_nothing") ? ` ${found.note}` : "";
      return set("nothing", line(text("refine_nothing") + note, "text-2"));
    }
    if (area().value !== asked) return set("stale", line(text("refine_stale"), "is-warn"));
    draw();
    const pressed = document.activeElement === document.body || document.activeElement?.dataset?.refine;
    if (pressed) document.querySelector('[data-refine="accept"]').focus();
  };

  // As if it had been typed, so that the browser's own undo brings the old words back.
  const type = (words) => {
    const box = area();
    box.focus();
    box.select();
    if (!document.execCommand("insertText", false, words)) box.value = words;
    studio.make.changed();
  };

  const accept = () => {
    const before = area().value;
    if (studio.template.chosen()) studio.template.asText();
    set("");
    type(found.after);
    const undo = element("button", text("undo"), "link");
    undo.type = "button";
    undo.dataset.undoes = before;
    const told = line(text("refined"), "text-2");
    told.append(" ", undo);
    set("refined", told);
  };

  const keep = () => {
    turn += 1;
    set("");
    area().focus();
  };

  const actions = {
    accept,
    keep,
    stop: keep,
    again: start,
    both: () => {
      both = !both;
      draw();
    },
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-refine]")?.dataset.refine;
    if (pressed && pressed in actions) actions[pressed]();
    if (event.target.closest?.("#make-refine")) start();
    const undo = event.target.closest?.("[data-undoes]");
    if (undo) {
      type(undo.dataset.undoes);
      set("");
    }
  });

  document.addEventListener("input", (event) => {
    const state = byId("prompt-frame")?.dataset.refining;
    if (event.target.id === "make-prompt" && ["refined", "nothing", "failed"].includes(state)) set("");
  });

  studio.refine = { show, clear: () => byId("prompt-frame") && set("") };
})();
