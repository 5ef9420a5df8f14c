// Where the stages of a campaign lead on its own page, the search field of the library, the first visit.
(() => {
  const studio = window.vidstudio;
  const COACH = "vidstudio.coach";
  const phone = matchMedia("(max-width: 767px)");
  const find = (selector) => document.querySelector(selector);
  let searching = false;

  // the newest strategy of the conversation; without one the composer is ready to ask for it
  const strategy = () => {
    if (phone.matches) studio.showTab("chat");
    const blocks = document.querySelectorAll("[data-strategy]");
    const newest = blocks[blocks.length - 1];
    if (newest) {
      newest.setAttribute("tabindex", "-1");
      newest.scrollIntoView({ block: "center" });
      newest.focus({ preventScroll: true });
      return;
    }
    const box = document.getElementById("note-text");
    if (!box) return;
    if (!box.value.trim()) {
      box.value = studio.text("campaign.ask_angles");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    box.focus();
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest?.("[data-stage]");
    const menu = document.getElementById("stages-menu");
    if (link && menu?.matches(":popover-open")) menu.hidePopover();
    const here = find('.app[data-place="campaign"]');
    if (link && here && (link.dataset.stage === "strategy" || link.dataset.stage === "make")) {
      event.preventDefault();
      if (link.dataset.stage === "strategy") strategy();
      else toMake();
    }
    if (event.target.closest?.("[data-opens-search]")) searching = true;
    if (event.target.closest?.("[data-closes-coach]")) {
      try { localStorage.setItem(COACH, "closed"); } catch { /* private windows may refuse */ }
      greet();
    }
  }, true);
  const toMake = () => {
    if (phone.matches) studio.showTab("make");
    const prompt = document.getElementById("prompt") ?? find('.make [name="prompt"]');
    prompt?.focus();
  };

  const greet = () => {
    let closed = false;
    try { closed = localStorage.getItem(COACH) === "closed"; } catch { /* as above */ }
    document.querySelectorAll("[data-coach]").forEach((coach) => { if (coach.hidden !== closed) coach.hidden = closed; });
  };
  const arrive = () => {
    greet();
    const url = new URL(location.href);
    const ready = find('.app[data-place="campaign"][data-ready="true"]');
    if (url.searchParams.get("stage") === "strategy" && ready && document.getElementById("note-text")) {
      url.searchParams.delete("stage");
      history.replaceState(history.state, "", url);
      strategy();
    }
    const field = searching && location.pathname === "/library" && find('input[type="search"]');
    if (field) { searching = false; field.focus(); }
  };
  studio.watch(arrive, { attributeFilter: ["data-ready"] });
})();
