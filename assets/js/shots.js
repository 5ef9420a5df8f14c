// What is done to the shots of a campaign: add, edit, move (by menu, by Alt and arrows, by dragging), remove.
(() => {
  const studio = window.vidstudio;
  const byId = (id) => document.getElementById(id);
  const row = (id) => document.querySelector(`[data-shots] [data-shot="${id}"]`);
  const factsOf = (id) => JSON.parse(row(id)?.dataset.facts ?? "null");
  const menu = () => byId("shot-menu");
  const editor = () => byId("shot-editor");
  const ask = async (method, path, body) => {
    const asked = await studio.rest(method, path, body);
    if (!asked.ok) studio.toast(asked.sentence, "warn");
    return asked;
  };

  // a new shot is chosen as soon as it stands in the list
  let expected = "";
  const add = async (campaign) => {
    const asked = await ask("POST", `/campaigns/${campaign}/shots`, {});
    if (asked.ok) { expected = asked.answer.id; arrive(); }
  };
  const arrive = () => {
    const there = expected && row(expected)?.querySelector(".shot");
    if (!there) return;
    expected = "";
    there.click();
    there.scrollIntoView({ block: "nearest" });
  };

  const move = async (id, by) => {
    const facts = factsOf(id);
    const last = document.querySelectorAll("[data-shots] [data-shot]").length;
    const place = Math.min(Math.max(facts.number + by, 1), last);
    if (place === facts.number) return;
    await moveTo(id, place);
  };
  const moveTo = async (id, place) => {
    const facts = factsOf(id);
    const asked = await ask("POST", `/shots/${id}/place`, { place });
    if (!asked.ok) return;
    studio.announce(studio.text("campaign.moved", { title: facts.title, place }));
  };

  const remove = async (id) => {
    const facts = factsOf(id);
    const near = row(id)?.nextElementSibling ?? row(id)?.previousElementSibling;
    const asked = await ask("DELETE", `/shots/${id}`);
    if (!asked.ok) return;
    near?.querySelector(".shot")?.focus();
    studio.toast(studio.text("campaign.removed", { title: facts.title }));
    const toast = byId("toasts").lastElementChild;
    const undo = Object.assign(document.createElement("button"), { type: "button", className: "btn dense plain", textContent: studio.text("campaign.undo") });
    undo.onclick = () => { toast.remove(); ask("POST", `/shots/${id}/back`); };
    toast.lastElementChild.before(undo);
  };

  const FIELDS = ["title", "intent", "prompt", "duration_seconds"];
  let before = null;
  const edit = (id) => {
    before = factsOf(id);
    const form = editor().querySelector("form");
    for (const name of FIELDS) form.elements.namedItem(name).value = before[name] ?? "";
    for (const radio of form.elements.namedItem("aspect_ratio")) radio.checked = radio.value === (before.aspect_ratio ?? "");
    wrong("", "");
    studio.open("shot-editor");
    byId("shot-title").select();
  };
  const wrong = (field, sentence) => {
    byId("shot-editor-error").textContent = sentence;
    for (const name of FIELDS) byId(`shot-${name}`).toggleAttribute("aria-invalid", false);
    if (field && byId(`shot-${field}`)) {
      byId(`shot-${field}`).setAttribute("aria-invalid", "true");
      byId(`shot-${field}`).focus();
    }
  };
  // only what differs: what somebody else wrote meanwhile stays
  const changed = (form) => {
    const now = { aspect_ratio: form.elements.namedItem("aspect_ratio").value ?? "" };
    for (const name of FIELDS) now[name] = form.elements.namedItem(name).value;
    const words = now.duration_seconds.trim();
    now.duration_seconds = /^\d{0,6}$/.test(words) ? Number(words) : -1;
    const differs = ([name, value]) => value !== (before[name] ?? (name === "duration_seconds" ? 0 : ""));
    return Object.fromEntries(Object.entries(now).filter(differs));
  };
  const save = async (form) => {
    const asked = await studio.rest("PATCH", `/shots/${before.id}`, changed(form));
    if (!asked.ok) return wrong(asked.field, asked.sentence);
    studio.close("shot-editor");
  };

  const DOES = { edit, up: (id) => move(id, -1), down: (id) => move(id, 1), remove };
  const openMenu = (button) => {
    const box = button.getBoundingClientRect();
    menu().dataset.shot = button.dataset.shotMenu;
    menu().showPopover({ source: button });
    const { width, height } = menu().getBoundingClientRect();
    menu().style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    menu().style.top = `${Math.max(8, Math.min(box.bottom + 4, innerHeight - height - 8))}px`;
    menu().querySelector("button").focus();
  };

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    const adder = at("[data-adds-shot]");
    if (adder) add(adder.dataset.addsShot);
    const opener = at("[data-shot-menu]");
    if (opener) openMenu(opener);
    const does = at("[data-shot-does]");
    if (does) {
      const id = menu().dataset.shot;
      menu().hidePopover();
      DOES[does.dataset.shotDoes](id);
    }
  });
  document.addEventListener("dblclick", (event) => {
    const found = event.target.closest?.("[data-shots] .shot")?.closest("[data-shot]");
    if (found) edit(found.dataset.shot);
  });
  document.addEventListener("submit", (event) => {
    if (!editor()?.contains(event.target)) return;
    event.preventDefault();
    save(event.target);
  }, true);
  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step && menu()?.contains(event.target)) {
      event.preventDefault();
      const rows = [...menu().querySelectorAll("button")];
      rows[(rows.indexOf(event.target) + step + rows.length) % rows.length].focus();
      return;
    }
    const id = event.target.closest?.("[data-shots] [data-shot]")?.dataset.shot;
    if (!id) return;
    if (event.altKey && step) { event.preventDefault(); move(id, step); }
    else if (event.key === "F2") { event.preventDefault(); edit(id); }
    else if (step && !event.altKey) {
      event.preventDefault();
      const next = step < 0 ? row(id).previousElementSibling : row(id).nextElementSibling;
      next?.querySelector(".shot").focus();
    }
  });

  // dragging: the row stands where it would land
  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-shots] [data-shot]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.shot);
    dragged.classList.add("dragged");
  });
  const mark = (over, after) => {
    document.querySelectorAll(".shot-row.land-before, .shot-row.land-after").forEach((each) => each.classList.remove("land-before", "land-after"));
    over?.classList.add(after ? "land-after" : "land-before");
  };
  const landing = (event) => {
    const over = event.target.closest?.("[data-shots] [data-shot]");
    if (!dragged || !over || over === dragged) return null;
    const box = over.getBoundingClientRect();
    return { over, after: event.clientY > box.top + box.height / 2 };
  };
  document.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const found = landing(event);
    mark(found?.over, found?.after);
    if (found) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const found = landing(event);
    if (!found) return;
    event.preventDefault();
    const from = Number(dragged.dataset.place);
    const to = Number(found.over.dataset.place) + (found.after ? 1 : 0);
    moveTo(dragged.dataset.shot, to > from ? to - 1 : to);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    mark(null);
  });
  studio.watch(arrive);
})();
