// The film in the player: its control bar, its frames, its second try when a link has run out.
(() => {
  const film = () => document.querySelector("[data-film]");
  const bar = () => document.querySelector("[data-bar]");
  const RATES = [0.25, 0.5, 1, 1.5, 2];
  let muted = true;
  let rate = 1;
  let loops = true;
  let frameSeconds = 1 / 30;
  let backwards = 0;

  function toggle() {
    const video = film();
    stopShuttle();
    if (video.paused) video.play().catch(() => {});
    else video.pause();
  }
  function frame(by) {
    const video = film();
    stopShuttle();
    video.pause();
    const at = Math.round(video.currentTime / frameSeconds) + by;
    video.currentTime = Math.min(Math.max(at * frameSeconds + 0.001, 0), video.duration || 0);
  }
  function setRate(value) {
    rate = value;
    film().playbackRate = value;
    show();
  }
  function faster() {
    const next = film().paused ? 1 : Math.min(2, rate < 1 ? 1 : rate + 0.5);
    stopShuttle();
    setRate(next);
    film().play().catch(() => {});
  }
  function shuttleBack() {
    film().pause();
    backwards = Math.min(2, backwards + 1);
    let last = performance.now();
    const ride = backwards;
    const move = (now) => {
      const video = film();
      if (!video || backwards !== ride) return;
      if (!video.seeking) {
        video.currentTime = Math.max(0, video.currentTime - ((now - last) / 1000) * ride);
        last = now;
      }
      if (video.currentTime > 0) requestAnimationFrame(move);
      else stopShuttle();
    };
    requestAnimationFrame(move);
  }
  function stopShuttle() { backwards = 0; }
  function fullScreen() {
    const stage = document.querySelector(".player-stage");
    if (document.fullscreenElement) document.exitFullscreen();
    else if (stage.requestFullscreen) stage.requestFullscreen();
    else if (film().webkitEnterFullscreen) film().webkitEnterFullscreen();
  }
  const DOES = {
    play: toggle,
    back: () => frame(-1),
    forward: () => frame(1),
    speed: () => setRate(RATES[(RATES.indexOf(rate) + 1) % RATES.length] || 1),
    loop: () => { loops = !loops; film().loop = loops; show(); },
    sound: () => { muted = !film().muted; film().muted = muted; show(); },
    full: fullScreen,
    pause: () => { stopShuttle(); film().pause(); },
    reverse: shuttleBack,
    faster,
  };

  // --- what the bar shows

  function words(seconds) {
    const frames = Math.round(1 / frameSeconds);
    const all = Math.floor(seconds / frameSeconds + 0.01);
    const whole = Math.floor(all / frames);
    const two = (n) => String(n).padStart(2, "0");
    return `${Math.floor(whole / 60)}:${two(whole % 60)}.${two(all % frames)}`;
  }
  function show() {
    const video = film();
    const box = bar();
    if (!video || !box) return;
    const share = video.duration ? video.currentTime / video.duration : 0;
    const seek = box.querySelector("[data-seek]");
    seek.value = String(Math.round(share * 1000));
    seek.style.setProperty("--at", String(share));
    const now = words(video.currentTime);
    seek.setAttribute("aria-valuetext", now);
    box.querySelector("[data-now]").textContent = now;
    box.querySelector("[data-rate]").textContent = `${rate}×`;
    // The name says what is seen.
    for (const name of ["aria-label", "title"]) box.querySelector(".does-speed").setAttribute(name, window.vidstudio.text("player.speed", { rate: `${rate}×` }));
    box.toggleAttribute("data-playing", !video.paused);
    box.toggleAttribute("data-muted", video.muted);
    box.querySelector(".does-play").setAttribute("aria-label", window.vidstudio.text(video.paused ? "player.play" : "player.pause"));
    box.querySelector(".does-sound").setAttribute("aria-label", window.vidstudio.text(video.muted ? "player.sound_on" : "player.sound_off"));
    box.querySelector(".does-loop").setAttribute("aria-pressed", String(loops));
  }
  function follow() {
    show();
    if (film() && !film().paused) requestAnimationFrame(follow);
  }
  // The length of a frame is the smallest step between two shown frames.
  function measure(video) {
    let last = -1;
    frameSeconds = 1 / 30;
    let known = false;
    const see = (_, shown) => {
      const step = shown.mediaTime - last;
      if (last >= 0 && step > 0.008 && step < 0.1 && (!known || step < frameSeconds)) {
        frameSeconds = step;
        known = true;
      }
      last = shown.mediaTime;
      if (film() === video) video.requestVideoFrameCallback(see);
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(see);
  }
  function begin(video) {
    video.muted = muted;
    video.loop = loops;
    video.playbackRate = rate;
    delete video.parentElement.dataset.fault;
    video.play().catch(() => show());
  }
  // A signed link may have run out: ask for it once more, and go on from the same moment.
  function again(video) {
    const stage = video.parentElement;
    if (video.dataset.again) {
      stage.dataset.fault = "";
      return;
    }
    video.dataset.again = "1";
    const at = video.currentTime;
    const wasPlaying = !video.paused;
    video.addEventListener("loadedmetadata", () => {
      video.currentTime = at;
      if (wasPlaying) video.play().catch(() => {});
    }, { once: true });
    video.src = video.getAttribute("src");
    video.load();
  }
  const HEARD = {
    loadstart: measure,
    loadedmetadata: begin,
    play: follow,
    pause: show,
    timeupdate: show,
    seeked: show,
    volumechange: show,
    waiting: (video) => { video.parentElement.dataset.waiting = ""; },
    playing: (video) => { delete video.parentElement.dataset.waiting; delete video.dataset.again; },
    error: again,
  };
  for (const [name, act] of Object.entries(HEARD)) {
    // Media events do not bubble, but they can be caught on the way down.
    document.addEventListener(name, (event) => {
      if (event.target instanceof HTMLVideoElement && "film" in event.target.dataset) act(event.target);
    }, true);
  }

  document.addEventListener("input", (event) => {
    if (!(event.target instanceof Element) || !event.target.matches("[data-seek]")) return;
    const video = film();
    stopShuttle();
    if (video && video.duration) video.currentTime = (event.target.value / 1000) * video.duration;
  });

  const does = (what) => { if (film()) DOES[what](); };
  window.vidstudio = Object.assign(window.vidstudio || {}, { film: { does } });
})();
