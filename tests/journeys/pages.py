"""Which pages there are: found as a person would find them, by following the links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

NOT_PAGES = re.compile(r"format=xlsx|/download|/preview|\.pdf|\.docx|/logout|/file|/support/begin")
LINKS = "Array.from(document.querySelectorAll('a[href]:not([download])')).map(one => one.href)"


MOST = 150


def pages_of(page: Page, start: str = "/") -> list[str]:
    """One address of every kind of page that the person can reach by links from the first."""
    kinds: dict[str, str] = {}
    waiting, seen = [start], {start}
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if not kind or kind in kinds:
            continue
        try:
            answer = page.goto(path)
        except Error:  # a file, which the browser saves instead of showing
            continue
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        kinds[kind] = path
        for link in page.evaluate(LINKS):
            target = urlsplit(link)
            found = target.path + (f"?{target.query}" if target.query else "")
            if target.netloc == urlsplit(page.url).netloc and found not in seen and not NOT_PAGES.search(found):
                seen.add(found)
                waiting.append(found)
    assert len(kinds) < MOST, "more kinds of pages than anybody has: is each address a kind of its own?"
    return list(kinds.values())


def kind_of(path: str) -> str:
    """The name of the address, without the things in it; nothing for what is not a page of ours."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""
