// The frames well: pictures by drop, paste, file picker or address; their upload, order and faults.
// One row of slots from left to right; the mode says which part each plays. slots.js draws them.
(() => {
  const studio = (window.vidstudio ??= {});
  const MOST_SLOTS = 12;
  const text = (key, values) => studio.text(`make.${key}`, values);
  const byId = (id) => document.getElementById(id);

  let slots = [];
  let last = 0;
  let replacing = null;

  const mode = () => byId("make-form")?.elements.namedItem("mode")?.value || "text";
  const row = () => studio.make.row();
  const count = () => slots.filter(Boolean).length;
  const changed = () => {
    paint();
    studio.make.changed();
  };
  const capacity = (model, kind) => studio.slots.capacity(model, kind);
  const frameNames = (kind) => studio.slots.frameNames(kind);
  const paint = () => {
    slots = tidy(slots);
    if (row()) studio.slots.paint(slots, row(), mode());
  };

  const choose = (kind) => {
    const radio = document.querySelector(`.mode-tab input[value="${kind}"]`);
    if (radio) radio.checked = true;
    return Boolean(radio);
  };

  // The mode follows the pictures: more of them ask for a mode that has room.
  const followPictures = () => {
    const many = count();
    if (!many) choose("text");
    if (many && mode() === "text") choose("references") || choose("first_frame");
    if (many > 1 && mode() === "first_frame") choose("first_last") || choose("references");
    if (many > 2 && mode() === "first_last") choose("references");
  };

  const tidy = (list) => {
    const frames = frameNames(mode()).length;
    const held = list.slice(0, frames);
    const rest = list.slice(frames).filter(Boolean);
    return frames ? [...held, ...rest] : list.filter(Boolean);
  };

  const put = (slot, index = -1) => {
    const frames = frameNames(mode()).length;
    const free = [...Array(frames).keys()].find((i) => !slots[i]);
    const at = index >= 0 ? index : (free ?? slots.length);
    while (slots.length < at) slots.push(null);
    slots[at] = slot;
  };

  // ── sending ───────────────────────────────────────────────────────────────────────────────
  const post = (slot, body, fail) => {
    slot.request = studio.upload.post(body, {
      progress: (sent, total) => {
        Object.assign(slot, { sent, total });
        studio.slots.progress(slot);
      },
      reading: () => {
        if (slot.state === "sending") slot.state = "reading";
        paint();
      },
      done: (picture) => {
        Object.assign(slot, { state: "ready", picture });
        changed();
      },
      fail,
    });
  };

  const fail = (slot) => (error, retriable) => {
    Object.assign(slot, { state: "failed", error, retriable });
    paint();
    studio.make.paint();
  };

  const send = async (slot) => {
    const error = await studio.upload.refusal(slot.file);
    if (error) return fail(slot)(error, false);
    Object.assign(slot, { state: "sending", sent: 0, total: slot.file.size, error: "" });
    const body = new FormData();
    body.append("file", slot.file, slot.file.name);
    paint();
    studio.make.paint();
    post(slot, body, fail(slot));
  };

  const addFiles = (files, index = -1) => {
    const room = Math.max(0, MOST_SLOTS - slots.length);
    [...files].slice(0, index >= 0 ? 1 : room).forEach((file) => {
      const slot = { no: ++last, state: "sending", file, name: file.name, preview: URL.createObjectURL(file) };
      if (index >= 0) drop(slots[index]);
      put(slot, index);
      followPictures();
      send(slot);
    });
  };

  const addressError = (words = "") => {
    byId("make-address-error").textContent = words;
    byId("make-address").setAttribute("aria-invalid", String(Boolean(words)));
  };

  const addAddress = (address) => {
    if (!address) return addressError();
    if (!/^https?:\/\/[^\s/]+/i.test(address)) {
      return addressError(text("no_address"));
    }
    addressError();
    const slot = { no: ++last, state: "reading", address, name: address.split("/").pop() };
    const body = new FormData();
    body.append("url", address);
    put(slot);
    followPictures();
    paint();
    post(slot, body, (error) => {
      slots = slots.filter((other) => other !== slot);
      followPictures();
      paint();
      byId("make-address").value ||= address;
      addressError(error);
    });
    byId("make-address").value = "";
  };

  const drop = (slot) => {
    if (slot?.request && slot.state !== "ready") slot.request.abort();
    if (slot?.preview) URL.revokeObjectURL(slot.preview);
  };

  const remove = (index) => {
    drop(slots[index]);
    slots[index] = null;
    followPictures();
    changed();
    (document.querySelector(".slot-add") ?? document.querySelector(".slot button"))?.focus();
  };

  const swap = (index, other = index + 1) => {
    [slots[index], slots[other]] = [slots[other] ?? null, slots[index] ?? null];
    changed();
  };

  // To another place of the row; the button that moved it keeps the cursor.
  const move = (from, to) => {
    const slot = slots[from];
    if (!slot || from === to) return;
    if (Math.max(from, to) < frameNames(mode()).length) return swap(from, to);
    slots.splice(to, 0, ...slots.splice(from, 1));
    changed();
  };

  // ── for make.js ───────────────────────────────────────────────────────────────────────────
  studio.references = {
    paint,
    move,
    addFiles,
    addAddress,
    place: (no) => slots.findIndex((slot) => slot?.no === no),
    load: (pictures) => {
      slots.forEach(drop);
      slots = pictures.map((picture) => picture && { no: ++last, state: "ready", picture });
    },
    pictures: () => slots.map((slot) => slot?.picture ?? null),
    used: (model, kind) => slots.slice(0, capacity(model, kind)).filter(Boolean).length,
    reasons: (model, kind) => {
      const able = capacity(model, kind);
      const found = slots.slice(0, able).flatMap((slot, index) => {
        if (!slot || slot.state === "ready") return [];
        const passes = slot.state !== "failed";
        const name = studio.slots.naming(index, kind);
        return [[text(passes ? "uploading" : "not_arrived", { name }), "make-slots", passes]];
      });
      frameNames(kind).forEach((_, index) => {
        const name = studio.slots.naming(index, kind).toLowerCase();
        if (!slots[index]) found.push([text("add_a_frame", { name }), "make-slots"]);
      });
      if (kind === "references" && !count()) found.push([text("add_a_reference"), "make-slots"]);
      if (byId("make-address")?.value.trim()) found.push([text("use_address"), "make-address"]);
      return found;
    },
  };

  // ── hands ─────────────────────────────────────────────────────────────────────────────────
  const pickFiles = (index) => {
    replacing = index;
    byId("make-file").click();
  };
  const actions = {
    add: (index) => pickFiles(frameNames(mode()).length > index ? index : -1),
    replace: pickFiles,
    remove,
    swap: (index) => swap(index),
    earlier: (index) => move(index, index - 1),
    later: (index) => move(index, index + 1),
    again: (index) => send(slots[index]),
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-slot-action]");
    const box = event.target.closest?.(".make .slot[data-no]");
    for (const open of document.querySelectorAll(".slot[data-open]")) open.toggleAttribute("data-open", false);
    if (box && !pressed) box.toggleAttribute("data-open", true);
    if (pressed) actions[pressed.dataset.slotAction](Number(pressed.dataset.slotIndex));
    if (event.target.closest?.("#make-address-add")) addAddress(byId("make-address").value.trim());
  });

  document.addEventListener("change", (event) => {
    if (event.target.id !== "make-file") return;
    addFiles(event.target.files, replacing ?? -1);
    replacing = null;
    event.target.value = "";
  });

  document.addEventListener("input", (event) => {
    if (event.target.id !== "make-address") return;
    addressError();
    studio.make.paint();
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "make-address" || event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    addAddress(event.target.value.trim());
  });
})();
