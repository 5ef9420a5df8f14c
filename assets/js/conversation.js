// The note box: Enter keeps the note, Shift+Enter makes a new line, and what is typed survives a
// reload of this tab.
(() => {
  const box = () => document.getElementById("note-text");
  const key = () => `vidstudio:note:${location.pathname}`;

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "note-text" || event.key !== "Enter") return;
    if (event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "note-text") sessionStorage.setItem(key(), event.target.value);
  });
  document.addEventListener("vidstudio:noted", () => {
    sessionStorage.removeItem(key());
    if (!box()) return;
    box().value = "";
    box().focus();
  });

  window.vidstudio.watch(() => {
    const text = box();
    if (!text || text.dataset.restored === key()) return;
    text.dataset.restored = key();
    text.value = sessionStorage.getItem(key()) || "";
  });
})();
