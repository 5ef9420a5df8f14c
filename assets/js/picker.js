// The model list: opens beside the panel (a sheet on the phone), filters, sorts, prices, says what does
// not fit, and is driven by keys from its search box. React draws the rows; this file moves a mark,
// gives them an order and hides what does not fit.
(() => {
  const studio = (window.vidstudio ??= {});
  const GAP = 8;
  const PHONE = "(max-width: 767px)";
  const text = (key, values) => studio.text(`make.${key}`, values);
  const byId = (id) => document.getElementById(id);
  const list = () => byId("make-picker");
  const rows = () => [...document.querySelectorAll(".picker-row")];
  const order = (row) => Number(row.style.order || 0);
  const shown = () => rows().filter((row) => !row.hidden).sort((a, b) => order(a) - order(b));
  const active = () => document.querySelector(".picker-row[data-active]");
  const tab = () => document.querySelector('input[name="picker-tab"]:checked')?.value ?? "all";

  const place = () => {
    const box = list().style;
    if (matchMedia(PHONE).matches) {
      box.right = box.top = "";
      return;
    }
    const panel = document.querySelector(".make").getBoundingClientRect();
    box.right = `${Math.max(GAP, innerWidth - panel.left + GAP)}px`;
    const middle = byId("make-model").getBoundingClientRect().top - list().offsetHeight / 2;
    box.top = `${Math.max(56, Math.min(middle, innerHeight - list().offsetHeight - GAP))}px`;
  };

  // ── what fits what is in the panel ────────────────────────────────────────────────────────────
  const unfit = (row, values) => {
    const wordsOnly = !values.pictures.some(Boolean);
    return row?.available && wordsOnly && !row.modes.includes("text") ? text("needs_first") : "";
  };

  const fits = (row, values) => {
    const cost = studio.price.quote(row, values).total * values.takes;
    const { available, capped, spent } = studio.make.facts();
    const paid = cost <= Number(available) && (!capped || Number(spent) + cost <= Number(capped));
    return (
      row.available && row.lifecycle_state === "active" && paid && row.modes.includes(values.mode) &&
      row.aspect_ratios.includes(values.aspect_ratio) && row.durations.includes(values.duration_seconds)
    );
  };

  // The ids of the models that make exactly this, best first: stars, then the price.
  const best = (values) => {
    const cost = (row) => studio.price.quote(row, values).total;
    return Object.entries(studio.make.rows())
      .filter(([, row]) => fits(row, values))
      .sort(([, a], [, b]) => b.quality_stars - a.quality_stars || cost(a) - cost(b))
      .map(([id]) => id);
  };

  const paintBest = (values) => {
    const mark = byId("make-best");
    if (mark) mark.hidden = best(values)[0] !== studio.make.facts().model;
  };

  const price = () => {
    const values = studio.make.values();
    const table = studio.make.rows();
    for (const mark of document.querySelectorAll("[data-price-of]")) {
      const row = table[mark.dataset.priceOf];
      const total = row ? studio.price.quote(row, values).total : 0;
      mark.textContent = !row?.available ? "–" : total ? studio.price.thin(total) : text("free");
    }
    for (const mark of document.querySelectorAll("[data-reason-of]")) {
      const row = table[mark.dataset.reasonOf];
      const why = unfit(row, values);
      mark.textContent = why;
      const box = mark.closest(".picker-row");
      box.toggleAttribute("data-unfit", Boolean(why));
      box.setAttribute("aria-disabled", String(Boolean(why) || !row?.available));
    }
    const quality = values.resolution.replace(/k$/, "K");
    byId("picker-priced").textContent = text("priced", { seconds: values.duration_seconds, quality });
  };

  const mark = (row) => {
    for (const other of rows()) other.toggleAttribute("data-active", other === row);
    const search = byId("picker-search");
    if (row) search.setAttribute("aria-activedescendant", row.id);
    else search.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
    const star = byId("picker-star");
    star.hidden = !row;
    if (!row) return;
    const key = row.dataset.starred === "true" ? "star_remove" : "star_add";
    byId("picker-star-words").textContent = text(key, { name: row.dataset.name });
  };

  const filter = () => {
    const words = byId("picker-search").value.toLowerCase().split(/\s+/);
    const able = best(studio.make.values());
    const inTab = {
      best: (row) => able.includes(row.dataset.id),
      all: () => true,
      favourites: (row) => row.dataset.starred === "true",
    }[tab()];
    for (const row of rows()) {
      row.hidden = !inTab(row) || !words.every((word) => row.dataset.search.includes(word));
      row.style.order = tab() === "best" ? able.indexOf(row.dataset.id) : "";
    }
    const none = { favourites: "no_favourites", best: "none_best", all: "none" };
    byId("picker-empty").hidden = shown().length > 0;
    byId("picker-empty").textContent = text(words.join("") ? "none" : none[tab()]);
    mark(shown()[0]);
  };

  const open = () => {
    byId("picker-search").value = "";
    price();
    filter();
    list().showPopover();
    place();
    const chosen = shown().find((row) => row.getAttribute("aria-selected") === "true");
    mark(chosen ?? shown()[0]);
    // A phone's keyboard would cover the list.
    if (!matchMedia(PHONE).matches) byId("picker-search").focus();
  };

  const pick = (row) => {
    if (!row || row.getAttribute("aria-disabled") === "true") return;
    list().hidePopover();
    byId("make-model").focus();
    if (row.getAttribute("aria-selected") !== "true") studio.draft.choose(row.dataset.id);
  };

  const star = (row) => {
    if (!row) return;
    const on = row.dataset.starred !== "true";
    studio.send("make-favour", JSON.stringify({ model: row.dataset.id, on, turn: Date.now() }));
  };

  const move = (key) => {
    const able = shown();
    const now = able.indexOf(active());
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: able.length - 1 }[key];
    mark(able[(to + able.length) % able.length]);
  };

  // React has drawn a star: what the list shows hangs on it.
  const starred = () => {
    if (!list()?.matches(":popover-open")) return;
    const kept = active()?.id;
    filter();
    mark(shown().find((row) => row.id === kept) ?? shown()[0]);
  };
  studio.watch((records) => {
    if (records.some((record) => record.attributeName === "data-starred")) starred();
  }, { attributeFilter: ["data-starred"] });

  // A press on the button closes an open list before the click arrives.
  let closed = 0;

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#make-model") && event.timeStamp - closed > 300) open();
    if (event.target.closest?.("#make-picker [data-pop-close]")) list().hidePopover();
    if (event.target.closest?.("#picker-star")) return star(active());
    const row = event.target.closest?.(".picker-row");
    if (event.target.closest?.("[data-star]")) return star(row);
    pick(row);
  });

  document.addEventListener("input", (event) => {
    if (event.target.id === "picker-search" || event.target.name === "picker-tab") filter();
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "picker-search") return;
    if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) move(event.key);
    else if (event.key === "Enter") pick(active());
    else return;
    event.preventDefault();
  });

  const toggled = (event) => {
    if (event.target.id !== "make-picker") return;
    if (event.newState === "closed") closed = event.timeStamp;
    byId("make-model").setAttribute("aria-expanded", String(event.newState === "open"));
  };
  document.addEventListener("toggle", toggled, true);

  studio.picker = { paintBest };
})();
