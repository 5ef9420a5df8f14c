// The small things of the frame that belong to the browser alone: toasts, dialogs, the phone's tabs,
// what is read out, the ages of things, the note that the line is down.
(() => {
  const root = document.documentElement;
  const phone = matchMedia("(max-width: 767px)");
  const find = (id) => document.getElementById(id);

  // A text of the catalogue (the tables "script" of vidstudio/texts) with its {names} filled in.
  let texts = null;
  function text(key, values = {}) {
    texts ??= JSON.parse(find("texts").content);
    if (!(key in texts)) throw new Error(`no text ${key}`);
    return texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
  const counted = (key, count, values = {}) => text(`${key}.${count === 1 ? "one" : "other"}`, { count, ...values });

  // Calls `seen` after every change of the page, and once now: React may have drawn it already. A page
  // that came drawn is left alone until React has taken it over: it would not know its own words again.
  function watch(seen, more = {}) {
    const look = (changes) => { if (!document.querySelector('.app[data-ready="false"]')) seen(changes); };
    const attributeFilter = [...(more.attributeFilter ?? []), "data-ready"];
    const start = () => {
      new MutationObserver(look).observe(root, { subtree: true, childList: true, ...more, attributeFilter });
      look([]);
    };
    // By then every page script has run: they call one another.
    const parsed = performance.getEntriesByType("navigation")[0]?.domContentLoadedEventStart > 0;
    if (parsed || document.readyState === "complete") start();
    else document.addEventListener("DOMContentLoaded", start, { once: true });
  }

  // toasts: three at most, 6 s each, and no shorter than it takes to read them
  function toast(words, tone = "quiet") {
    const place = find("toasts");
    if (!place) return;
    const note = document.createElement("div");
    note.className = "toast";
    if (tone !== "quiet") note.setAttribute("role", "alert");
    const said = document.createElement("span");
    said.textContent = words;
    if (tone !== "quiet") {
      const bead = document.createElement("i");
      bead.className = `bead ${tone}`;
      note.append(bead);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "icon-btn";
    close.setAttribute("aria-label", text("frame.dismiss"));
    close.textContent = "×";
    close.onclick = () => note.remove();
    note.append(said, close);
    place.append(note);
    while (place.children.length > 3) place.firstChild.remove();
    let timer;
    const leave = () => { timer = setTimeout(() => note.remove(), Math.max(6000, words.length * 80)); };
    note.onmouseenter = () => clearTimeout(timer);
    note.onmouseleave = leave;
    leave();
  }

  // what is read out: at most one sentence in 5 s, and nothing twice
  const spoken = new Map();
  const toSpeak = [];
  let silentUntil = 0;
  function announce(words) {
    for (const sentence of words.split(". ").filter(Boolean)) {
      if (Date.now() - (spoken.get(sentence) || 0) < 10000) continue;
      spoken.set(sentence, Date.now());
      toSpeak.push(sentence);
    }
    speak();
  }
  function speak() {
    const region = find("announcer");
    if (!region || !toSpeak.length) return;
    if (Date.now() < silentUntil) { setTimeout(speak, silentUntil - Date.now()); return; }
    silentUntil = Date.now() + 5000;
    region.textContent = `${toSpeak.splice(0).join(". ")}.`;
  }

  // the phone's tabs; the choice outlives a reload of this tab
  function showTab(name) {
    root.dataset.tab = name;
    try { sessionStorage.setItem("vidstudio-tab", name); } catch { /* private windows may refuse */ }
    markTabs();
  }
  function markTabs() {
    if (!find("main")?.classList.contains("campaign")) return;
    document.querySelectorAll("[data-tab-to]").forEach((tab) => {
      const here = tab.dataset.tabTo === root.dataset.tab ? "true" : "false";
      if (tab.getAttribute("aria-current") !== here) tab.setAttribute("aria-current", here);
    });
  }
  try { root.dataset.tab = sessionStorage.getItem("vidstudio-tab") || "make"; } catch { root.dataset.tab = "make"; }

  // a hidden text input is the way from a page script to a State
  function send(inputId, value) {
    const input = find(inputId);
    if (!input) return;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function keepShot(shotId) {
    const url = new URL(location.href);
    url.searchParams.set("shot", shotId);
    history.replaceState(history.state, "", url);
  }

  // A form is opened to be filled in: its first field has the cursor, not the button that closes it.
  function open(id) {
    const dialog = find(id);
    if (!dialog || dialog.open) return;
    dialog.showModal();
    dialog.querySelector("input, textarea")?.focus();
  }
  const close = (id) => find(id)?.close?.();
  window.vidstudio = Object.assign(window.vidstudio || {}, { toast, announce, showTab, send, keepShot, open, close, watch, text, counted });

  // "2 min ago", fresh for as long as it is on the screen
  function age(then) {
    const seconds = Math.max(0, (Date.now() - then) / 1000);
    if (seconds < 45) return text("frame.just_now");
    if (seconds < 3570) return text("frame.minutes_ago", { count: Math.max(1, Math.round(seconds / 60)) });
    if (seconds < 84600) return text("frame.hours_ago", { count: Math.max(1, Math.round(seconds / 3600)) });
    const date = new Date(then);
    const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
    return date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year });
  }
  function freshen() {
    document.querySelectorAll("time[data-relative]").forEach((time) => {
      const words = age(Date.parse(time.dateTime));
      if (time.textContent !== words) time.textContent = words;
    });
  }

  async function signOut() {
    await fetch("/api/auth/logout", { method: "POST", headers: { "X-Requested-With": "vidstudio" }, redirect: "manual" }).catch(() => {});
    sessionStorage.removeItem("token"); // what this tab showed is known by it
    // What was typed here is not for whoever signs in next: the server has it under its writer's name.
    for (const key of Object.keys(sessionStorage)) if (/^vidstudio[.:]/.test(key)) sessionStorage.removeItem(key);
    location.assign("/signin");
  }

  // The session has ended: by an admin, by a new password, or in another tab. Who has signed in
  // again meanwhile is let in there.
  watch(() => {
    if (!document.querySelector('.app[data-signed-out="true"]')) return;
    sessionStorage.removeItem("token");
    location.assign("/");
  }, { attributeFilter: ["data-signed-out"] });

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    const opener = at("[data-opens]");
    if (opener) open(opener.dataset.opens);
    const closer = at("[data-closes]");
    if (closer) close(closer.dataset.closes);
    if (event.target.matches?.("dialog.dialog") && outside(event)) event.target.close();
    const tab = at("[data-tab-to]");
    if (tab) showTab(tab.dataset.tabTo);
    if (at("[data-signs-out]")) signOut();
    const skip = at("[data-skips-to]");
    if (skip) { event.preventDefault(); goTo(skip.dataset.skipsTo); }
    // A phone has a page for it, and no room for a drawer.
    if (phone.matches && at('[popovertarget="queue"]')) { event.preventDefault(); document.querySelector('.tab-bar a[href="/queue"]')?.click(); }
    if (at(".popover a")) event.target.closest(".popover").hidePopover?.();
  });
  function goTo(id) {
    const place = find(id) || document.querySelector(`.${id}`);
    if (!place) return;
    if (id === "zone-make") { root.removeAttribute("data-no-make"); showTab("make"); }
    if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
    place.focus();
  }
  function outside(event) {
    const box = event.target.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    const queue = find("queue");
    if (queue?.matches(":popover-open")) queue.hidePopover();
  });

  const line = () => root.toggleAttribute("data-offline", !navigator.onLine);
  window.addEventListener("online", line);
  window.addEventListener("offline", line);

  // React draws and redraws the page: look again when it has
  let due = false;
  let news = "";
  function sweep() {
    due = false;
    markTabs();
    freshen();
    const title = document.querySelector(".app[data-title]")?.dataset.title;
    if (title && document.title !== title) document.title = title;
    const latest = find("news")?.textContent || "";
    if (latest !== news) { news = latest; if (latest) announce(latest); }
  }
  const soon = () => { if (!due) { due = true; requestAnimationFrame(sweep); } };
  watch(soon, { characterData: true, attributes: true, attributeFilter: ["datetime", "data-title"] });
  setInterval(freshen, 15000);
  line();
})();
