// What one used last stands below the search field while one is in it; Escape puts it away until one comes back.
for (const field of document.querySelectorAll("[data-shortcuts]")) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    field.setAttribute("data-closed", "");
    field.querySelector("input").focus();
  });
  field.addEventListener("click", () => field.removeAttribute("data-closed"));
  field.addEventListener("focusout", (event) => {
    if (!field.contains(event.relatedTarget)) field.removeAttribute("data-closed");
  });
}
