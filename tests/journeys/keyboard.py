"""Going through a page by keyboard alone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as NothingCame

MOST_STEPS = 120
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const name = (one.getAttribute("aria-label") || one.innerText || one.value || "").trim().replace(/\\s+/g, " ");
  const labels = one.labels ? Array.from(one.labels).map(label => label.innerText.trim()).join(" ") : "";
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const field = one.closest("ds-field");
  const around = field ? getComputedStyle(field) : style;
  if (one.type === "date" || one.matches(".ds-skip-link")) return { tag: "input", name: labels || name, seen: true,
    top: box.top, bottom: box.bottom };  // the parts of a date, and a bar that appears, show themselves
  const shows = s => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none";
  const seen = shows(style) || shows(around);
  return { tag: one.tagName.toLowerCase(), name: labels || name, seen: seen, width: box.width, height: box.height,
           top: box.top, bottom: box.bottom };
}"""


def go_to(page: Page, name: str, *, exact: bool = False) -> None:
    """Press Tab until the control of that name, or with a name that holds it, has the focus."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        focused = what_has_focus(page)
        named = str(focused["name"]).lower() if focused else ""
        if name.lower() == named or (not exact and name.lower() in named):
            return
    raise AssertionError(f"nothing called {name!r} can be reached by Tab on {page.url}")


def what_has_focus(page: Page) -> dict[str, object] | None:
    """The control with the focus; a page that is on its way is waited for."""
    try:
        found: dict[str, object] | None = page.evaluate(FOCUSED)
    except Error:
        page.wait_for_load_state()
        return None
    return found


def press(page: Page, name: str, *, exact: bool = False) -> None:
    """Go to a link or button and press Enter, as one who has no mouse."""
    go_to(page, name, exact=exact)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")


def write(page: Page, name: str, text: str) -> None:
    """Go to a field and write in it, over what stands there."""
    go_to(page, name)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def choose_file(page: Page, name: str, file: Path) -> None:
    """Go to a file field, open the browser's own list of files with the space bar, and choose one.

    A browser that has too much to do has been seen to let one press go by without opening its list: then the field
    must still have the focus, and it is pressed again, as anybody would.
    """
    go_to(page, name, exact=True)
    for _press in range(3):
        try:
            with page.expect_file_chooser(timeout=10_000) as asked:
                page.keyboard.press("Space")
        except NothingCame:
            focused = what_has_focus(page)
            assert focused is not None, f"the focus went away from {name!r}"
            assert focused["name"] == name
            continue
        asked.value.set_files(file)
        return
    raise AssertionError(f"the space bar opens no list of files at {name!r}")


def stops(page: Page) -> list[dict[str, object]]:
    """Every place where Tab stops on the page, once round."""
    found: list[dict[str, object]] = []
    for _step in range(MOST_STEPS * 3):
        page.keyboard.press("Tab")
        focused = what_has_focus(page)
        if focused is None:
            if found:
                return found
            continue
        if found and focused == found[0]:
            return found
        found.append(focused)
    return found
