"""Which addresses a page offers."""

from __future__ import annotations

from html.parser import HTMLParser


class Links(HTMLParser):
    """The addresses that a page offers: ``links`` to follow; ``found`` has what buttons and script ask for as well."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("a", "link"):
            self.links.append(given.get("href") or "")
            self.found.append(self.links[-1])
        if tag == "form" and (given.get("method") or "get") == "get":
            self.found.append(given.get("action") or "")
        self.found += [given[name] or "" for name in ("hx-get", "formaction", "data-url") if name in given]
