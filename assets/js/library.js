// The library's page: the reader's clock, the search box, menus beside their buttons, the size of
// the pictures, the next page when its end comes into sight, pictures dropped on it.
(() => {
  const studio = window.vidstudio;
  const phone = matchMedia("(max-width: 767px)");
  const page = () => document.querySelector(".page-library");
  const find = (id) => document.getElementById(id);

  // Days are the reader's: the server learns from this how far their clock is ahead of UTC.
  document.cookie = `vidstudio_zone=${-new Date().getTimezoneOffset()}; path=/; max-age=31536000; SameSite=Lax`;

  // --- the next page

  let asked = "";
  const last = () => [...document.querySelectorAll(".library-grid > .shelf")].at(-1)?.dataset.tile || "";
  const sight = new IntersectionObserver((entries) => {
    const seen = entries.some((entry) => entry.isIntersecting);
    if (!seen || !last() || asked === last()) return;
    asked = last();
    find("library-more")?.click();
  }, { rootMargin: "600px" });
  let watched = null;
  function watchEnd() {
    const more = find("library-more");
    const key = more && `${last()}`;
    if (key === watched) return;
    watched = key;
    sight.disconnect();
    if (more) sight.observe(more);
  }

  // --- the search box follows the address, but never the person who is typing in it

  function keepUp() {
    const box = find("library-search");
    if (box && box !== document.activeElement && box.value !== box.dataset.q) box.value = box.dataset.q;
    const size = document.querySelector("[data-library-size]");
    if (size && size !== document.activeElement && size.value !== size.dataset.librarySize) {
      size.value = size.dataset.librarySize;
    }
  }

  // --- menus stand under the button that opened them; the phone's come up from below by themselves

  function anchor(menu) {
    const button = document.querySelector(`[data-anchor][popovertarget="${menu.id}"]`);
    if (!button || phone.matches) { menu.style.left = menu.style.top = ""; return; }
    const box = button.getBoundingClientRect();
    stand(menu, box.left, box.bottom + 4);
  }
  function stand(menu, x, y) {
    menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
  }
  // A link of a menu, by the router: the page is not loaded anew.
  function follow(link, event) {
    event.preventDefault();
    link.closest("[popover]").hidePopover();
    studio.send("library-go", `${link.getAttribute("href")} ${Date.now()}`);
  }
  document.addEventListener("toggle", (event) => {
    if (event.newState === "open" && event.target.matches?.("[data-anchored]")) anchor(event.target);
  }, true);

  // --- the size: at once on the screen, in the address when the slider is let go

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-library-size]")) return;
    document.querySelector(".library-grid")?.style.setProperty("--tile", `${event.target.value}px`);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-library-size]")) studio.send("library-resize", `${event.target.value} ${Date.now()}`);
    if (event.target.id === "library-files") { keep([...event.target.files]); event.target.value = ""; }
  });

  // --- pictures: one after the other, each with its own word if it is refused

  const sent = (file) => new Promise((resolve) => {
    const body = new FormData();
    body.append("file", file);
    const none = () => {};
    studio.upload.post(body, {
      progress: none, reading: none, done: () => resolve(true),
      fail: (words) => { studio.toast(`${file.name}: ${words}`, "warn"); resolve(false); },
    });
  });
  async function keep(files) {
    let kept = 0;
    for (const file of files) {
      const words = await studio.upload.refusal(file);
      if (words) studio.toast(`${file.name}: ${words}`, "warn");
      else if (await sent(file)) kept += 1;
    }
    if (kept) studio.toast(studio.counted("library.added", kept));
  }
  const brings = (event) => page() && [...(event.dataTransfer?.types || [])].includes("Files");
  let depth = 0;
  const cover = (on) => find("library-drop")?.toggleAttribute("data-on", on);
  document.addEventListener("dragenter", (event) => { if (brings(event)) { depth += 1; cover(true); } });
  document.addEventListener("dragleave", (event) => { if (brings(event) && (depth -= 1) <= 0) { depth = 0; cover(false); } });
  document.addEventListener("dragover", (event) => { if (brings(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    depth = 0;
    cover(false);
    keep([...event.dataTransfer.files]);
  });

  studio.watch(() => { if (page()) { watchEnd(); keepUp(); } }, { attributes: true, attributeFilter: ["data-q", "data-library-size"] });
  studio.library = { page, find, stand, follow };
})();
