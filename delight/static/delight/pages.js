// The share page's comforts: copy, the device's own share sheet, and the mail draft that follows the edited words.
// Without this file the page works all the same: the link, the words and the draft are there.
"use strict";
(function () {
  const link = document.querySelector("[data-link]");
  const words = document.querySelector("[data-words]");
  const letter = document.querySelector("[data-letter]");
  const copy = document.querySelector("[data-copy]");
  const share = document.querySelector("[data-share]");
  if (!link || !words || !letter) return;

  const draft = letter.getAttribute("href").split("&body=")[0];
  words.addEventListener("input", function () {
    letter.setAttribute("href", draft + "&body=" + encodeURIComponent(words.value));
  });

  if (copy && navigator.clipboard) {
    const label = copy.textContent;
    copy.hidden = false;
    copy.setAttribute("aria-live", "polite");
    copy.addEventListener("click", async function () {
      await navigator.clipboard.writeText(link.href);
      copy.textContent = copy.dataset.copy;
      window.setTimeout(function () { copy.textContent = label; }, 2500);
    });
  }

  if (share && navigator.share) {
    share.hidden = false;
    share.addEventListener("click", function () {
      navigator.share({ text: words.value }).catch(function () { /* closed by the person: nothing to do */ });
    });
  }
})();
