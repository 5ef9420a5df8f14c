// The admin's forms about credits: what an amount is worth and what each has afterwards; the drawer's
// focus and Esc; a fresh look twice a minute.
(() => {
  const studio = (window.vidstudio ??= {});
  const BEAT_MS = 30_000;
  const thin = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");
  const say = (form, name, words) => form.querySelectorAll(`[${name}]`).forEach((place) => {
    if (place.textContent !== words) place.textContent = words;
  });

  // A whole number as people write it, or null.
  function whole(words) {
    const digits = words.replace(/\s/g, "");
    return /^\d{1,10}$/.test(digits) && Number(digits) > 0 ? Number(digits) : null;
  }
  const dollars = (credits, form) => (credits * Number(form.dataset.usd)).toLocaleString("en-US", {
    minimumFractionDigits: 2, maximumFractionDigits: 2,
  });

  function fill(form) {
    const each = whole(form.elements.amount?.value ?? "");
    const rows = [...form.querySelectorAll("[data-now]")];
    const lots = form.dataset.grant === "many" ? rows.length : 1;
    // A list may say how many somebody gets; the others get as many as the field says.
    const own = (row) => Number(row.dataset.own) || each;
    const parts = form.dataset.grant === "many" ? rows.map(own) : [each];
    const sum = parts.includes(null) ? 0 : parts.reduce((all, one) => all + one, 0);
    const worth = each === null ? "" : studio.text("admin.worth", { usd: dollars(each, form) });
    say(form, "data-worth", worth);
    say(form, "data-sum", sum ? thin(sum) : "");
    if (form.dataset.name) say(form, "data-says", studio.text("admin.person_sees", { name: form.dataset.name }));
    const total = { amount: thin(sum), usd: dollars(sum, form) };
    say(form, "data-total", sum ? studio.counted("admin.total", lots, total) : "");
    for (const row of rows) {
      const plus = own(row);
      say(row, "data-plus", plus === null ? "" : `+${thin(plus)}`);
      say(row, "data-after", plus === null ? "" : thin(Number(row.dataset.now) + plus));
    }
  }
  const fillAll = () => document.querySelectorAll("form[data-grant]").forEach(fill);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-grant]");
    if (form) fill(form);
  });

  // The file of a list of grants: read here, understood by the studio.
  const LONGEST_SIGNS = 100_000;
  async function readList(input) {
    const [file] = input.files;
    if (!file) return;
    let wrong = "", words = "";
    try {
      words = file.size > 4 * LONGEST_SIGNS ? "" : await file.text();
      if (!words.length && file.size || words.length > LONGEST_SIGNS) wrong = studio.text("admin.file_long");
    } catch {
      wrong = studio.text("admin.file_unread");
    }
    say(document, "data-list-wrong", wrong);
    input.value = "";
    if (!wrong) studio.send("grant-list", JSON.stringify([String(Date.now()), words]));
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-grant-list]")) readList(event.target);
  });

  // Somebody was added: the field is free for the next one.
  let added = "0";
  function clearSearch() {
    const input = document.getElementById("grant-to");
    if (!input || input.dataset.clears === added) return;
    added = input.dataset.clears;
    input.value = "";
  }

  // The drawer takes the focus when it opens and gives it back to the row.
  let shown = "";
  function drawer() {
    const now = document.querySelector("[data-person]")?.dataset.person ?? "";
    if (now === shown) return;
    const before = shown;
    shown = now;
    if (now) document.getElementById("person-name")?.focus();
    else document.querySelector(`.people-name[href$="person=${CSS.escape(before)}"]`)?.focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open], :popover-open")) return;
    document.querySelector(".person-close")?.click();
  });

  studio.watch(() => { fillAll(); clearSearch(); drawer(); }, { attributeFilter: ["data-clears", "data-now", "data-own", "data-person"] });
  setInterval(() => {
    if (!document.hidden) studio.send("admin-refresh", String(Date.now()));
  }, BEAT_MS);
})();
