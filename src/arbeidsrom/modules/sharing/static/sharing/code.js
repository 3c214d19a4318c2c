/* The ready SMS is copied, or opened on the phone one holds. Without this script it can be marked and copied by hand. */
(function () {
  "use strict";

  const row = document.querySelector("[data-copies]").closest("[data-only-script]");
  const button = row.querySelector("[data-copies]");
  const text = document.getElementById(button.dataset.copies);

  async function copy() {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch (error) {  // an old browser, or one that keeps the clipboard to itself: the text is marked all the same
      if (!document.execCommand("copy")) return;
    }
    row.querySelector("[data-copied]").textContent = button.dataset.done;
  }

  button.addEventListener("click", copy);
  row.hidden = false;
  const sms = row.querySelector("[data-on-phone]");
  if (sms) sms.hidden = !window.matchMedia("(pointer: coarse)").matches;
}());
