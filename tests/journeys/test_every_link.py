"""No page of the demonstration offers a link that leads nowhere: every link on every page is followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.links import Links

Window = Callable[..., Page]
FEW = ["Mona Sælid", "Per Bøe"]
MANY = [
    "Kari Ødegård",
    "Ola Nordmann",
    "Øyvind Bakken",
    "Nina Aasen",
    "Liv Vangberg-Sørlie",
    "Jørgen Tveit",
    "Dag Fjeld",
    "Kjersti Moe",
    "Astrid Drift",
    "Aud Haugen",
    "Frode Somby",
]
CHOICES = 6
"""How many ways of filtering and sorting are tried on one address: they are without number."""


def links_in(text: str, path: str) -> Iterator[str]:
    """The addresses of ours that a page leads to; those that only change the language are left alone."""
    reader = Links()
    reader.feed(text)
    for link in reader.links:
        target = urlsplit(urljoin(path, link))
        is_ours = not target.scheme and not target.netloc and not target.path.startswith("/static/")
        if is_ours and "language=" not in target.query:
            yield target._replace(fragment="").geturl()


def broken_links(page: Page) -> list[str]:
    """What answers with an error, and the page that links to it."""
    waiting, seen, choices, broken = [("/", "")], {"/"}, Counter[str](), list[str]()
    while waiting:
        path, found_on = waiting.pop(0)
        answer = page.request.get(path)
        if not answer.ok:
            broken.append(f"{answer.status} {path} on {found_on}")
        elif "text/html" in answer.headers.get("content-type", ""):
            for link in links_in(answer.text(), path):
                parts = urlsplit(link)
                choices[parts.path] += bool(parts.query) and link not in seen
                if link not in seen and (not parts.query or choices[parts.path] <= CHOICES):
                    waiting.append((link, path))
                seen.add(link)
        answer.dispose()
    assert len(seen) > 10
    return broken


@pytest.mark.parametrize("name", FEW)
def test_no_link_leads_nowhere(window: Window, name: str):
    assert broken_links(window(name=name)) == []


@pytest.mark.long
@pytest.mark.parametrize("name", MANY)
def test_no_link_of_anybody_leads_nowhere(window: Window, name: str):
    assert broken_links(window(name=name)) == []
