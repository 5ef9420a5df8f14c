// A link that is shown once: it is filled in here, copied, and forgotten when its dialog closes.
(() => {
  const studio = (window.vidstudio ??= {});
  const text = (name) => studio.text(`users.${name}`);
  const find = (id) => document.getElementById(id);

  studio.showLink = (path, words) => {
    const input = find("made-link-address");
    input.value = `${location.origin}${path}`;
    document.querySelector("[data-link-words]").textContent = words;
    document.querySelector("[data-copies] span").textContent = text("copy");
    studio.open("made-link");
    input.focus();
    input.select();
    input.scrollLeft = 0;
  };

  async function copy(button) {
    const input = find(button.dataset.copies);
    input.select();
    try {
      // Without https there is no clipboard API.
      if (navigator.clipboard) await navigator.clipboard.writeText(input.value);
      else document.execCommand("copy");
      button.querySelector("span").textContent = text("copied");
    } catch {
      button.querySelector("span").textContent = text("select");
    }
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copies]");
    if (button) copy(button);
  });
  document.addEventListener("close", (event) => {
    if (event.target.id === "made-link") find("made-link-address").value = "";
  }, true);
})();
