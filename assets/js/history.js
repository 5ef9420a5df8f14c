// The prompts so far: a list behind the clock, and Alt with the arrows in the prompt box.
(() => {
  const studio = window.vidstudio;
  const byId = (id) => document.getElementById(id);
  const text = (key, values) => studio.text(`make.${key}`, values);
  const element = (...given) => studio.price.element(...given);
  const area = () => studio.make.field("prompt");

  let past = null; // newest first; null: not asked yet
  let place = -1; // -1 is what was being typed
  let typed = "";
  let step = 0; // asked for while the list was on its way
  let shownIn = "";

  const ask = () => studio.draft.send("make-recall", studio.make.values());

  const put = (words) => {
    if (studio.template.chosen()) studio.template.asText();
    area().focus();
    area().select();
    if (!document.execCommand("insertText", false, words)) area().value = words;
    studio.make.changed();
  };

  const walk = (by) => {
    if (!past || shownIn !== studio.make.facts().campaign) {
      step = by;
      return ask();
    }
    if (place < 0) typed = area().value;
    const known = past.map((one) => one.prompt);
    const to = Math.min(known.length - 1, Math.max(-1, place + by));
    if (to === place) return;
    place = to;
    put(place < 0 ? typed : known[place]);
  };

  const row = (one, index) => {
    const made = element("button", "", "menu-row history-row");
    made.type = "button";
    made.dataset.past = index;
    const when = element("time", "", "small text-2");
    when.dateTime = one.made_at;
    when.dataset.relative = "";
    made.append(element("span", one.prompt, "history-words"), when);
    return made;
  };

  const draw = () => {
    const list = byId("history-list");
    const rows = past.map(row);
    list?.replaceChildren(...(rows.length ? rows : [element("p", text("no_prompts"), "small text-2")]));
  };

  const show = (found) => {
    past = found;
    shownIn = studio.make.facts().campaign;
    place = -1;
    draw();
    if (step) walk(step);
    step = 0;
  };

  document.addEventListener("toggle", (event) => {
    if (event.target.id !== "make-history" || event.newState !== "open") return;
    byId("history-list").replaceChildren(element("p", text("looking"), "small text-2"));
    ask();
  }, true);

  document.addEventListener("click", (event) => {
    const chosen = event.target.closest?.("[data-past]");
    if (!chosen) return;
    byId("make-history").hidePopover();
    put(past[Number(chosen.dataset.past)].prompt);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "make-prompt" || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    walk(event.key === "ArrowUp" ? 1 : -1);
  });

  // What is typed after walking is a new beginning; a take made since belongs to the list.
  document.addEventListener("input", (event) => {
    if (event.target.id === "make-prompt" && event.isTrusted && past?.[place]?.prompt !== event.target.value) place = -1;
  });

  studio.history = { show, forget: () => (past = null) };
})();
