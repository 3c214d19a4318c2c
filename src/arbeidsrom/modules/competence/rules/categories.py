"""When a category can be deleted, and what is said when it cannot."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Held:
    """What lies in a category: requirements and learning activities, those of them archived, and sub-categories."""

    items: int = 0
    archived: int = 0
    parts: int = 0

    def __bool__(self) -> bool:
        return bool(self.items or self.parts)


def why_kept(held: Held) -> str:
    """Why the category cannot be deleted, with the numbers (KP-HF-037); nothing when it is empty."""
    if not held:
        return ""
    items = ngettext(
        "%(count)s requirement or learning activity", "%(count)s requirements or learning activities", held.items
    ) % {"count": held.items}
    parts = ngettext("%(count)s sub-category", "%(count)s sub-categories", held.parts) % {"count": held.parts}
    if held.items and held.parts:
        what = _("%(items)s and %(parts)s") % {"items": items, "parts": parts}
    else:
        what = items if held.items else parts
    told = _("The category cannot be deleted: %(what)s lie in it. Move them first.") % {"what": what}
    if held.archived:
        told += " " + ngettext(
            "%(count)s is archived and cannot be moved, so the category stays.",
            "%(count)s are archived and cannot be moved, so the category stays.",
            held.archived,
        ) % {"count": held.archived}
    return told
