"""Symbols: a chosen set of NAV's Aksel icons, served as one sprite."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "assets/icons.svg"

# One name a line: the file's name in @navikt/aksel-icons in kebab-case.
CHOSEN = (Path(__file__).parents[1] / "theme" / "icons.txt").read_text(encoding="ascii").split()
ICONS = frozenset(CHOSEN)


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """The symbol; with a label it speaks for itself, without one it is decoration beside a word."""
    return _drawn(name, size, static(SPRITE)) if not label else _svg(name, size, static(SPRITE), label)


@lru_cache(maxsize=512)
def _drawn(name: str, size: str, sprite: str) -> SafeString:
    """One without words, which is the same in every row of a list."""
    return _svg(name, size, sprite, "")


def _svg(name: str, size: str, sprite: str, label: str) -> SafeString:
    if name not in ICONS:
        raise LookupError(f"no icon named {name!r}; add it to web/theme/icons.txt")
    spoken = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true")
    return format_html(
        '<svg class="icon{}" width="1em" height="1em" viewBox="0 0 24 24" focusable="false" {}>'
        '<use href="{}#{}"></use></svg>',
        f" icon--{size}" if size else "",
        spoken,
        sprite,
        name,
    )


def file_name(name: str) -> str:
    """``bell-dot`` is drawn in ``BellDot.svg``."""
    return "".join(word[:1].upper() + word[1:] for word in re.split("-", name)) + ".svg"
