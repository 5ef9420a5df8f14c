// The blocks of the conversation: ticks of a strategy, where the focus goes when a button is gone,
// the way from a prompt that is used to the panel.
(() => {
  const words = window.vidstudio;
  const MOST = 3;

  function count(form) {
    const ticks = [...form.querySelectorAll(".tick")];
    const picked = ticks.filter((tick) => tick.checked).length;
    const said = words.text("conversation.picked_of", { picked, count: ticks.length });
    const place = form.querySelector("[data-picked]");
    if (place && place.textContent !== said) place.textContent = said;
    return picked;
  }
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("[data-strategy]");
    if (!form) return;
    const over = count(form) > MOST;
    if (over) event.target.checked = false;
    form.querySelector(".angle-most").textContent = over ? words.text("conversation.three") : "";
    if (over) count(form);
  });

  // A block that was decided has lost the button that was pressed: its heading takes the focus.
  let pressed = "";
  document.addEventListener("click", (event) => {
    const block = event.target.closest?.("[data-block]");
    pressed = block && event.target.closest("button") ? block.dataset.block : "";
  });
  function keepFocus() {
    document.querySelectorAll("[data-strategy]").forEach(count);
    if (!pressed || document.activeElement !== document.body) return;
    const block = document.querySelector(`[data-block="${CSS.escape(pressed)}"]`);
    const heading = block?.matches("[tabindex]") ? block : block?.querySelector("summary, [tabindex]");
    pressed = "";
    heading?.focus({ preventScroll: true });
  }
  words.watch(keepFocus);

  window.vidstudio.editPrompt = () => {
    if (matchMedia("(max-width: 767px)").matches) words.showTab("make");
    const started = Date.now();
    (function focus() {
      const prompt = document.querySelector('textarea[aria-label="Prompt"], textarea[name="prompt"]');
      if (prompt) prompt.focus();
      else if (Date.now() - started < 2000) requestAnimationFrame(focus);
    })();
  };
})();
