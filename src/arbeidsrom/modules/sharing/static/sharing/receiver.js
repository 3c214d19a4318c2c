// The key stands behind the # of the link, where no server sees it. Copy it into the form, and keep it behind the #
// of the pages that follow, so that going back or changing the language does not lose it.
const key = location.hash.slice(1);
if (/^[\w-]{43}$/.test(key)) {
  for (const form of document.querySelectorAll("[data-receiver-open]")) {
    form.action += `#${key}`;
    const field = form.querySelector("input[name=link_key]");
    if (field && !field.value) {
      field.value = key;
      const row = field.closest("ds-field");
      if (row) row.hidden = true;
    }
  }
  for (const link of document.querySelectorAll("[data-keep-link], .languages a")) {
    link.hash = key;
  }
}
