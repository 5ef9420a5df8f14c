// What the make panel says of its values: price and its sum, price steps, the length's stops, the
// counter, what stands in the way. Prices come from the table on the page; the server prices anew.
(() => {
  const studio = (window.vidstudio ??= {});
  const byId = (id) => document.getElementById(id);
  const facts = () => byId("make-facts").dataset;
  const thin = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");
  const text = (key, values) => studio.text(`make.${key}`, values);
  const credits = (number) => studio.counted("make.credits", number, { amount: thin(number) });
  const filled = (table) => Object.keys(table).length > 0;

  const nearest = (numbers, wanted) =>
    numbers.reduce((best, n) => (Math.abs(n - wanted) < Math.abs(best - wanted) ? n : best));

  // The price of one take of this model with these values, its own nearest legal ones.
  const quote = (row, values, resolution = values.resolution) => {
    const tall = resolution in row.price_silent ? resolution : Object.keys(row.price_silent)[0];
    const audio = row.sound === "always" || (row.sound === "optional" && values.audio);
    const pictured = studio.references.used(row, values.mode) > 0;
    let prices = audio && filled(row.price_sound) ? row.price_sound : row.price_silent;
    if (pictured && filled(row.price_pictures)) prices = row.price_pictures;
    const seconds = nearest(row.durations, values.duration_seconds);
    const units = row.price_unit === "second" ? seconds : 1;
    return { each: prices[tall], units, seconds, resolution: tall, total: prices[tall] * units };
  };

  const waiting = (seconds) => {
    if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
    if (seconds < 55) return `${Math.round(seconds / 10) * 10} s`;
    return `${Math.max(1, Math.round(seconds / 60))} min`;
  };

  const element = (tag, text, name = "") => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  const paintLength = (row) => {
    const slider = document.querySelector(".length-slider");
    if (!slider) return;
    const { min, max, step, value } = slider;
    const part = (number) => (number - min) / (max - min || 1);
    const box = slider.parentElement;
    const stops = row.durations;
    const shown = stops.length <= 16 ? stops : stops.filter((n, i) => !i || n === +max || n % 10 === 0);
    box.style.setProperty("--part", part(value));
    box.querySelector(".length-value").textContent = `${value} s`;
    slider.setAttribute("aria-valuetext", `${value} s`);
    const dots = shown.map((n) => {
      const dot = element("i", "", n <= value ? "passed" : "");
      dot.style.setProperty("--at", part(n));
      return dot;
    });
    box.querySelector(".length-stops").replaceChildren(...dots);
  };

  const paintSteps = (row, values, now) => {
    for (const mark of document.querySelectorAll(".price-step")) {
      const step = quote(row, values, mark.dataset.step).total - now.total;
      mark.textContent = step === 0 ? "" : (step > 0 ? "+" : "−") + thin(Math.abs(step));
    }
  };

  const leftAfter = (now, values) => Number(facts().available) - now.total * values.takes;

  // "4 credits", or nothing where there are enough.
  const missing = (row, values) => {
    const left = leftAfter(quote(row, values), values);
    return left < 0 ? credits(-left) : "";
  };

  // How far this goes over the campaign's own cap, in words; nothing where it does not.
  const overCap = (row, values) => {
    const { capped, spent } = facts();
    const cost = quote(row, values).total * values.takes;
    const over = Number(spent) + cost - Number(capped);
    return capped !== undefined && capped !== "" && cost && over > 0 ? credits(over) : "";
  };

  // The figure of "64 credits" in its own face.
  const amount = (cost) => {
    const [before, after] = credits(cost).split(thin(cost));
    return [before, element("span", thin(cost), "m"), after];
  };

  const paintCap = (over) => {
    const button = byId("make-cap");
    button.hidden = !over;
    byId("make-time").hidden = Boolean(over);
    button.textContent = over ? text("over_cap", { credits: over }) : "";
  };

  const paintPrice = (row, values, now) => {
    const cost = now.total * values.takes;
    const left = leftAfter(now, values);
    const money = `≈ $${(cost * Number(facts().usd)).toFixed(2)}`;
    byId("make-price").replaceChildren(
      ...(cost
        ? [...amount(cost), " ", element("span", money, "money")]
        : [text("free")]),
    );
    const time = byId("make-time");
    time.textContent =
      left < 0 ? text("is_missing", { credits: credits(-left) }) : text("about", { time: waiting(row.usual_seconds) });
    time.classList.toggle("is-warn", left < 0);
    paintCap(overCap(row, values));
    const units = row.price_unit === "second" ? `${now.seconds} s` : text("one_video");
    const lines = [
      [text("each", { units, credits: credits(now.each) }), thin(now.total)],
      [now.resolution.replace(/k$/, "K"), text("included")],
    ];
    if (row.sound === "always" || values.audio) lines.push([text("sound"), text("included")]);
    if (values.takes > 1) lines.push([text("takes", { count: values.takes }), thin(cost)]);
    lines.push(left < 0 ? [text("missing"), thin(-left)] : [text("left"), thin(left)]);
    const sum = element("dl", "");
    for (const [name, amount] of lines) sum.append(element("dt", name), element("dd", amount, "m"));
    const title = cost ? credits(cost) : text("free");
    byId("make-sum").replaceChildren(element("b", title, "strong"), sum);
  };

  const paintWords = (row, values) => {
    const length = [...values.prompt].length;
    const counter = byId("make-counter");
    counter.textContent = `${thin(length)} / ${thin(row.prompt_limit)}`;
    counter.classList.toggle("is-bad", length > row.prompt_limit);
    const avoid = values.negative_prompt && !byId("make-avoid").closest("[hidden]");
    const changed = [values.seed && text("seed_locked"), avoid && text("avoid_set")].filter(Boolean);
    document.querySelector(".advanced-count").textContent =
      changed.length > 1 ? text("more_changed", { first: changed[0], count: changed.length - 1 }) : (changed[0] ?? "");
  };

  const paintReasons = (found, waiting) => {
    const place = document.querySelector(".generate-place");
    place.toggleAttribute("data-blocked", found.length > 0);
    place.toggleAttribute("data-waiting", waiting);
    if (!found.length) studio.make.hush();
    const rows = found.map(([words, target]) => {
      const jump = element("button", words, "reason");
      jump.type = "button";
      jump.dataset.jump = target;
      return jump;
    });
    byId("make-reasons").replaceChildren(...(rows.length ? [element("b", text(waiting ? "starts_after" : "not_yet")), ...rows] : []));
  };

  const paint = (row, values, found, waiting) => {
    const now = quote(row, values);
    paintLength(row);
    paintSteps(row, values, now);
    paintPrice(row, values, now);
    paintWords(row, values);
    paintReasons(found, waiting);
  };

  studio.price = { paint, quote, missing, overCap, credits, waiting, thin, element };
})();
