// Draws the slots of references.js: each state of a picture on its way, the lines under the row.
// A slot is null (an empty frame) or { no, state, picture | file | address, … };
// state: sending, reading, ready or failed.
(() => {
  const studio = (window.vidstudio ??= {});
  const FRAMES = { first_frame: ["first"], first_last: ["first", "last"] };
  const text = (key, values) => studio.text(`make.${key}`, values);
  const PATHS = {
    plus: "M5 12h14M12 5v14",
    left: "m15 18-6-6 6-6",
    right: "m9 18 6-6-6-6",
    drop: "M12 17V3M6 11l6 6 6-6M19 21H5",
    x: "M18 6 6 18M6 6l12 12",
    again: "M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8M3 3v5h5",
    swap: "M8 3 4 7l4 4M4 7h16M16 21l4-4-4-4M20 17H4",
    replace:
      "M14 4a1 1 0 0 1 1-1M15 10a1 1 0 0 1-1-1M21 4a1 1 0 0 0-1-1M21 9a1 1 0 0 1-1 1M3 7l3 3 3-3M6 10V5a2 2 0 0 1 2-2h2M4 14h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1",
    link: "M10 13a5 5 0 0 0 7.54.54l3-3a5 5 0 0 0-7.07-7.07l-1.72 1.71M14 11a5 5 0 0 0-7.54-.54l-3 3a5 5 0 0 0 7.07 7.07l1.71-1.71",
    broken:
      "M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.7.7l3.6 3.6A2.4 2.4 0 0 1 20 8v12a2 2 0 0 1-2 2zM14 2v5a1 1 0 0 0 1 1h5M14.5 12.5l-5 5M9.5 12.5l5 5",
  };
  const byId = (id) => document.getElementById(id);
  const frameNames = (kind) => FRAMES[kind] ?? [];
  const capacity = (model, kind) => FRAMES[kind]?.length ?? (kind === "text" ? 0 : model.max_references);
  const bytes = (n) => (n >= 1e6 ? `${(n / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(n / 1e3))} KB`);
  const element = (...given) => studio.price.element(...given);
  const icon = (name) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", "icon line");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", PATHS[name]);
    svg.append(path);
    return svg;
  };

  const button = (label, picture, action, index, name) => {
    const made = element("button", "", name);
    made.type = "button";
    made.title = label;
    made.setAttribute("aria-label", label);
    Object.assign(made.dataset, { slotAction: action, slotIndex: index });
    made.append(icon(picture));
    return made;
  };

  const naming = (index, kind) => {
    const frame = frameNames(kind)[index];
    const number = index + 1 - frameNames(kind).length;
    return frame ? text("frame", { name: text(frame) }) : text("reference", { number });
  };

  const empty = (index, kind) => {
    const frame = frameNames(kind)[index];
    const box = element("div", "", "slot");
    const name = naming(index, kind);
    const label = frame ? text("add_frame", { name: name.toLowerCase() }) : text("add_reference");
    const add = button(label, "plus", "add", index, "slot-box slot-add");
    add.append(icon("drop"));
    const line = element("p", "", "slot-line");
    line.dataset.rest = frame ? name : text("drop");
    box.append(add, line);
    return box;
  };

  const caption = (slot) => {
    if (slot.state === "sending") return text("sent", { sent: bytes(slot.sent ?? 0), total: bytes(slot.total ?? slot.file.size) });
    if (slot.state === "reading") return slot.address ? `…/${slot.name}` : text(slot.frame ? "fetching_frame" : "reading");
    if (slot.state === "failed") return slot.name;
    return bytes(slot.picture.size_bytes);
  };

  const percent = (slot) => Math.floor((100 * (slot.sent ?? 0)) / (slot.total || 1));

  const overlay = (slot, mark) => {
    if (slot.state === "sending") {
      const bar = element("span", "", "slot-bar");
      bar.style.setProperty("--sent", percent(slot) / 100);
      return [bar, element("span", `${percent(slot)} %`, "slot-mark low m")];
    }
    if (slot.state === "reading") {
      const words = element("span", "", "slot-mark");
      words.append(element("i", "", "bead"), "Reading");
      return [words];
    }
    return slot.state === "failed" ? [] : [element("span", mark, "slot-mark")];
  };

  const drawn = (slot, index, model, kind, many) => {
    const box = element("div", "", "slot");
    const well = element("div", "", `slot-box is-${slot.state}`);
    const name = naming(index, kind);
    const mark = frameNames(kind)[index] ?? String(index + 1 - frameNames(kind).length);
    const source = slot.picture?.thumbnail_url ?? slot.preview;
    if (source) {
      const image = element("img", "");
      Object.assign(image, { src: source, alt: name, draggable: false, onerror: () => (image.hidden = true) });
      well.append(image);
    } else well.append(icon(slot.state === "failed" ? "broken" : "link"));
    if (slot.state === "failed") well.append(icon("broken"));
    const tools = element("span", "", "slot-tools");
    if (slot.state === "ready") tools.append(button(text("replace", { name }), "replace", "replace", index, ""));
    if (slot.state === "ready" && many > 1) tools.append(...moves(name, index, kind, many));
    if (slot.retriable) tools.append(button(text("send_again", { name }), "again", "again", index, ""));
    well.append(...overlay(slot, mark), tools, button(text("remove", { name }), "x", "remove", index, "slot-remove"));
    box.dataset.no = slot.no;
    box.draggable = slot.state === "ready";
    box.toggleAttribute("data-unused", index >= capacity(model, kind));
    const line = element("p", caption(slot), "slot-line m");
    const { original_bytes: before, size_bytes: after } = slot.picture ?? {};
    if (before && before > after) line.prepend(element("span", `${bytes(before)} → `, "before"));
    line.title = slot.name ?? line.textContent;
    box.append(well, line);
    return box;
  };

  // First and last change places; references move one place left or right.
  const moves = (name, index, kind, many) => {
    const frames = frameNames(kind).length;
    if (frames === 2 && index < 2) return [button(text("swap_frames"), "swap", "swap", 0, "")];
    if (index < frames) return [];
    const left = index > frames ? [button(text("earlier", { name }), "left", "earlier", index, "")] : [];
    const right = index < many - 1 ? [button(text("later", { name }), "right", "later", index, "")] : [];
    return [...left, ...right];
  };

  const lines = (slots, model, kind) => {
    const found = slots.flatMap((slot, index) =>
      slot?.state === "failed"
        ? [[`${naming(index, kind)}: ${slot.error}`, "is-bad", slot.retriable ? index : -1]]
        : [],
    );
    const able = capacity(model, kind);
    if (slots.slice(able).some(Boolean)) {
      const values = { name: model.name, count: able };
      found.push([text(kind === "text" ? "kept_text" : "kept_only", values), "is-warn"]);
    }
    return found.map(([words, tone, retry = -1]) => {
      const line = element("p", words, `slots-say ${tone}`);
      if (retry < 0) return line;
      const again = element("button", text("again"));
      again.type = "button";
      Object.assign(again.dataset, { slotAction: "again", slotIndex: retry });
      line.append(again);
      return line;
    });
  };

  const progress = (slot) => {
    const box = document.querySelector(`.slot[data-no="${slot.no}"]`);
    if (slot.state !== "sending" || !box?.querySelector(".slot-bar")) return;
    box.querySelector(".slot-bar").style.setProperty("--sent", percent(slot) / 100);
    box.querySelector(".slot-mark").textContent = `${percent(slot)} %`;
    box.querySelector(".slot-line").textContent = caption(slot);
  };

  const row = (slots, model, kind, wordsOnly) => {
    const many = slots.filter(Boolean).length;
    const boxes = slots.map((slot, i) => (slot ? drawn(slot, i, model, kind, many) : empty(i, kind)));
    while (boxes.length < frameNames(kind).length) boxes.push(empty(boxes.length, kind));
    const room = kind === "text" ? !many && !wordsOnly : many < capacity(model, kind);
    if (room && !frameNames(kind).length) boxes.push(empty(boxes.length, kind));
    return boxes;
  };

  const paint = (slots, model, kind) => {
    const place = byId("make-slots");
    if (!place) return;
    const wordsOnly = model.modes.length === 1 && model.modes[0] === "text";
    const boxes = row(slots, model, kind, wordsOnly);
    const words = wordsOnly ? text("words_alone", { name: model.name }) : text(`hint_${kind}`);
    const hint = boxes.length < 3 ? [element("p", words, "slots-hint")] : [];
    const focused = place.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    place.replaceChildren(...boxes, ...hint);
    if (focused) place.querySelector(`[aria-label="${focused}"]`)?.focus();
    place.parentElement.toggleAttribute("data-words-only", wordsOnly);
    const able = capacity(model, kind);
    const many = Math.min(slots.filter(Boolean).length, able);
    byId("slots-count").textContent = kind === "references" ? text("count", { count: many, most: able }) : "";
    byId("slots-lines").replaceChildren(...lines(slots, model, kind));
  };

  studio.slots = { capacity, frameNames, naming, paint, progress };
})();
