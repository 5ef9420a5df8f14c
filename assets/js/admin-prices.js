// A price below what its provider bills is said while it is typed; it can be saved all the same.
(() => {
  const below = (input, usd) => {
    const credits = Number(input.value.replace(/\s/g, ""));
    return Boolean(input.value.trim() && input.dataset.cost) && credits * usd < Number(input.dataset.cost);
  };
  function look(form) {
    const usd = Number(form.dataset.usd);
    let any = false;
    form.querySelectorAll("[data-cost]").forEach((input) => {
      const low = below(input, usd);
      input.closest(".input").classList.toggle("low", low);
      any ||= low;
    });
    const words = form.querySelector("[data-below]");
    if (words.hidden === any) words.hidden = !any;
  }
  const all = () => document.querySelectorAll(".price-form").forEach(look);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.(".price-form");
    if (form) look(form);
  });
  window.vidstudio.watch(all, { attributeFilter: ["data-cost"] });
})();
