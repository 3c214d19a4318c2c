"""The settings of a requirement as they are read on its page, with the names behind their ids."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.modules.competence.models import Category, Requirement
from arbeidsrom.modules.competence.queries import choosing
from arbeidsrom.modules.competence.rules.labels import LABELS
from arbeidsrom.modules.competence.rules.settings import DocumentationForm, LearningForm, Settings

LONG = frozenset({"description", "links", "files", "checklist", "dependencies", "courses"})
OF_CENTRAL = frozenset({"allows_adaptation", "courses"})
TICKS = (
    *("requires_signing", "has_comment", "has_manual_expiry", "allows_attachments"),
    *("recertified_after_absence", "must_be_done", "allows_adaptation"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things in a setting: a link, a file, a check point, another requirement."""

    text: str
    url: str = ""
    note: str = ""
    file: UUID | None = None


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting with its label; ``is_changed`` is what «KLADD» marks (KP-ADM-109)."""

    name: str
    label: str
    text: str = ""
    items: tuple[Item, ...] = ()
    is_changed: bool = False

    @property
    def is_long(self) -> bool:
        return self.name in LONG

    @property
    def is_used(self) -> bool:
        """Whether there is anything to say of it."""
        return bool(self.text or self.items)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a requirement."""

    public_id: UUID
    name: str
    size: int
    may_leave: bool


def shown_settings(settings: Settings, requirement: Requirement, *, marked: Collection[str] = ()) -> list[ShownSetting]:
    """All settings in the order of the table. At most four queries."""
    texts, items = _texts(settings), _items(settings, requirement)
    return [
        ShownSetting(name, str(label), texts.get(name, ""), items.get(name, ()), name in marked)
        for name, label in LABELS.items()
        if name not in OF_CENTRAL or requirement.central
    ]


def _texts(settings: Settings) -> dict[str, str]:
    owner = Unit.objects.filter(pk=settings.owner).first()
    days, times = settings.validity_days, settings.repetitions
    return {
        "name": settings.name,
        "owner": f"{owner.code} {owner.name}" if owner else "",
        "category": _category(settings),
        "learning_form": str(LearningForm(settings.learning_form).label) if settings.learning_form else "",
        "documentation_form": (
            str(DocumentationForm(settings.documentation_form).label) if settings.documentation_form else ""
        ),
        "description": settings.description,
        "validity_days": ngettext("%(count)s day", "%(count)s days", days) % {"count": days} if days else "",
        "repetitions": _("%(count)s times") % {"count": times} if times else _("No"),
        **{name: _("Yes") if getattr(settings, name) else _("No") for name in TICKS},
    }


def _category(settings: Settings) -> str:
    """What it is called; versions name it by its number, which stands there also when it has been deleted since."""
    if settings.category is None:
        return ""
    found = Category.objects.filter(pk=settings.category).first()
    return found.name if found else _("Deleted category")


def _items(settings: Settings, requirement: Requirement) -> dict[str, tuple[Item, ...]]:
    points = [
        Item(point.name, point.url, "" if point.mandatory else _("need not be performed"))
        for point in settings.checklist
    ]
    needed = choosing.needed(settings.dependencies) if settings.dependencies else []
    files = files_of(settings, requirement)
    return {
        "links": tuple(Item(link.title, link.url) for link in settings.links),
        "courses": tuple(Item(one.name, note=one.key) for one in settings.courses),
        "checklist": tuple(points),
        "files": tuple(Item(row.name, file=row.public_id if row.may_leave else None) for row in files),
        "dependencies": tuple(
            Item(one.name, note=_("archived, no longer needed") if one.is_archived else one.owner) for one in needed
        ),
    }


def files_of(settings: Settings, requirement: Requirement) -> list[FileRow]:
    """The files that the settings name, in the order they were added. Two queries, none where there are no files."""
    if not settings.files:
        return []
    rows = list(requirement.files.filter(public_id__in=settings.files).select_related("document").order_by("pk"))
    versions = {one.document_id: one for one in vault.versions_of([row.document.public_id for row in rows])}
    return [_file_row(row.public_id, versions[row.document_id]) for row in rows]


def _file_row(public_id: UUID, version: DocumentVersion) -> FileRow:
    return FileRow(public_id, version.file_name, version.size, vault.may_leave(version))
