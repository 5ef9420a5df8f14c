// Templates in the prompt box: their fields as rows, the filled prompt below with each value washed.
// The text area under it always holds the filled prompt, so that everything else reads it there.
(() => {
  const studio = (window.vidstudio ??= {});
  const FILL_AFTER_MS = 180;
  const byId = (id) => document.getElementById(id);
  const text = (key, values) => studio.text(`make.${key}`, values);
  const choices = () => [...document.querySelectorAll("[data-choose-template]")];
  const fields = (id) => [...document.querySelectorAll(`[data-template-of="${id}"]`)];

  let chosen = "";
  let timer = 0;
  let asked = 0;

  const values = () => ({
    template: chosen,
    template_values: Object.fromEntries(fields(chosen).map((field) => [field.dataset.field, field.value])),
  });

  // Which fields stand open, for the reasons at Generate.
  const missing = () =>
    fields(chosen)
      .filter((field) => !field.value.trim())
      .map((field) => [text("fill_in", { label: field.labels[0]?.textContent.trim() ?? "" }), field.id]);

  const paint = () => {
    const frame = byId("prompt-frame");
    if (!frame) return;
    frame.dataset.template = chosen;
    for (const group of document.querySelectorAll(".template-fields")) {
      group.hidden = group.dataset.template !== chosen;
    }
    for (const choice of choices()) {
      const on = choice.dataset.chooseTemplate === chosen;
      choice.setAttribute("aria-pressed", String(on));
      if (!on) continue;
      byId("make-template-name").textContent = text("template", { name: choice.dataset.name });
      byId("template-sets").textContent = choice.dataset.sets;
    }
  };

  const load = (kept) => {
    chosen = fields(kept.id ?? "").length ? kept.id : "";
    for (const field of fields(chosen)) field.value = kept.values?.[field.dataset.field] ?? "";
    if (chosen) fill();
    paint();
  };

  const fill = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      asked = Date.now();
      studio.send("make-template-fill", JSON.stringify({ ...studio.make.values(), turn: asked }));
    }, FILL_AFTER_MS);
  };

  // The answer of the studio: [field or "", words] in the order of the prompt.
  const show = ({ turn, pieces }) => {
    if (turn !== asked || !chosen) return;
    const parts = pieces.map(([field, words]) => studio.price.element(field ? "mark" : "span", words));
    byId("template-text").replaceChildren(...parts);
    studio.make.field("prompt").value = pieces.map(([, words]) => words).join("");
    studio.make.changed();
  };

  // One's own words from before the template: "Free" brings them back.
  const shelf = () => `vidstudio.own.${studio.make.facts().campaign}`;
  const own = () => sessionStorage.getItem(shelf());
  const keepOwn = (words) => sessionStorage.setItem(shelf(), words);

  const choose = (id) => {
    byId("make-templates").hidePopover();
    const box = studio.make.field("prompt");
    if (!chosen && id) keepOwn(box.value);
    if (chosen && !id) box.value = own() ?? box.value;
    chosen = id;
    byId("template-text").replaceChildren(); // what an earlier choice had filled in
    paint();
    studio.draft.send("make-template-set", studio.make.values());
    if (!id) return studio.make.changed();
    fill();
    fields(id).find((field) => !field.value)?.focus();
  };

  // The fields fold away; their prompt stays as one's own words.
  const asText = () => {
    chosen = "";
    paint();
    studio.draft.send("make-template-set", studio.make.values());
    studio.make.changed();
    studio.make.field("prompt").focus();
  };

  document.addEventListener("click", (event) => {
    const choice = event.target.closest?.("[data-choose-template]");
    if (choice) choose(choice.dataset.chooseTemplate);
    if (event.target.closest?.("#make-as-text")) asText();
  });

  document.addEventListener("input", (event) => {
    if (!event.target.dataset?.templateOf) return;
    fill();
    studio.make.changed();
  });

  document.addEventListener("keydown", (event) => {
    if (!event.target.dataset?.templateOf || event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const own = fields(chosen);
    (own[own.indexOf(event.target) + 1] ?? byId("make-generate")).focus();
  });

  studio.template = { values, missing, load, show, paint, asText, chosen: () => chosen };
})();
