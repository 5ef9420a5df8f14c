// The draft of the make panel: kept on the server soon after a change, and in this tab until the server
// has it, so that a reload or a broken line loses nothing.
(() => {
  const studio = (window.vidstudio ??= {});
  const SAVE_AFTER_MS = 600;
  const RESEND_AFTER_MS = 5000;
  const facts = () => document.getElementById("make-facts")?.dataset ?? {};
  const shelf = () => `vidstudio.make.${facts().campaign}`;
  const values = () => studio.make.values();

  let turn = 0;
  let sent = 0;
  let dirty = false;
  let timer = 0;
  let resend = 0;

  // One message to the State; turns grow, across reloads too.
  const send = (id, message) => {
    turn = Math.max(Date.now(), turn + 1);
    studio.send(id, JSON.stringify({ ...message, turn }));
  };

  // A message that carries every value keeps the draft as well.
  const sendKept = (id, message) => {
    clearTimeout(timer);
    dirty = false;
    send(id, message);
    sent = turn;
  };

  const changed = () => {
    dirty = true;
    sessionStorage.setItem(shelf(), JSON.stringify(values()));
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  };

  const save = () => {
    clearTimeout(resend);
    if (!studio.make.field("prompt") || !sessionStorage.getItem(shelf())) return;
    sendKept("make-save", values());
    resend = setTimeout(save, RESEND_AFTER_MS);
  };

  const kept = () => {
    if (!sent || Number(facts().saved) < sent || dirty) return;
    clearTimeout(resend);
    sessionStorage.removeItem(shelf());
  };

  // The answer builds every input anew: nothing kept in this tab may come over it.
  const handOver = (id, message) => {
    clearTimeout(resend);
    sendKept(id, message);
    sessionStorage.removeItem(shelf());
  };

  const choose = (model) => sendKept("make-choose", { ...values(), model });

  const reset = () => {
    handOver("make-reset", values());
  };

  const put = (kept) => {
    const { field } = studio.make;
    for (const name of ["prompt", "negative_prompt", "duration_seconds", "seed", "takes"]) {
      if (field(name)) field(name).value = kept[name];
    }
    for (const name of ["mode", "aspect_ratio", "resolution"]) {
      const radio = document.querySelector(`.make input[name="${name}"][value="${kept[name]}"]`);
      if (radio) radio.checked = true;
    }
    if (field("audio")) field("audio").checked = Boolean(kept.audio);
    studio.template.load({ id: kept.template ?? "", values: kept.template_values ?? {} });
    studio.references.load(kept.pictures);
    studio.panel.settle({ shot: kept.shot_id, elsewhere: kept.elsewhere });
  };

  // The inputs are new. What was typed before but never kept is put back as it was.
  const seeded = () => {
    studio.panel.settle(JSON.parse(facts().places || "{}"));
    studio.references.load(JSON.parse(facts().pictures || "[]"));
    studio.template.load(JSON.parse(facts().template || "{}"));
    const unsaved = JSON.parse(sessionStorage.getItem(shelf()) || "null");
    if (!unsaved) return;
    put(unsaved);
    if (unsaved.model === facts().model) save();
    else sendKept("make-choose", unsaved);
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden && dirty) save();
  });
  window.addEventListener("pagehide", () => dirty && save());

  studio.draft = { send, handOver, changed, save, kept, choose, reset, seeded };
})();
