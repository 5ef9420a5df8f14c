// Pictures by paste and drop, and the order of those that are there by dragging them.
(() => {
  const studio = window.vidstudio;
  const byId = (id) => document.getElementById(id);
  const images = (list) => [...(list ?? [])].filter((file) => file.type.startsWith("image/"));
  let dragged = null;

  document.addEventListener("paste", (event) => {
    const elsewhere = event.target.closest?.("input, textarea, [contenteditable]") && !event.target.closest(".make");
    const files = images(event.clipboardData?.files);
    if (!byId("make-slots") || elsewhere || !files.length) return;
    event.preventDefault();
    studio.references.addFiles(files);
  });

  const carries = (event) =>
    !dragged && ["Files", "text/uri-list"].some((kind) => event.dataTransfer?.types.includes(kind));
  const over = (event) => event.target.closest?.(".make");
  const slotAt = (event) => event.target.closest?.(".make .slot");
  const placeOf = (box) => [...document.querySelectorAll("#make-slots > .slot")].indexOf(box);
  const dragging = (panel) => {
    for (const other of document.querySelectorAll(".make")) other.toggleAttribute("data-dragging", other === panel);
  };

  document.addEventListener("dragstart", (event) => {
    const box = slotAt(event);
    if (!box?.draggable) return;
    dragged = box;
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragend", () => (dragged = null));

  document.addEventListener("dragover", (event) => {
    if (dragged && slotAt(event)) return event.preventDefault();
    if (!carries(event) || !byId("make-slots")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = over(event) ? "copy" : "none";
    dragging(over(event));
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) dragging(null);
  });

  const dropped = (event) => {
    const box = event.target.closest(".slot[data-no]");
    const index = box ? studio.references.place(Number(box.dataset.no)) : -1;
    const address = event.dataTransfer.getData("text/uri-list").split("\n")[0].trim();
    if (event.dataTransfer.files.length) studio.references.addFiles(event.dataTransfer.files, index);
    else if (address) studio.references.addAddress(address);
  };

  document.addEventListener("drop", (event) => {
    if (dragged) {
      event.preventDefault();
      if (slotAt(event)) studio.references.move(placeOf(dragged), placeOf(slotAt(event)));
      dragged = null;
      return;
    }
    if (!carries(event) || !byId("make-slots")) return;
    event.preventDefault();
    dragging(null);
    if (over(event)) dropped(event);
  });
})();
