"""When a category can be deleted, and what is said when it cannot."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Held:
    """What lies in a category: requirements and learning activities, those of them archived, and sub-categories.

    ``drafts`` are those that would move something there that lies in another.
    """

    items: int = 0
    archived: int = 0
    drafts: int = 0
    parts: int = 0

    def __bool__(self) -> bool:
        return bool(self.items or self.drafts or self.parts)

    @property
    def movable(self) -> int:
        """How many requirements and learning activities can be moved elsewhere."""
        return self.items - self.archived


def why_kept(held: Held) -> str:
    """Why the category cannot be deleted, with the numbers (KP-HF-037); nothing when it is empty."""
    return " ".join([_("The category cannot be deleted before it is empty."), *_told(held)]) if held else ""


def _told(held: Held) -> list[str]:
    """A whole sentence about each kind of thing that keeps it."""
    sentences = (
        (
            held.items,
            ngettext(
                "%(count)s requirement or learning activity lies in it.",
                "%(count)s requirements or learning activities lie in it.",
                held.items,
            ),
        ),
        (
            held.archived,
            ngettext(
                "%(count)s of them is archived and cannot be moved, so the category stays.",
                "%(count)s of them are archived and cannot be moved, so the category stays.",
                held.archived,
            ),
        ),
        (
            held.drafts,
            ngettext(
                "%(count)s draft would move a requirement or learning activity to it.",
                "%(count)s drafts would move requirements or learning activities to it.",
                held.drafts,
            ),
        ),
        (
            held.parts,
            ngettext("%(count)s sub-category lies in it.", "%(count)s sub-categories lie in it.", held.parts),
        ),
    )
    return [sentence % {"count": count} for count, sentence in sentences if count]
