// Drags a picture of the frames well to another place of its row.
(() => {
  const studio = window.vidstudio;
  const KIND = "application/x-vidstudio-slot";
  let dragged = null;

  const slotAt = (event) => event.target.closest?.(".make .slot");
  const place = (box) => [...document.querySelectorAll("#make-slots > .slot")].indexOf(box);

  document.addEventListener("dragstart", (event) => {
    const box = slotAt(event);
    if (!box?.draggable) return;
    dragged = box;
    event.dataTransfer.setData(KIND, box.dataset.no);
    event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    if (!dragged || !slotAt(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  });
  document.addEventListener("drop", (event) => {
    const target = slotAt(event);
    if (!dragged || !target) return;
    event.preventDefault();
    studio.references.move(place(dragged), place(target));
    dragged = null;
  });
  document.addEventListener("dragend", () => (dragged = null));
})();
