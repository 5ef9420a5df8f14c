// The forms of /signin, /start, /join and /reset: posted in place, so that what was typed stays and an error
// stands beside its field. Without this script they are plain form posts.
(() => {
  const WEAK = 12;
  const text = (name, values) => window.vidstudio.text(`entrance.${name}`, values);
  const visible = (element, on) => { if (element) element.hidden = !on; };

  function say(form, field, words) {
    const place = form.querySelector(`[data-error-of="${field}"]`) || form.querySelector('[data-error-of="form"]');
    if (!place) { window.vidstudio?.toast(words, "bad"); return; }
    place.textContent = words;
    visible(place.parentElement, Boolean(words));
    const input = form.elements[place.dataset.errorOf];
    if (!input) return;
    input.setAttribute("aria-invalid", String(Boolean(words)));
    input.closest(".input").classList.toggle("wrong", Boolean(words));
  }

  function clear(form) {
    form.querySelectorAll("[data-error-of]").forEach((place) => say(form, place.dataset.errorOf, ""));
  }

  function missing(form) {
    const names = { name: text("no_name"), email: text("no_email"), password: text("no_password"), code: text("no_code") };
    const empty = [...form.elements].filter((input) => input.required && !input.value.trim());
    empty.forEach((input) => say(form, input.name, names[input.name]));
    empty[0]?.focus();
    return empty.length > 0;
  }

  function hold(form, button, seconds) {
    let left = seconds;
    button.disabled = true;
    const tick = () => {
      say(form, "form", left > 0 ? text("wait", { seconds: left }) : "");
      if (left <= 0) { button.disabled = false; return; }
      left -= 1;
      setTimeout(tick, 1000);
    };
    tick();
  }

  // The only pattern a person can miss is that of the address; its own words are for programs.
  function meant(error, field) {
    if (field !== "email") return error.msg;
    return error.type === "string_too_long" ? text("email_long") : text("email_part");
  }

  function refused(form, button, status, body) {
    if (status === 429) { hold(form, button, body.retry_after_seconds || 60); return; }
    const first = Array.isArray(body.detail) ? body.detail[0] : null;
    const field = first ? String(first.loc?.at(-1)) : body.field;
    const words = first ? meant(first, field) : body.detail || text("wrong");
    say(form, field || (status === 401 ? "password" : "form"), words);
    form.querySelector('[aria-invalid="true"]')?.focus();
  }

  // Reflex knows this tab by a name, and what it last showed by that: a new person gets a new one.
  function enter(page) {
    sessionStorage.removeItem("token");
    location.assign(page);
  }

  async function send(form) {
    const button = form.querySelector('[type="submit"]');
    if (button.getAttribute("aria-busy") === "true") return;
    clear(form);
    // The link itself is the key: it stands in the address alone.
    if (form.elements.token) form.elements.token.value = decodeURIComponent(location.pathname.split("/")[2] || "");
    if (missing(form)) return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json", "X-Requested-With": "vidstudio" } });
      const body = await answer.json().catch(() => ({}));
      if (answer.ok) { enter(body.next || "/"); return; }
      refused(form, button, answer.status, body);
    } catch {
      say(form, "form", text("away"));
    }
    button.removeAttribute("aria-busy");
  }

  // One word and one hint. Length counts most; few kinds of characters, or one over and over, do not help.
  function strength(password) {
    const length = [...password].length;
    const words = password.split(/[\s\-_.]+/).filter((word) => word.length > 2).length;
    const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w\s]/].filter((kind) => kind.test(password)).length;
    const distinct = new Set(password.toLowerCase()).size;
    if (!length) return [0, "", text("least")];
    if (length < WEAK) return [1, text("short"), text("more", { count: WEAK - length })];
    if (distinct < 6) return [1, text("weak"), text("same")];
    if (length < 16 && kinds < 3 && words < 3) return [2, text("fair"), text("longer")];
    if (length < 20 && words < 4) return [3, text("strong"), text("words")];
    return [4, text("strongest"), ""];
  }

  function rate(input) {
    const meter = input.form?.querySelector("[data-strength]");
    if (!meter) return;
    const [level, word, hint] = strength(input.value);
    meter.dataset.strength = level;
    meter.querySelector("[data-strength-word]").textContent = word;
    meter.querySelector("[data-strength-hint]").textContent = hint;
  }

  function reveal(button) {
    const input = document.getElementById(button.dataset.reveals);
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.title = text(shown ? "hide" : "show");
    input.focus();
  }

  const clips = () => [...document.querySelectorAll(".reel video")];
  const unwanted = () => matchMedia("(prefers-reduced-motion: reduce), (max-width: 900px)").matches;
  function play(on) {
    clips().forEach((clip) => { clip.muted = true; if (on) clip.play().catch(() => {}); else clip.pause(); });
    document.querySelectorAll("[data-pauses-reel]").forEach((button) => button.setAttribute("aria-pressed", String(!on)));
  }

  // React puts new inputs in the place of those that came with the page: what was typed meanwhile,
  // and where, goes along.
  const typed = new Map();
  const carry = () => {
    for (const [id, kept] of typed) {
      const input = document.getElementById(id);
      if (!input || input === kept.input) continue;
      input.value = kept.value;
      if (kept.focused && document.activeElement === document.body) input.focus();
      typed.set(id, { ...kept, input });
      if (input.name === "password") rate(input);
    }
  };
  const remember = (event) => {
    const input = event.target;
    if (!input.id || !input.closest?.("form[data-entrance]")) return;
    for (const kept of typed.values()) kept.focused = false;
    typed.set(input.id, { input, value: input.value, focused: true });
  };
  document.addEventListener("input", remember);
  document.addEventListener("focusin", remember);
  window.vidstudio.watch(carry);

  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("form[data-entrance]")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-entrance]");
    if (!form) return;
    if (event.target.name === "password") rate(event.target);
    if (event.target.getAttribute("aria-invalid") === "true") say(form, event.target.name, "");
  });
  document.addEventListener("click", (event) => {
    const eye = event.target.closest?.("[data-reveals]");
    if (eye) reveal(eye);
    const pause = event.target.closest?.("[data-pauses-reel]");
    if (pause) play(pause.getAttribute("aria-pressed") === "true");
  });
  // React may mount the page after this runs: start once the clips are there.
  let tries = 0;
  const start = () => {
    if (clips().length) play(!unwanted());
    else if (tries++ < 40 && /^\/(signin|start|join|reset)/.test(location.pathname)) setTimeout(start, 250);
  };
  window.addEventListener("load", start);
})();
