// The dialog "Confirm cost": the sum as the ticks stand, and which lines still fit.
(() => {
  const { text, counted, watch } = window.vidstudio;
  const thin = (value) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009");
  const put = (form, name, words) => {
    const place = form.querySelector(`[data-sum="${name}"]`);
    if (place && place.textContent !== words) place.textContent = words;
  };

  function add(form) {
    const { available, cap, capLeft, takes: room, usd } = form.dataset;
    const limit = Number(cap) < 0 ? Number(available) : Math.min(Number(available), Number(capLeft));
    const ticks = [...form.querySelectorAll(".tick")];
    const sum = (name) => ticks.filter((tick) => tick.checked).reduce((all, tick) => all + Number(tick.dataset[name]), 0);
    const amount = sum("amount");
    const takes = sum("takes");
    for (const tick of ticks) {
      const fits = amount + Number(tick.dataset.amount) <= limit && takes + Number(tick.dataset.takes) <= Number(room);
      tick.disabled = !tick.checked && !fits;
    }
    put(form, "takes", counted("conversation.takes", takes));
    put(form, "credits", amount
      ? `${thin(amount)} ${counted("conversation.credits", amount)} ≈ $${(amount * Number(usd)).toFixed(2)}`
      : text("conversation.free"));
    form.querySelector('[data-sum="credits"]').classList.toggle("m", amount > 0);
    put(form, "left", thin(Number(available) - amount));
    put(form, "cap", text("conversation.of", { left: thin(Number(capLeft) - amount), cap: thin(Number(cap)) }));
    put(form, "make", takes ? counted("conversation.make", takes) : text("conversation.make.none"));
    const make = form.querySelector('[data-sum="make"]');
    if (make.disabled !== !takes) make.disabled = !takes;
  }
  const all = () => document.querySelectorAll("form[data-cost]").forEach((form) => form.querySelector(".tick") && add(form));
  document.addEventListener("change", (event) => { if (event.target.closest?.("form[data-cost]")) all(); });
  watch(all, { attributeFilter: ["data-available", "data-cap-left", "data-amount", "data-cap"] });
})();
