"""A status as people see it: a word, a symbol and a colour, never the colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Colour = Literal["neutral", "info", "success", "warning", "danger", "accent", "brand1", "brand2"]

SYMBOLS: dict[str, str] = {
    "neutral": "circle",
    "info": "information",
    "success": "checkmark-circle",
    "warning": "exclamationmark-triangle",
    "danger": "x-mark-octagon",
    "accent": "circle",
    "brand1": "circle",
    "brand2": "circle",
}


@dataclass(frozen=True, slots=True)
class Status:
    """What ``{% status %}`` shows; without an icon, the usual one of the colour."""

    label: str | _StrPromise
    colour: Colour = "neutral"
    icon: str = ""

    @property
    def symbol(self) -> str:
        """The icon's name."""
        return self.icon or SYMBOLS[self.colour]
