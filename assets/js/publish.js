// The download of a pack: a button, because what it fetches is made at that moment.
(() => {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-fetches]");
    if (!button || !button.dataset.fetches) return;
    const link = document.createElement("a");
    link.href = button.dataset.fetches;
    link.download = "";
    link.click();
  });
})();
