// What the brief says about its fields: wrong, changed by somebody else, saved; dollars; ticked channels.
(() => {
  const studio = (window.vidstudio ??= {});
  const byId = (id) => document.getElementById(id);
  const element = (tag, words, name = "") => Object.assign(document.createElement(tag), { textContent: words, className: name });

  const initials = (name) => name.split(/\s+/).map((part) => part[0] || "").join("").slice(0, 2).toUpperCase();

  const opener = (versions, me) => {
    if (versions.who === "assistant") return studio.text("brief.changed_assistant");
    if (versions.who === me) return studio.text("brief.changed_here");
    return studio.text("brief.changed_by", { name: versions.by });
  };

  const button = (field, which, words) => {
    const made = element("button", words, "link");
    made.type = "button";
    Object.assign(made.dataset, { briefVersion: field, which });
    return made;
  };

  const changed = (field, versions, me) => {
    const row = element("div", "", "row small text-2 brief-changed");
    if (versions.who !== me && versions.who !== "assistant" && versions.by) row.append(element("span", initials(versions.by), "avatar tiny"));
    const words = element("span", opener(versions, me), "grow");
    if (versions.at) {
      const time = element("time", "");
      time.dateTime = versions.at;
      time.dataset.relative = "";
      words.append(time);
    }
    row.append(words);
    if (versions.now === "mine") {
      row.append(button(field, "theirs", studio.text("brief.show_theirs")), button(field, "keep", studio.text("brief.keep_mine")));
    } else if (versions.mine) {
      row.append(button(field, "mine", studio.text(versions.kept && versions.who === me ? "brief.show_before" : "brief.show_yours")));
    }
    return row;
  };

  // drawn anew only when it says something else, so that a pressed button does not vanish
  const field = (name, state, me) => {
    const place = byId(`brief-${name}-notes`);
    const input = document.querySelector(`[data-brief-field="${name}"]`);
    if (!place || !input) return;
    const { wrong, versions } = state;
    const told = JSON.stringify([wrong, versions && [versions.now, versions.by, versions.at, Boolean(versions.mine)]]);
    if (place.dataset.told === told) return;
    place.dataset.told = told;
    input.toggleAttribute("aria-invalid", Boolean(wrong));
    if (wrong) input.setAttribute("aria-invalid", "true");
    const lines = [];
    if (wrong) lines.push(element("p", wrong, "field-error"));
    if (versions) lines.push(changed(name, versions, me));
    place.replaceChildren(...lines);
  };

  const status = (word) => {
    const place = byId("brief-status");
    if (!place || place.dataset.word === word) return;
    const first = !place.dataset.word;
    place.dataset.word = word;
    // Before anything was typed there is nothing to say.
    place.textContent = first && word === "saved" ? "" : studio.text(`brief.${word}`);
  };

  const money = (credits, usd) => (credits > 0 ? studio.text("brief.dollars", { amount: (credits * usd).toFixed(2) }) : "");
  const credits = (typed) => Number((typed || "").replace(/\s/g, "")) || 0;

  const dollars = () => {
    const place = byId("brief-dollars");
    if (!place) return;
    const words = money(credits(byId("brief-budget_credits")?.value), studio.brief.usd());
    if (place.textContent !== words) place.textContent = words;
  };

  const channels = (brief) => {
    const ticked = new Set(brief.channels || []);
    document.querySelectorAll("[data-brief-channel]").forEach((box) => {
      if (!box.dataset.asking) box.checked = ticked.has(box.dataset.briefChannel);
    });
    const place = byId("brief-chosen");
    const words = studio.text("brief.chosen", { count: ticked.size });
    if (place && place.textContent !== words) place.textContent = words;
    dollars();
  };

  studio.briefNotes = { field, status, channels, dollars, money, credits };
})();
