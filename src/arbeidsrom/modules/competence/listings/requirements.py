"""«Administrer krav» and its archive, and the central requirements of «Global administrasjon»."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.models import Requirement
from arbeidsrom.modules.competence.queries import requirements as queries
from arbeidsrom.modules.competence.rules.settings import DocumentationForm, LearningForm
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, View, Window
from arbeidsrom.web.status import Status

ACTIVE_CENTRAL = ("active", pgettext_lazy("central requirements", "Active"))
STATES = (
    ("active", pgettext_lazy("requirements", "Active")),
    (queries.HAVE_DRAFT, pgettext_lazy("requirements", "With draft")),
    (queries.LACKING_OWNER, pgettext_lazy("requirements", "Lack a valid owner")),
    (queries.ARCHIVED, pgettext_lazy("requirements", "Archive")),
)


def found(actor: Actor, choice: Choice, window: Window, *, central: bool = False) -> Result[Requirement]:
    """The requirements that match. Two queries."""
    listed = queries.requirements_of(choice, window, central=central, actor=actor)
    unordered = choice.sort in queries.MAY_BE_EMPTY
    return Result(listed.rows, listed.count, keyset=not unordered, sort=choice.sort or "name")


def status_of(row: Requirement) -> Status:
    """Where it stands, in a word."""
    if row.is_archived:
        return Status(pgettext("requirement", "Archived"), "neutral")
    if not row.is_published:
        return Status(pgettext("requirement", "Never published"), "warning")
    return Status(pgettext("requirement", "Published"), "success")


def _draft(row: Requirement) -> Status | None:
    return Status(pgettext("mark", "DRAFT"), "warning") if getattr(row, "has_draft", False) else None


def _listing(key: str, title: Any, *, central: bool, add: str, permission: str) -> Listing[Requirement]:
    owner: Column[Requirement] = Column(
        "owner", _("Owner"), lambda row: f"{row.owner.code} {row.owner.name}", sort="owner", width=30
    )
    courses: Column[Requirement] = Column(  # no other is linked to any (KP-LMS-011)
        "courses", _("Course list"), lambda row: "; ".join(getattr(row, "courses", ())), shown=False, width=44
    )
    states = (ACTIVE_CENTRAL, *STATES[1:]) if central else STATES
    return Listing(
        key=key,
        title=title,
        query=partial(found, central=central),
        row_id=lambda row: str(row.public_id),
        row_label=lambda row: row.name,
        search_label=_("Search for name or ID"),
        default_sort="name",
        empty=Empty(
            _("No requirements here"),
            _("Here stands what is made once for a trust or the region.")
            if central
            else _("Here stands what is owned by the departments that you look after."),
            _("Add a requirement"),
            lambda: reverse(add),
            icon="tasklist",
            permission=permission,
        ),
        columns=[
            Column(
                "name",
                _("Name"),
                lambda row: row.name,
                sort="name",
                link=lambda row: link_to("requirement", row.public_id),
                width=44,
            ),
            Column("id", _("ID"), lambda row: str(row.pk), kind="text", width=10),
            *(() if central else (owner,)),  # whoever owns it, it applies to all (KP-HF-024)
            Column("category", _("Category"), lambda row: row.category.name if row.category else "", sort="category"),
            Column("status", _("Status"), status_of, width=20),
            Column("draft", pgettext_lazy("of a requirement", "Draft"), _draft, width=12),
            Column("description", _("Description"), lambda row: row.description[:120], shown=False, width=44),
            Column("level", _("Level"), lambda row: row.get_level_display(), shown=False),
            Column("learning_form", _("Form of learning"), _learning_form, shown=False),
            Column("documentation_form", _("Form of documentation"), _documentation_form, shown=False),
            *((courses,) if central else ()),
            Column("validity_days", _("Validity in days"), lambda row: row.validity_days, kind="number", shown=False),
            Column(
                "created_by",
                _("Created by"),
                lambda row: row.created_by.name if row.created_by else "",
                shown=False,
            ),
            Column(
                "archived_by",
                _("Archived by"),
                lambda row: row.archived_by.name if row.archived_by else "",
                sort="archived_by",
                shown=False,
            ),
            Column(
                "archived_at",
                pgettext_lazy("requirement", "Archived on"),
                lambda row: row.archived_at,
                kind="moment",
                sort="archived_at",
                shown=False,
            ),
        ],
        filters=[
            Filter("state", _("Status"), lambda actor: states, in_tabs=True),
            Filter("owner", _("Owner"), partial(queries.owners_listed, central=central)),
            Filter("category", _("Category"), partial(queries.categories_listed, central=central)),
            Filter("in", _("Search in"), lambda actor: [("description", _("Description"))]),
        ],
        views=[View(key, label, _query_of(key, central=central)) for key, label in states],
    )


def _query_of(state: str, *, central: bool) -> str:
    if state == queries.ARCHIVED:
        return f"f-state={state}&columns=name,{'' if central else 'owner,'}archived_by,archived_at"
    return f"f-state={state}"


def _learning_form(row: Requirement) -> str:
    return str(LearningForm(row.learning_form).label) if row.learning_form else ""


def _documentation_form(row: Requirement) -> str:
    return str(DocumentationForm(row.documentation_form).label) if row.documentation_form else ""


REQUIREMENTS = _listing(
    "competence.requirements",
    pgettext_lazy("page", "Administer requirements"),
    central=False,
    add="add_requirement",
    permission=access.ADMINISTER,
)
CENTRAL = _listing(
    "competence.central_requirements",
    _("Central requirements"),
    central=True,
    add="add_central_requirement",
    permission=access.EDIT_CENTRAL,
)
