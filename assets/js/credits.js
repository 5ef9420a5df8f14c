// Credits in the browser: a balance that has become low is said once, quietly, until it has risen.
(() => {
  const KEY = "vidstudio-low";
  let told = null;
  const known = () => { try { return sessionStorage.getItem(KEY); } catch { return told; } };
  const keep = (word) => { told = word; try { sessionStorage.setItem(KEY, word); } catch { /* private windows may refuse */ } };

  function look() {
    const pill = document.querySelector(".credit-pill");
    if (!pill || !document.querySelector('.app[data-ready="true"]')) return;
    const words = pill.dataset.low || "";
    if (known() === words) return;
    keep(words);
    if (words) window.vidstudio.toast(words);
  }
  window.vidstudio.watch(look, { attributeFilter: ["data-low"] });
})();
