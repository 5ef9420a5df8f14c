// The queue in the browser: clocks that run, its keys, and the final cost of what ends meanwhile.
(() => {
  const SETTLED_MS = 6000;
  const rows = () => [...document.querySelectorAll("[data-queue-row]")].filter((row) => row.offsetParent);
  const pad = (number) => String(number).padStart(2, "0");

  // --- "1:21", counted here
  function clock(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    const minutes = Math.floor(whole / 60);
    return minutes < 60 ? `${minutes}:${pad(whole % 60)}` : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
  }
  function tick() {
    document.querySelectorAll("[data-elapsed]").forEach((place) => {
      const since = Date.parse(place.dataset.elapsed);
      const words = Number.isNaN(since) ? "" : clock((Date.now() - since) / 1000);
      if (place.textContent !== words) place.textContent = words;
    });
  }
  setInterval(tick, 1000);

  // --- moments with their thousandths, in the reader's zone
  function stamp() {
    document.querySelectorAll("time[data-clock]").forEach((time) => {
      const at = new Date(time.dateTime);
      const words = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
      if (time.textContent !== words) time.textContent = words;
    });
  }

  // --- a take that ends while somebody looks says once what became of the money
  const alive = new Set();
  function settle() {
    document.querySelectorAll("[data-queue-row]").forEach((row) => {
      const id = row.dataset.queueRow;
      if (row.dataset.alive === "true") { alive.add(id); return; }
      if (!alive.delete(id) || !row.dataset.settled) return;
      document.querySelectorAll(`[data-queue-row="${id}"]`).forEach((one) => {
        const line = one.querySelector(".queue-line");
        if (!line) return;
        line.dataset.says = row.dataset.settled;
        setTimeout(() => { delete line.dataset.says; }, SETTLED_MS);
      });
    });
  }
  window.vidstudio.watch(() => { tick(); stamp(); settle(); }, { attributeFilter: ["data-alive", "data-elapsed", "datetime"] });

  // --- keys: up and down, X, R; Enter is the link's own
  function walk(by) {
    const all = rows();
    if (!all.length) return;
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1)];
    next.querySelector(".queue-name").focus();
  }
  document.addEventListener("keydown", (event) => {
    const list = event.target.closest?.(".queue-list");
    const page = document.querySelector(".page-queue");
    if ((!list && !page) || document.querySelector("dialog[open]") || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.target.closest("input, textarea, select")) return;
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    const row = event.target.closest("[data-queue-row]");
    const button = row && window.vidstudio.mayPress(event) && row.querySelector(`[data-row-key="${event.key.toLowerCase()}"]`);
    if (button && event.key.length === 1) { event.preventDefault(); button.click(); }
  });
})();
