// What was read of a product's web page, in the dialog "New campaign": its words, which can be corrected, and
// its pictures, with one's own beside them.
(() => {
  const studio = (window.vidstudio ??= {});
  const MOST = 8;
  const byId = (id) => document.getElementById(id);
  let page = { url: "", title: "", asked: "", seconds: 0 };
  let pictures = []; // { id, thumbnail_url, own }
  let asking = null;
  let clock = 0;

  const element = (tag, name, words = "") => Object.assign(document.createElement(tag), { className: name, textContent: words });
  const summary = () => byId("new-page-summary");

  const kept = () => ({ url: page.url, title: page.title, asked: page.asked, seconds: page.seconds, summary: summary()?.value.trim() ?? "", pictures });

  // As it was when it was kept; nothing for an empty dialog.
  const put = (was) => {
    asking?.abort();
    clearInterval(clock);
    page = { url: was.url ?? "", title: was.title ?? "", asked: was.asked ?? "", seconds: was.seconds ?? 0 };
    pictures = was.pictures ?? [];
    if (summary()) { summary().value = was.summary ?? ""; summary().hidden = true; }
    show(page.url ? "read" : "");
    paint();
  };

  const show = (state, words = "") => {
    const box = byId("new-read");
    if (!box) return;
    box.hidden = !state;
    box.dataset.state = state;
    const address = studio.address.short(page.asked);
    byId("new-read-words").textContent = words || (state === "read" ? studio.text("brief.read", { address }) : "");
    if (state === "read") byId("new-read-words").append(element("span", "m", ` ${studio.text("brief.seconds", { seconds: page.seconds })}`));
    byId("new-read-summary").textContent = state === "read" ? summary().value : "";
  };

  const read = async (address) => {
    if (address === page.asked) return;
    asking?.abort();
    clearInterval(clock);
    asking = new AbortController();
    const turn = asking;
    const began = Date.now();
    page = { url: "", title: "", asked: address, seconds: 0 };
    pictures = pictures.filter((picture) => picture.own);
    const name = studio.address.short(address);
    const tick = () => {
      const seconds = Math.round((Date.now() - began) / 1000);
      const time = seconds ? ` ${studio.text("brief.seconds", { seconds })}` : "";
      show("reading", studio.text("brief.reading", { address: name }) + time);
    };
    tick();
    clock = setInterval(tick, 1000);
    const asked = await studio.rest("POST", "/pages", { url: address }, { signal: turn.signal });
    if (turn !== asking || turn.signal.aborted) return;
    clearInterval(clock);
    if (!asked.ok) {
      show("failed", studio.text("brief.read_failed", { address: name, reason: asked.sentence }));
    } else {
      page = { url: asked.answer.url, title: asked.answer.title, asked: address, seconds: Math.max(1, Math.round((Date.now() - began) / 1000)) };
      summary().value = asked.answer.summary;
      const found = asked.answer.pictures.map((picture) => ({ id: picture.id, thumbnail_url: picture.thumbnail_url, own: false }));
      pictures = [...found, ...pictures].slice(0, MOST);
      show("read");
    }
    paint();
    studio.newCampaign.keep();
  };

  const drawn = (picture, index) => {
    const box = element("div", "new-picture");
    const image = Object.assign(new Image(), { src: picture.thumbnail_url, alt: "" });
    const off = element("button", "", "×");
    off.type = "button";
    off.setAttribute("aria-label", studio.text("brief.remove_picture", { number: index + 1 }));
    off.dataset.newPictureOff = picture.id;
    const from = studio.text(picture.own ? "brief.your_picture" : "brief.from_page");
    box.append(image, element("b", "m", String(index + 1)), off, element("span", "m", from));
    return box;
  };
  const paint = () => {
    const place = byId("new-pictures");
    if (!place) return;
    place.replaceChildren(...pictures.map(drawn));
    const found = pictures.filter((picture) => !picture.own).length;
    byId("new-pictures-words").textContent = found ? studio.counted("brief.pictures_from_page", found) : "";
    byId("new-picture-file").closest("label").hidden = pictures.length >= MOST;
  };

  const add = async (file) => {
    const refused = await studio.upload.refusal(file);
    if (refused) return tell(refused);
    if (pictures.length >= MOST) return tell(studio.text("brief.full", { most: MOST }));
    const body = new FormData();
    body.append("file", file);
    const done = (picture) => {
      pictures.push({ id: picture.id, thumbnail_url: picture.thumbnail_url, own: true });
      paint();
      studio.newCampaign.keep();
    };
    studio.upload.post(body, { progress() {}, reading() {}, done, fail: tell });
  };
  // a toast would lie behind the dialog
  const tell = (sentence) => { byId("new-campaign-error").textContent = sentence; };

  document.addEventListener("change", (event) => {
    if (event.target.id !== "new-picture-file") return;
    const files = [...event.target.files];
    event.target.value = "";
    files.forEach(add);
  });
  document.addEventListener("click", (event) => {
    const off = event.target.closest?.("[data-new-picture-off]");
    if (off) {
      pictures = pictures.filter((picture) => picture.id !== off.dataset.newPictureOff);
      paint();
      studio.newCampaign.keep();
    }
    if (event.target.closest?.("[data-corrects]")) correct();
  });
  const correct = () => {
    const open = summary().hidden;
    summary().hidden = !open;
    byId("new-read-summary").hidden = open;
    byId("new-read-summary").textContent = summary().value;
    if (open) summary().focus();
  };

  studio.newPage = { kept, put, read };
})();
