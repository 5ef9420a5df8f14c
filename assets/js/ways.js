// The menu beside Generate: a draft by a cheaper model, or a plan without making anything. Which model
// drafts and what it costs is counted here from the table on the page, and the studio prices anew.
(() => {
  const studio = window.vidstudio;
  const byId = (id) => document.getElementById(id);
  const text = (key, values) => studio.text(`make.${key}`, values);
  const mark = (part, way) => document.querySelector(`[data-way-${part}="${way}"]`);

  const priced = (values) =>
    Object.entries(studio.make.rows())
      .filter(([, row]) => row.available && row.lifecycle_state !== "retired")
      .map(([id, row]) => ({ id, row, cost: studio.price.quote(row, values).total * values.takes }));

  const able = (row, values) => row.modes.includes(values.mode) && row.aspect_ratios.includes(values.aspect_ratio);
  const cheapest = (found) => found.reduce((best, one) => (!best || one.cost < best.cost ? one : best), null);

  // One that draws on this machine takes any wish; a provider's model has to fit it as it is.
  const models = () => {
    const values = studio.make.values();
    const found = priced(values);
    const own = found.find((one) => one.id === values.model);
    const cost = own?.cost ?? Infinity;
    const draft = cheapest(found.filter((one) => one.row.here || able(one.row, values)));
    const real = cheapest(found.filter((one) => !one.row.here && one.cost < cost && able(one.row, values)));
    return { draft: draft?.id === values.model ? null : draft, real, own };
  };

  const line = (way, name, words, cost, on) => {
    const button = document.querySelector(`[data-way="${way}"]`);
    button.setAttribute("aria-disabled", String(!on));
    if (name) mark("name", way).textContent = name;
    mark("line", way).textContent = words;
    mark("price", way).textContent = cost;
  };

  const price = (cost) => (cost ? studio.price.thin(cost) : text("free"));

  const paint = () => {
    const { draft, real, own } = models();
    const time = (one) => studio.price.waiting(one.row.usual_seconds);
    if (draft) {
      const key = draft.row.here ? "draft_here" : "draft_line";
      line("draft", "", text(key, { name: draft.row.name, time: time(draft) }), price(draft.cost), true);
    } else line("draft", "", text("draft_is_it", { name: own?.row.name ?? "" }), "", false);
    document.querySelector('[data-way="real"]').hidden = !real;
    if (!real) return;
    const name = text("draft_with", { name: real.row.name });
    line("real", name, text("draft_real", { time: time(real) }), price(real.cost), true);
  };

  const make = (kind) => {
    const one = models()[kind];
    byId("make-menu").hidePopover();
    if (one) studio.make.generate(one.id);
  };

  const draft = () => (models().draft ? make("draft") : studio.make.generate());

  const plan = () => {
    byId("make-menu").hidePopover();
    studio.draft.send("make-plan", studio.make.values());
  };

  document.addEventListener("beforetoggle", (event) => {
    if (event.target.id === "make-menu" && event.newState === "open") paint();
  }, true);

  document.addEventListener("click", (event) => {
    const way = event.target.closest?.("[data-way]");
    if (!way || way.getAttribute("aria-disabled") === "true") return;
    if (way.dataset.way === "plan") plan();
    else make(way.dataset.way);
  });

  studio.ways = { draft };
})();
