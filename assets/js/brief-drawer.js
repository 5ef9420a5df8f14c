// The drawer of the brief: how it opens and closes, its channels, its pictures, its page.
(() => {
  const studio = window.vidstudio;
  const phone = matchMedia("(max-width: 767px)");
  const byId = (id) => document.getElementById(id);
  const drawer = () => byId("brief");
  const isOpen = () => drawer()?.matches(":popover-open");
  const path = (rest) => `/campaigns/${studio.brief.campaign()}/brief/${rest}`;
  let opener = null;

  const open = (from) => {
    if (!drawer() || isOpen()) return;
    opener = from;
    const queue = byId("queue");
    if (queue?.matches(":popover-open")) queue.hidePopover();
    studio.brief.sync();
    drawer().showPopover();
    if (!phone.matches) byId("brief-goal").focus({ preventScroll: true });
    else drawer().querySelector("[data-closes-brief]").focus();
  };
  const close = () => {
    if (!isOpen()) return;
    studio.brief.saveAll();
    drawer().hidePopover();
    const back = opener?.isConnected && opener.offsetParent ? opener : document.querySelector(".brief-pencil");
    back?.focus({ preventScroll: true });
  };
  const ask = () => {
    close();
    if (phone.matches) studio.showTab("chat");
    byId("note-text")?.focus();
  };

  // before React's router sees it: on this page the link of the stage opens the drawer
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    const from = at("[data-opens-brief]");
    if (from && drawer() && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      byId("stages-menu")?.matches(":popover-open") && byId("stages-menu").hidePopover();
      // The whole card opens it, its pencil gets the cursor back.
      open(from.matches("section") ? from.querySelector("button") : from);
    }
    if (at("[data-closes-brief]")) close();
    if (at("[data-asks-assistant]")) ask();
    const off = at("[data-brief-picture-off]");
    if (off) told(studio.rest("POST", path("pictures"), { name: off.dataset.briefPictureOff, on: false }));
    if (at("[data-brief-read-again]")) read(studio.brief.server().page_url);
    if (at("[data-brief-read-open]")) openForm();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen() && !document.querySelector("dialog[open], .popover:popover-open")) {
      event.stopPropagation();
      close();
    }
  }, true);
  document.addEventListener("toggle", (event) => {
    if (event.target.id === "queue" && event.newState === "open" && isOpen()) drawer().hidePopover();
  }, true);

  const told = async (asking) => {
    const asked = await asking;
    if (!asked.ok) studio.toast(asked.sentence, "warn");
    return asked;
  };

  document.addEventListener("change", async (event) => {
    const channel = event.target.dataset?.briefChannel;
    if (channel) {
      const box = event.target;
      box.dataset.asking = "yes";
      studio.briefNotes.status("saving");
      const asked = await told(studio.rest("POST", path("channels"), { name: channel, on: box.checked }));
      delete box.dataset.asking;
      if (asked.ok) { studio.briefNotes.channels(asked.answer); studio.briefNotes.status("saved"); }
      else studio.brief.sync();
    }
    if (event.target.matches?.("[data-brief-picture-file]")) {
      const files = [...event.target.files];
      event.target.value = "";
      for (const file of files) await add(file);
    }
  });

  const sent = (file) => new Promise((resolve, reject) => {
    const body = new FormData();
    body.append("file", file);
    studio.upload.post(body, { progress() {}, reading() {}, done: resolve, fail: reject });
  });
  const add = async (file) => {
    const here = path("pictures"); // whoever goes to another campaign meanwhile meant this one
    const refused = await studio.upload.refusal(file);
    if (refused) return studio.toast(refused, "warn");
    try {
      const picture = await sent(file);
      await told(studio.rest("POST", here, { name: picture.id, on: true }));
    } catch (sentence) {
      studio.toast(String(sentence), "warn");
    }
  };

  const openForm = () => {
    const form = byId("brief-read");
    form.hidden = false;
    form.querySelector("input").focus();
  };
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "brief-read") return;
    event.preventDefault();
    const address = event.target.querySelector("input").value.trim();
    if (address) read(address);
  }, true);
  const read = async (address) => {
    const place = byId("brief-reading");
    const name = studio.address.short(address);
    place.textContent = studio.text("brief.reading", { address: name });
    const asked = await studio.rest("POST", path("page"), { url: address });
    const failed = { address: name, reason: asked.sentence };
    place.textContent = asked.ok ? "" : studio.text("brief.read_failed", failed);
    if (asked.ok) byId("brief-read").hidden = true;
  };

  // ?brief=1 opens it once the campaign is here
  const arrive = () => {
    const url = new URL(location.href);
    if (url.searchParams.get("brief") !== "1" || !studio.brief.campaign() || !drawer()) return;
    if (!url.pathname.includes(studio.brief.campaign())) return;
    url.searchParams.delete("brief");
    history.replaceState(history.state, "", url);
    open(document.querySelector(".brief-pencil"));
  };
  const start = () => studio.watch(arrive, { attributeFilter: ["data-campaign"] });
  // Other scripts of the page come after this one.
  if (document.readyState === "complete") start();
  else document.addEventListener("DOMContentLoaded", start);
})();
