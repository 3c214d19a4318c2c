"""What each setting of a requirement is called on the screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LABELS = {
    "name": _("Name"),
    "owner": _("Owner"),
    "category": _("Category"),
    "learning_form": _("Form of learning"),
    "documentation_form": _("Form of documentation"),
    "description": _("Description"),
    "links": _("Relevant links"),
    "files": _("Relevant files"),
    "validity_days": _("Validity in days"),
    "requires_signing": _("Requires signing"),
    "repetitions": _("Is repeated"),
    "checklist": _("Checklist"),
    "has_comment": _("Comment field"),
    "has_manual_expiry": _("Expiry date set by hand"),
    "allows_attachments": _("Allow attachments"),
    "dependencies": _("Dependencies"),
    "recertified_after_absence": _("Recertified after absence"),
    "must_be_done": _("Must be done"),
    "allows_adaptation": _("Allow adaptation"),
    "courses": _("Course list"),
}
"""In the order of the catalogue's table (KP-ADM-005)."""


def named(names: frozenset[str] | list[str]) -> str:
    """The settings by their labels, in the order of the table."""
    return ", ".join(str(label) for name, label in LABELS.items() if name in names)
