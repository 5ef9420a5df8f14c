// The box at the foot of the conversation. Enter sends, Shift+Enter makes a new line, "/" comes here.
// What is typed is kept twice: in this tab at once, on the server every 2 s.
(() => {
  const KEEP_MS = 2000;
  const KEPT_MOST = 12000; // longer ones are kept in this tab alone
  const box = () => document.getElementById("note-text");
  const campaign = () => /^\/c\/([^/]+)/.exec(location.pathname)?.[1] || "";
  const key = () => `vidstudio:note:${campaign()}`;
  const answering = () => box()?.form?.dataset.answering === "true";
  let timer = 0;
  let told = "";
  let sent = "";
  let waiting = ""; // the campaign whose page is on its way while Enter was pressed

  function remember(words) {
    try { sessionStorage.setItem(key(), words); } catch { /* private windows may refuse */ }
    clearTimeout(timer);
    // Of this campaign, even if another one is open by then.
    const here = campaign();
    timer = setTimeout(() => tell(here, words), KEEP_MS);
  }
  function tell(campaignId, words) {
    const note = JSON.stringify({ campaign_id: campaignId, text: words });
    if (!campaignId || note === told || words.length > KEPT_MOST) return;
    told = note;
    window.vidstudio.send("typed-words", note);
  }
  function write(words) {
    const text = box();
    if (!text) return;
    text.value = words;
    remember(words);
    text.focus();
    text.setSelectionRange(words.length, words.length);
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.id === "note-text" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (!answering()) event.target.form.requestSubmit();
      return;
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog, video");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || !box()) return;
    if (document.querySelector("dialog[open], :popover-open")) return;
    event.preventDefault();
    if (matchMedia("(max-width: 767px)").matches) window.vidstudio.showTab("chat");
    box().focus();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "note-text") remember(event.target.value);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches?.("[data-composer]")) return;
    if (form.elements.campaign.value !== campaign()) {
      // The page still shows the campaign of a moment ago: these words are for the one being opened.
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = campaign();
      return;
    }
    sent = box().value;
    const most = Number(box().dataset.most);
    const count = sent.trim().length;
    if (count <= most) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { toast, text, price } = window.vidstudio;
    toast(text("conversation.too_long", { count: price.thin(count), most: price.thin(most) }), "warn");
  }, true);
  // The line was kept: what was typed since then stays.
  document.addEventListener("vidstudio:sent", () => {
    const text = box();
    if (!text) return;
    text.value = text.value.startsWith(sent) ? text.value.slice(sent.length) : text.value;
    try { sessionStorage.setItem(key(), text.value); } catch { /* as above */ }
    clearTimeout(timer);
    tell(campaign(), text.value);
    if (!matchMedia("(pointer: coarse)").matches) text.focus();
  });
  document.addEventListener("click", (event) => {
    const starter = event.target.closest?.("[data-prefill]");
    if (!starter) return;
    const start = starter.dataset.prefill;
    const typed = box()?.value || "";
    write(typed.startsWith(start) ? typed : start + typed);
  });

  // This tab's words come first, then what the server has of another tab or device.
  window.vidstudio.watch(() => {
    const text = box();
    if (!text) return;
    if (text.dataset.restored !== key()) {
      text.dataset.restored = key();
      text.dataset.touched = "";
      let own = "";
      try { own = sessionStorage.getItem(key()) || ""; } catch { /* as above */ }
      text.value = own;
    }
    if (waiting && text.form.elements.campaign.value === campaign()) {
      const mine = waiting === campaign();
      waiting = "";
      if (mine && text.value.trim()) text.form.requestSubmit();
    }
    const kept = document.getElementById("kept-words");
    if (!kept || kept.dataset.for !== campaign() || text.dataset.touched) return;
    text.dataset.touched = "yes";
    // A reload may have come before the server was told.
    if (text.value && text.value !== kept.textContent) remember(text.value);
    if (!text.value && kept.textContent) text.value = kept.textContent;
  }, { attributeFilter: ["data-for", "value"] });
})();
