"""HTML attributes from the keyword arguments of a component tag."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WITH_UNDERSCORE = frozenset({"class_", "for_"})


def attributes(values: dict[str, Any]) -> SafeString:
    """``hx_get="/x/"`` becomes ``hx-get="/x/"``; true is the bare name; false, none and "" are left out."""
    pairs = [(_name(key), value) for key, value in values.items() if value not in (None, False, "")]
    return format_html_join("", "{}", ((_one(name, value),) for name, value in pairs))


def _name(key: str) -> str:
    return key.rstrip("_") if key in WITH_UNDERSCORE else key.replace("_", "-")


def _one(name: str, value: Any) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
