"""How the tests of the administration of requirements read pages, and send forms as a browser does."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client
from django.urls import reverse


def page(browser: Client, name: str, *given: object, **query: str) -> str:
    answer = browser.get(reverse(name, args=given), query)
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.content.decode())


def typed(browser: Client, address: str) -> dict[str, list[str]]:
    """The form of a page as the browser would send it."""
    return sent_by(browser.get(address).content.decode())


def sent_by(text: str) -> dict[str, list[str]]:
    """What the form of the page holds."""
    form = re.search(r'<form method="post"[^>]*id="settings".*?</form>', text, re.S)
    assert form
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", form.group()):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") in ("checkbox", "radio") and not re.search(r"\bchecked\b", tag):
            continue
        if "name" in given:
            usual = "on" if given.get("type") in ("checkbox", "radio") else ""
            found.setdefault(given["name"], []).append(unescape(given.get("value", usual)))
    for name, content in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', form.group(), re.S):
        found[name] = [unescape(content).removeprefix("\n")]
    for name, content in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form.group(), re.S):
        chosen = re.search(r'value="([^"]*)" selected', content)
        found[name] = [chosen.group(1) if chosen else ""]
    return found


def marked(text: str) -> set[str]:
    """The settings with the mark «KLADD» on them."""
    return set(re.findall(r'data-mark="(\w+)" data-saved>\s*<span[^>]*>.*?KLADD', text))


def said_at(text: str, field: str) -> str:
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</p>', text, re.S)
    return found.group(1).strip() if found else ""
