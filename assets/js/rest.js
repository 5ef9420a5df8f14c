// Asks the studio over REST, as this page's own session. Never throws.
(() => {
  const studio = (window.vidstudio ??= {});

  const sentenceOf = (answer) => {
    const detail = answer?.detail;
    if (Array.isArray(detail)) return detail.map((part) => part.msg).join(" ");
    return detail || "";
  };

  // → { ok, status, answer, sentence, field }; status 0 when the line is down.
  studio.rest = async (method, path, body, more = {}) => {
    try {
      const response = await fetch(`/api${path}`, {
        method,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-Requested-With": "vidstudio" },
        body: body === undefined ? undefined : JSON.stringify(body),
        ...more,
      });
      const answer = await response.json().catch(() => null);
      if (response.status === 401) location.assign("/signin");
      return { ok: response.ok, status: response.status, answer, sentence: sentenceOf(answer), field: answer?.field };
    } catch (error) {
      if (error.name === "AbortError") return { ok: false, status: -1, answer: null, sentence: "", field: "" };
      return { ok: false, status: 0, answer: null, sentence: studio.text("campaign.no_line"), field: "" };
    }
  };
})();
