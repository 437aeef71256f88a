// Tells how far a run is while it is drawn, and opens its PDF. Without this script the PDF simply comes when it is drawn.
(() => {
  const AGAIN = 2000; // milliseconds until a lost connection is tried again, and in which a second click is none

  // Today's cards: the button opens a page that tells how far it is.
  document.querySelectorAll("form[data-watch]").forEach((form) => {
    const watch = document.createElement("input");
    Object.assign(watch, { type: "hidden", name: "watch", value: "1" });
    form.append(watch);
    let pressed = -Infinity;
    form.addEventListener("submit", (event) => {
      if (event.timeStamp - pressed < AGAIN) event.preventDefault();
      else pressed = event.timeStamp;
    });
    document.addEventListener("visibilitychange", () => {
      if (pressed > 0 && !document.hidden) location.reload(); // back from the PDF: what is printed is no longer here
    });
  });

  const form = document.querySelector("[data-printing]");
  if (!form) return;
  const status = document.getElementById("how-far");
  const bar = document.querySelector("progress");
  const part = (name) => document.querySelector(`[data-${name}]`);

  const end = ({ pdf, run }) => {
    if (!pdf) return location.replace(run); // every piece was refused: the run says why
    part("open").href = pdf;
    part("run").href = run;
    part("drawn").hidden = false;
    location.assign(pdf);
  };

  const tell = (told) => {
    status.textContent = told.said || told.error;
    if (told.share) bar.value = told.share; // of the way; without a value the bar only says that something is done
    if (told.error) bar.hidden = true;
    if (told.error || told.run) part("waits").hidden = true;
    if (told.run) end(told);
    return told.error || told.run;
  };

  const lost = async () => {
    status.textContent = form.dataset.lost;
    bar.removeAttribute("value");
    try { await fetch(location.href); location.reload(); } catch { setTimeout(lost, AGAIN); }
  };

  // The answer is lines of JSON; the last of them names the run, or what went wrong.
  const print = async () => {
    history.replaceState(null, "", form.dataset.printing); // opened anew, the page asks what became of it
    let last;
    try {
      const answer = await fetch(form.dataset.printing, { method: "POST", body: new FormData(form) });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = "", next; !(next = await reader.read()).done; ) {
        const lines = (rest + next.value).split("\n");
        rest = lines.pop();
        lines.forEach((line) => { last = tell(JSON.parse(line)); });
      }
    } catch { /* said below */ }
    if (!last) await lost();
  };
  print();
})();
