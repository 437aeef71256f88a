// Chooses a thing of the shop for a bundle: the chosen one is shown with stock and price, others are found by words.
(() => {
  const PAUSE = 300; // milliseconds after the last key

  const show = async (place, url, away) => {
    const turn = (place.turn = (place.turn || 0) + 1);
    let html = "";
    try {
      const answer = await fetch(url);
      html = answer.ok && !answer.redirected ? await answer.text() : "";
    } catch { /* said below */ }
    if (turn !== place.turn) return; // a later question was asked meanwhile
    place.innerHTML = html;
    if (!html) place.textContent = away;
  };

  const begin = (box) => {
    const { url, away, fills } = box.dataset;
    const id = box.querySelector("input[type=hidden]");
    const words = box.querySelector("[data-words]");
    const chosen = box.querySelector("[data-chosen]");
    const found = box.querySelector("[data-found]");
    const none = box.querySelector("[data-none]");
    let timer;

    const choose = (value) => {
      id.value = value;
      id.dispatchEvent(new Event("change", { bubbles: true }));
      tell();
    };
    const tell = () => {
      none.hidden = !id.value;
      if (id.value) show(chosen, `${url}?chosen=${encodeURIComponent(id.value)}`, away);
      else { chosen.turn = (chosen.turn || 0) + 1; chosen.textContent = ""; }
    };
    const seek = () => show(found, `${url}?words=${encodeURIComponent(words.value)}`, away);

    words.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(seek, PAUSE); });
    words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // Enter finds, and does not save the bundle
      clearTimeout(timer);
      seek();
    });
    found.addEventListener("click", (event) => {
      const button = event.target.closest("[data-choose]");
      if (!button) return;
      const name = document.getElementById(`id_${fills}`);
      if (name && !name.value) name.value = button.dataset.name;
      found.textContent = "";
      choose(button.dataset.choose);
      words.focus();
    });
    none.addEventListener("click", () => { choose(""); words.focus(); });
    tell();
  };

  const beginAll = () => document.querySelectorAll(".delight-variant").forEach(begin);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", beginAll);
  else beginAll();
})();
