// The dialog "New campaign": keeps what is typed, reads the address in it, begins the campaign.
// What was read is shown by newcampaign-read.js.
(() => {
  const studio = (window.vidstudio ??= {});
  const SHELF = "vidstudio.new-campaign";
  const READ_AFTER_MS = 1200;
  const phone = matchMedia("(max-width: 767px)");
  const byId = (id) => document.getElementById(id);
  const dialog = () => byId("new-campaign");
  const form = () => dialog()?.querySelector("form");
  const field = (name) => form().elements.namedItem(name);
  const ticked = () => [...form().querySelectorAll('[name="channels"]:checked')].map((box) => box.value);
  let timer = 0;

  const typed = () => ({
    words: field("words").value,
    name: field("name").value,
    budget: field("budget_credits").value,
    channels: ticked(),
    ...studio.newPage.kept(),
  });
  const keep = () => {
    try { sessionStorage.setItem(SHELF, JSON.stringify(typed())); } catch { /* private windows may refuse */ }
  };
  const restore = () => {
    if (!form() || form().dataset.filled) return;
    form().dataset.filled = "yes";
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(SHELF) || "null"); } catch { /* as above */ }
    if (kept) {
      field("words").value = kept.words;
      field("name").value = kept.name;
      field("budget_credits").value = kept.budget;
      form().querySelectorAll('[name="channels"]').forEach((box) => { box.checked = kept.channels.includes(box.value); });
      studio.newPage.put(kept);
    } else studio.newPage.put({});
    dollars();
  };
  const dollars = () => {
    const credits = studio.briefNotes.credits(field("budget_credits").value);
    byId("new-dollars").textContent = studio.briefNotes.money(credits, Number(form().dataset.usd));
  };

  const look = () => {
    clearTimeout(timer);
    const address = studio.address.find(field("words").value);
    if (address) studio.newPage.read(address);
  };

  const wrong = (name, sentence) => {
    byId("new-campaign-error").textContent = sentence;
    form().querySelectorAll("[aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid"));
    const known = { goal: "words", product: "words", page_url: "words" }[name] ?? name;
    const element = name && form().querySelector(`[name="${known}"]`);
    if (!element) return;
    element.setAttribute("aria-invalid", "true");
    if (!element.hidden) element.focus();
  };

  // The cap as it is typed: what is no number is told by the studio, which names the field.
  const cap = () => {
    const words = field("budget_credits").value.replace(/\s/g, "");
    if (!words) return null;
    return /^\d{1,9}$/.test(words) ? Number(words) : -1;
  };

  const begin = async (start, button) => {
    if (form().dataset.asking) return;
    form().dataset.asking = "yes";
    wrong("", "");
    const label = button?.textContent;
    if (button) button.textContent = studio.text("brief.starting");
    const page = studio.newPage.kept();
    const asked = await studio.rest("POST", "/campaigns", {
      words: field("words").value,
      name: field("name").value,
      channels: ticked(),
      budget_credits: cap(),
      page_url: page.url ?? "",
      page_title: page.title ?? "",
      page_summary: page.summary ?? "",
      picture_ids: (page.pictures ?? []).map((picture) => picture.id),
      start,
    });
    delete form().dataset.asking;
    if (button) button.textContent = label;
    if (!asked.ok) return wrong(asked.field, asked.status ? asked.sentence : studio.text("brief.no_line"));
    made(asked.answer.id, start);
  };
  const made = (id, start) => {
    studio.newPage.put({});
    form().reset();
    dollars();
    sessionStorage.removeItem(SHELF);
    studio.close("new-campaign");
    if (phone.matches && start) studio.showTab("chat");
    studio.send("campaign-made", `${id} ${Date.now()}`);
  };

  document.addEventListener("input", (event) => {
    if (!form()?.contains(event.target)) return;
    if (event.target.name === "words") {
      clearTimeout(timer);
      timer = setTimeout(look, READ_AFTER_MS);
    }
    if (event.target.name === "budget_credits") dollars();
    event.target.removeAttribute("aria-invalid");
    keep();
  });
  document.addEventListener("paste", (event) => event.target.name === "words" && form()?.contains(event.target) && setTimeout(look));
  document.addEventListener("focusout", (event) => event.target.name === "words" && form()?.contains(event.target) && look());
  document.addEventListener("keydown", (event) => {
    if (event.target.id === "new-campaign-words" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      begin(true, form().querySelector('[name="start"][value="1"]'));
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    begin(event.submitter?.value === "1", event.submitter);
  }, true);

  studio.newCampaign = { keep };
  const start = () => studio.watch(restore);
  // Other scripts of the page come after this one.
  if (document.readyState === "complete") start();
  else document.addEventListener("DOMContentLoaded", start);
})();
