"""Tables whose rows become cards on a phone: each cell carries the heading it stands under (PL-UI-003)."""

from __future__ import annotations

import re
from html import unescape

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

CARDS_FROM = 4
"""So many columns do not fit beside each other on a phone."""
_HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(td|th)\b")


def has_cards(content: str) -> bool:
    """Whether the table is too wide for a phone."""
    return len(_headings(content)) >= CARDS_FROM


def labelled(content: SafeString) -> SafeString:
    """The same table with roles, which cards would lose, and every cell's heading repeated for the phone."""
    headings = _headings(content)
    head = _HEAD.search(content)
    start = head.end() if head else 0
    top = content[:start].replace("<thead", '<thead role="rowgroup"').replace("<tr", '<tr role="row"')
    top = re.sub(r"<th\b", '<th role="columnheader"', top)
    body = _ROW.sub(lambda row: _row(row.group(), headings), content[start:])
    return mark_safe(top + body.replace("<tbody", '<tbody role="rowgroup"'))  # noqa: S308 the same markup, with labels


def _headings(content: str) -> list[str]:
    head = _HEAD.search(content)
    found = _HEADING.findall(head.group()) if head else []
    return ["" if "ds-sr-only" in one else unescape(strip_tags(one)).strip() for one in found]


def _row(row: str, headings: list[str]) -> str:
    labels = iter(headings)

    def named(cell: re.Match[str]) -> str:
        role = "cell" if cell.group(1) == "td" else "rowheader"
        return f'<{cell.group(1)} role="{role}" data-label="{escape(next(labels, ""))}"'

    return _CELL.sub(named, row.replace("<tr", '<tr role="row"', 1))
