// What a script makes easier. Every page works without it.
"use strict";

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// After a form came back with errors, begin reading where they are summed up.
const wrong = document.querySelector("[data-focus]");
if (wrong) window.addEventListener("load", () => wrong.focus()); // not before: an address with # takes the focus away

// Ask before leaving a form that was changed and not sent.
document.querySelectorAll("form[data-unsaved]").forEach((form) => {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
});

// On paper, what is folded up is unfolded.
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details:not([open])").forEach((one) => { one.open = true; one.dataset.folded = ""; });
});
window.addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-folded]").forEach((one) => { one.open = false; delete one.dataset.folded; });
});
