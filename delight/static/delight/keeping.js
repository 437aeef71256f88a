// The editor keeps what is written by itself. A button pressed meanwhile waits for that: a new page that is kept and
// published in the same moment would be made twice, and the second is refused. Without this script it is Wagtail's way.
(() => {
  const KEEPS = '[data-controller~="w-autosave"]';
  let keeping = false; // from the first sign of a change until its answer is here
  let leaving = false; // the form is on its way: nothing is kept any more
  let waits = null;

  document.addEventListener("w-autosave:save", (event) => {
    if (leaving) return event.preventDefault();
    keeping = true;
    queueMicrotask(() => { if (event.defaultPrevented) keeping = false; });
  });

  const kept = () => {
    keeping = false;
    if (!waits) return;
    const { form, button } = waits;
    waits = null;
    if (button?.name) { // the button is disabled by now, or was exchanged when the new page became an old one
      const pressed = document.createElement("input");
      Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
      form.append(pressed);
    }
    form.requestSubmit();
  };
  document.addEventListener("w-autosave:success", kept);
  document.addEventListener("w-autosave:error", kept);

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(KEEPS)) return;
    if (keeping) {
      event.preventDefault();
      event.stopImmediatePropagation();
      waits = { form: event.target, button: event.submitter };
    } else {
      leaving = true;
    }
  }, true);
  window.addEventListener("pageshow", () => { leaving = false; }); // the browser's Back shows the page as it was left
})();
