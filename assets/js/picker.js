// The model list: opens beside the panel (a sheet on the phone), filters, prices, and is driven by
// keys from its search box. React draws the rows; this file moves a mark and hides what does not fit.
(() => {
  const studio = (window.vidstudio ??= {});
  const GAP = 8;
  const PHONE = "(max-width: 767px)";
  const byId = (id) => document.getElementById(id);
  const list = () => byId("make-picker");
  const rows = () => [...document.querySelectorAll(".picker-row")];
  const shown = () => rows().filter((row) => !row.hidden);

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

  const price = () => {
    const values = studio.make.values();
    const table = studio.make.rows();
    for (const mark of document.querySelectorAll("[data-price-of]")) {
      const row = table[mark.dataset.priceOf];
      const total = row ? studio.price.quote(row, values).total : 0;
      mark.textContent = !row?.available ? "–" : total || "Free";
    }
    const tall = values.resolution.replace(/k$/, "K");
    byId("picker-priced").textContent = `Price for ${values.duration_seconds} s, ${tall}`;
  };

  const mark = (row) => {
    for (const other of rows()) other.toggleAttribute("data-active", other === row);
    const search = byId("picker-search");
    if (row) search.setAttribute("aria-activedescendant", row.id);
    else search.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  };

  const filter = () => {
    const words = byId("picker-search").value.toLowerCase().split(/\s+/);
    for (const row of rows()) row.hidden = !words.every((word) => row.dataset.search.includes(word));
    byId("picker-empty").hidden = shown().length > 0;
    mark(shown()[0]);
  };

  const open = () => {
    byId("picker-search").value = "";
    filter();
    price();
    list().showPopover();
    place();
    mark(rows().find((row) => row.getAttribute("aria-selected") === "true"));
    // A phone's keyboard would cover the list.
    if (!matchMedia(PHONE).matches) byId("picker-search").focus();
  };

  const pick = (row) => {
    if (!row || row.getAttribute("aria-disabled") === "true") return;
    list().hidePopover();
    byId("make-model").focus();
    if (row.getAttribute("aria-selected") !== "true") studio.draft.choose(row.dataset.id);
  };

  const move = (key) => {
    const able = shown();
    const now = able.findIndex((row) => row.hasAttribute("data-active"));
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: able.length - 1 }[key];
    mark(able[(to + able.length) % able.length]);
  };

  // A press on the button closes an open list before the click arrives.
  let closed = 0;

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#make-model") && event.timeStamp - closed > 300) open();
    if (event.target.closest?.("[data-picker-close]")) list().hidePopover();
    pick(event.target.closest?.(".picker-row"));
  });

  document.addEventListener("input", (event) => {
    if (event.target.id === "picker-search") filter();
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "picker-search") return;
    if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) move(event.key);
    else if (event.key === "Enter") pick(document.querySelector(".picker-row[data-active]"));
    else return;
    event.preventDefault();
  });

  const toggled = (event) => {
    if (event.target.id !== "make-picker") return;
    if (event.newState === "closed") closed = event.timeStamp;
    byId("make-model").setAttribute("aria-expanded", String(event.newState === "open"));
  };
  document.addEventListener("toggle", toggled, true);
})();
