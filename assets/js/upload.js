// Sends one picture to the studio, by XMLHttpRequest because fetch tells no progress.
(() => {
  const studio = (window.vidstudio ??= {});
  const LARGEST_BYTES = 25000000;
  const text = (key, values) => studio.text(`make.${key}`, values);
  const accepted = () => ({ accepted: text("accepted") });
  const BEGINNINGS = { "%PDF": "PDF", GIF8: "GIF" };

  // The sentences the studio would answer with, before megabytes travel. It decides all the same.
  const refusal = async (file) => {
    const megabytes = Math.ceil(file.size / 1e5) / 10;
    if (file.size > LARGEST_BYTES) return text("file_large", { size: megabytes });
    if (!file.size) return text("file_empty", accepted());
    try {
      const head = await file.slice(0, 4).text();
      return head in BEGINNINGS ? text("file_kind", { kind: BEGINNINGS[head], ...accepted() }) : "";
    } catch {
      return text("file_gone");
    }
  };

  const sentence = (answer) => {
    const detail = answer?.detail;
    if (Array.isArray(detail)) return detail.map((part) => part.msg).join(" ");
    return detail || text("file_odd");
  };

  const parsed = (request) => {
    try {
      return JSON.parse(request.responseText);
    } catch {
      return null;
    }
  };

  // `fail` gets the sentence, and whether sending the same again may help.
  const post = (body, { progress, reading, done, fail }) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => progress(event.loaded, event.total);
    request.upload.onload = reading;
    request.onload = () => {
      const answer = parsed(request);
      if (request.status === 201 && answer) return done(answer);
      fail(sentence(answer), request.status >= 500 || request.status === 429);
    };
    request.onerror = () => fail(text("file_broken"), true);
    request.open("POST", "/api/uploads");
    request.setRequestHeader("X-Requested-With", "vidstudio");
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
    return request;
  };

  studio.upload = { post, refusal };
})();
