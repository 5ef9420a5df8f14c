// Deciding about a film: the comment and the moment of the film travel with the press. The same on
// the review page and on the creative page; and the small things of a creative's page.
(() => {
  const say = (key, values) => window.vidstudio.text(`review.${key}`, values);
  const film = () => document.querySelector("[data-film]");
  const form = () => document.querySelector("[data-decision]");
  const field = () => document.getElementById("decision-comment");
  const NEEDS_WORDS = { changes: "say_what", comment: "write_first" };
  let turn = 0;
  let moment = null; // of the film, in ms, when somebody began to write

  function complain(words) {
    const place = document.getElementById("decision-fault");
    if (place) place.textContent = words;
    if (!field()) return;
    if (words) field().setAttribute("aria-invalid", "true");
    else field().removeAttribute("aria-invalid");
  }
  function decide(kind) {
    const box = form();
    const comment = field().value.trim();
    if (NEEDS_WORDS[kind] && !comment) {
      complain(say(NEEDS_WORDS[kind]));
      field().focus();
      return;
    }
    complain("");
    turn += 1;
    const { decision: creative_id, version: version_id } = box.dataset;
    cameFrom = kind === "comment" ? "" : creative_id;
    const at_ms = comment && moment !== null ? moment : null;
    window.vidstudio.send("decision", JSON.stringify({ creative_id, version_id, kind, comment, at_ms, turn: Date.now() * 100 + (turn % 100) }));
  }
  // The server has taken it.
  function decided() {
    moment = null;
    follow = cameFrom !== "";
    settle();
    complain("");
    const box = field();
    if (!box) return;
    box.value = "";
    box.placeholder = box.dataset.hint || box.placeholder;
  }
  window.vidstudio = Object.assign(window.vidstudio || {}, { decided });

  // The row that opened: on a phone it comes to the top; after a decision the keyboard goes on there.
  // The row may open before or after the server's word arrives here.
  const phone = matchMedia("(max-width: 767px)");
  let openRow = "";
  let follow = false;
  let cameFrom = "";
  function settle() {
    const item = document.querySelector(".review-item.on");
    const here = item ? item.dataset.row : "";
    const changed = here !== openRow;
    const arrives = follow && here && here !== cameFrom;
    openRow = here;
    if (!item || !(arrives || (changed && phone.matches))) return;
    const page = item.closest(".page");
    const below = item.offsetTop + item.offsetHeight - page.clientHeight;
    if (phone.matches) page.scrollTop = item.offsetTop;
    else page.scrollTop = Math.max(Math.min(page.scrollTop, item.offsetTop), below);
    if (arrives) item.querySelector(".review-title").focus({ preventScroll: true });
    follow = false;
  }
  window.vidstudio.watch(settle, { attributes: true, attributeFilter: ["class"] });

  const clock = (seconds) => {
    const tenths = Math.floor(seconds * 10);
    const two = String(Math.floor(tenths / 10) % 60).padStart(2, "0");
    return `${Math.floor(tenths / 600)}:${two}.${tenths % 10}`;
  };
  // Whoever writes a comment means what they see: the film stands still.
  document.addEventListener("focusin", (event) => {
    if (event.target.id !== "decision-comment" || !film()) return;
    film().pause();
    if (!event.target.value.trim()) moment = Math.round(film().currentTime * 1000);
    event.target.dataset.hint ||= event.target.placeholder;
    event.target.placeholder = say("comment_at", { time: clock(moment / 1000) });
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "decision-comment") complain("");
  });

  function save(name, words) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([words], { type: "application/json" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const near = (selector) => event.target.closest(selector);
    const decides = near("[data-decides]");
    if (decides) decide(decides.dataset.decides);
    const seeks = near("[data-seek-to]");
    if (seeks && film()) {
      film().pause();
      film().currentTime = Number(seeks.dataset.seekTo);
    }
    const saves = near("[data-saves]");
    if (saves) save(saves.dataset.saves, saves.dataset.words);
  });

  function typing(event) {
    const above = document.querySelector("dialog[open]") || document.querySelector(":popover-open");
    return above || event.metaKey || event.ctrlKey || event.altKey
      || event.target.closest?.("textarea, select, [contenteditable], input");
  }
  const open = (way) => document.querySelector(`[data-neighbour="${way}"]`)?.click();
  const KEYS = {
    a: () => form() && decide("approved"),
    c: () => field()?.focus(),
    ArrowLeft: () => open("before"),
    ArrowRight: () => open("after"),
    " ": () => window.vidstudio.film.does("play"),
  };
  document.addEventListener("keydown", (event) => {
    const here = document.querySelector('[data-place="review"], [data-place="creative"]');
    if (!here) return;
    // A title is kept by Enter too.
    if (event.key === "Enter" && event.target.matches?.("[data-keeps]")) { event.target.blur(); return; }
    if (typing(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!KEYS[key] || (key === " " && event.target.closest("button, a"))) return;
    event.preventDefault();
    KEYS[key]();
  });
})();
