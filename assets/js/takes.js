// Take cards: a look at a take under the pointer, the slate when one lands, the question before
// a costly stop. Everything is delegated: React makes and drops these elements as it likes.
(() => {
  const HOVER_MS = 150;
  const ONCE_MS = 1000;
  const MOST_PLAYING = 6;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const playing = new Set();
  let waiting = 0;

  const clipOf = (well) => well.querySelector("video[data-src]");

  function look(well) {
    const clip = clipOf(well);
    if (!clip || playing.has(well)) return;
    if (playing.size >= MOST_PLAYING) leave(playing.values().next().value);
    playing.add(well);
    clip.muted = true;
    clip.src = clip.dataset.src;
    clip.onplaying = () => { well.dataset.playing = ""; };
    clip.ontimeupdate = () => well.style.setProperty("--at", String(clip.currentTime / (clip.duration || 1)));
    clip.play().catch(() => {});
  }

  function leave(well) {
    const clip = clipOf(well);
    playing.delete(well);
    delete well.dataset.playing;
    if (!clip) return;
    clip.onplaying = clip.ontimeupdate = null;
    clip.pause();
    clip.removeAttribute("src");
    clip.load();
  }

  function scrub(well, x) {
    const clip = clipOf(well);
    if (!clip || !clip.duration || clip.seeking) return;
    const box = well.getBoundingClientRect();
    clip.currentTime = Math.min(Math.max((x - box.left) / box.width, 0), 0.999) * clip.duration;
  }

  const wellAt = (target) => target instanceof Element && target.closest(".take .well");

  document.addEventListener("pointerover", (event) => {
    const well = wellAt(event.target);
    if (!well || event.pointerType === "touch" || calm.matches) return;
    if (well.contains(event.relatedTarget)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => look(well), HOVER_MS);
  });
  document.addEventListener("pointerout", (event) => {
    const well = wellAt(event.target);
    if (!well || well.contains(event.relatedTarget)) return;
    clearTimeout(waiting);
    leave(well);
  });
  document.addEventListener("pointermove", (event) => {
    const well = wellAt(event.target);
    if (well && playing.has(well) && event.movementX) scrub(well, event.clientX);
  });

  function focusOn(name) {
    window.vidstudio.showTab("make");
    const named = [...document.querySelectorAll(".zone-make textarea, .zone-make button")];
    const target = named.find((one) => nameOf(one) === name);
    if (target) {
      target.scrollIntoView({ block: "center" });
      target.focus();
    }
  }
  const nameOf = (one) =>
    one.getAttribute("aria-label") || (one.labels && one.labels[0] && one.labels[0].textContent.trim());

  // The make panel takes over what a take was made with, or a frame of it.
  function reuse(take, what, seconds = 0) {
    window.vidstudio.showTab("make");
    window.vidstudio.send("make-reuse", JSON.stringify({ task_id: take, what, seconds, turn: Date.now() }));
  }
  Object.assign(window.vidstudio, { reuse });

  function askToStop(button) {
    const dialog = document.getElementById("stop-take");
    const { stops, shot, line, words, still } = button.dataset;
    const title = document.querySelector(`[data-shot-title="${shot}"]`);
    const name = title ? `${title.textContent}, ${button.dataset.name.toLowerCase()}` : button.dataset.name;
    dialog.dataset.take = stops;
    for (const [part, text] of Object.entries({ name, line, words })) {
      dialog.querySelector(`[data-fill="${part}"]`).textContent = text;
    }
    const picture = dialog.querySelector('[data-fill="still"]');
    picture.hidden = !still;
    picture.style.backgroundImage = still ? `url("${still}")` : "";
    dialog.showModal();
    // The harmless answer is the one that Enter gives.
    dialog.querySelector(".filled").focus();
  }

  // What makes a new take must not make two when it is pressed twice.
  document.addEventListener("click", (event) => {
    const once = event.target instanceof Element && event.target.closest("[data-once]");
    if (!once) return;
    if (Date.now() - Number(once.dataset.once || 0) < ONCE_MS) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    once.dataset.once = String(Date.now());
  }, true);

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const asks = event.target.closest("[data-stops]");
    if (asks) askToStop(asks);
    const reuses = event.target.closest("[data-reuse]");
    if (reuses) reuse(reuses.dataset.task, reuses.dataset.reuse);
    const focuses = event.target.closest("[data-focus]");
    if (focuses) focusOn(focuses.dataset.focus);
    if (event.target.closest("[data-stop-anyway]")) {
      const { take } = document.getElementById("stop-take").dataset;
      window.vidstudio.send("take-stop", `${take} ${Date.now()}`);
    }
  });

  // A running clock for takes whose provider tells neither percent nor time left.
  function tick() {
    for (const span of document.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.round((Date.now() - Date.parse(span.dataset.since)) / 1000));
      const words = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (span.textContent !== words) span.textContent = words;
    }
  }
  setInterval(tick, 1000);

  window.vidstudio.watch((changes) => {
    for (const change of changes) {
      if (change.type === "childList") continue;
      const landed = change.oldValue === "make" && change.target.dataset.look === "plain";
      if (landed) change.target.dataset.landed = "";
    }
    if (changes.some((change) => change.type === "childList")) tick();
  }, { attributeOldValue: true, attributeFilter: ["data-look"] });
})();
