"""The answers of a case statement form: how they begin, what is missing, and how they are kept as a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.workspace.facts import CaseFacts

MEMBER, GROUP, CLUB = "member", "group", "club"
CHRONOLOGY_KINDS = frozenset({"note", "meeting", "phone_call"})


class EmploymentForm(models.TextChoices):
    """How the member is employed."""

    PERMANENT = "permanent", _("Permanent")
    TEMPORARY = "temporary", _("Temporary")
    ON_CALL = "on_call", _("On call")
    HIRED = "hired", _("Hired from an agency")
    APPRENTICE = "apprentice", _("Apprentice")


class Asked(models.TextChoices):
    """What the competence centre is asked to do."""

    ASSESS = "assess", _("Assess the case and give advice")
    ASSIST = "assist", _("Assist in meetings with the employer")
    NEGOTIATE = "negotiate", _("Demand and conduct negotiations")
    TAKE_OVER = "take_over", _("Take over the case")
    LEGAL_AID = "legal_aid", _("Consider legal aid")


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the chronology: the day, what happened, and what documents it."""

    day: str = ""
    what: str = ""
    source: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written in the line."""
        return not (self.day or self.what or self.source)


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit that the receiver must know of."""

    day: str = ""
    what: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written in the line."""
        return not (self.day or self.what)


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that can be filled in. Dates are kept as ISO text; an unfinished form may hold anything."""

    title: str = ""
    member_name: str = ""
    member_number: str = ""
    member_phone: str = ""
    member_email: str = ""
    employer: str = ""
    workplace: str = ""
    employer_contact: str = ""
    employer_address: str = ""
    post: str = ""
    percent: str = ""
    employed_from: str = ""
    employment: str = ""
    tariff_area: str = ""
    happened: tuple[Happened, ...] = ()
    employer_view: str = ""
    tried: str = ""
    member_view: str = ""
    union_view: str = ""
    rules: str = ""
    asked: tuple[str, ...] = ()
    asked_words: str = ""
    limits: tuple[Limit, ...] = ()
    no_limits: bool = False
    enclosed: tuple[str, ...] = field(default=())
    steward: str = ""
    office: str = ""
    steward_phone: str = ""
    steward_email: str = ""

    @classmethod
    def kept(cls, stored: Mapping[str, Any]) -> Self:
        """The answers of a stored draft; fields that the form no longer has are passed over."""
        known = {name: value for name, value in stored.items() if name in {one.name for one in fields(cls)}}
        known["happened"] = tuple(Happened(**line) for line in known.get("happened", ()))
        known["limits"] = tuple(Limit(**line) for line in known.get("limits", ()))
        for name in ("asked", "enclosed"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)

    def to_keep(self) -> dict[str, Any]:
        """The answers as they are stored."""
        return asdict(self)


def about_club(facts: CaseFacts) -> str:
    """The club's name, where the case is about the club itself."""
    return facts.club if facts.subject == CLUB else ""


def prefilled(facts: CaseFacts) -> Answers:
    """The form as it opens the first time: what the case already knows (KL-CASE-012)."""
    member = facts.member
    return Answers(
        title=facts.title,
        member_name=", ".join(one.name for one in facts.members) or facts.group or about_club(facts),
        member_number=", ".join(filter(None, (one.number for one in facts.members))),
        member_phone=member.phone,
        member_email=member.email,
        employer=facts.employer,
        workplace=facts.workplace,
        employer_contact=facts.employer_contact,
        employer_address=facts.employer_address,
        post=member.post,
        percent=f"{float(member.percent):g}".replace(".", ",") if member.percent is not None else "",
        tariff_area=member.tariff_area,
        happened=tuple(
            Happened(
                timezone.localtime(event.happened_at).date().isoformat(),
                " – ".join(filter(None, (event.heading, event.text))),
            )
            for event in sorted(facts.events, key=lambda event: event.happened_at)
            if event.by_hand and event.kind in CHRONOLOGY_KINDS
        ),
        union_view=facts.summary,
        limits=tuple(Limit(limit.due.isoformat(), limit.label) for limit in facts.deadlines if limit.is_running),
        enclosed=tuple(str(document.public_id) for document in facts.documents),
        steward=facts.steward.name,
        office=facts.steward.office,
        steward_phone=facts.steward.phone,
        steward_email=facts.steward.email,
    )


REQUIRED = {
    "title": _("What the case is about"),
    "member_name": _("Who the case concerns"),
    "employer": _("The employer"),
    "post": _("Post"),
    "employment": _("Form of employment"),
    "happened": _("What has happened, with dates"),
    "tried": _("What has been tried"),
    "member_view": _("The member's view"),
    "union_view": _("The club's view"),
    "asked": _("What the competence centre is asked to do"),
    "limits": _("Time limits, or that there are none"),
    "steward": _("Whom the competence centre can contact"),
    "steward_phone": _("Telephone of the steward"),
}


OF_ONE = frozenset(
    {"member_number", "member_phone", "member_email", "post", "percent", "employed_from", "employment", "tariff_area"}
)
"""What is asked of a member, and of nobody when the case is about a group or the club."""


def left_out(subject: str) -> frozenset[str]:
    """The fields that the form does not have in a case about the subject; what the club thinks is the club's view."""
    if subject == MEMBER:
        return frozenset()
    return OF_ONE | {"member_view"} if subject == CLUB else OF_ONE


def view_of(subject: str) -> Any:
    """Whose view stands beside the employer's and the club's."""
    return _("The group's view") if subject == GROUP else _("The member's view")


def required_of(subject: str) -> dict[str, Any]:
    """What the finished form must hold in a case about the subject, by field, in the order of the form."""
    needed = {name: label for name, label in REQUIRED.items() if name not in left_out(subject)}
    return needed | {"member_view": view_of(subject)} if "member_view" in needed else needed


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that must be filled in before the form is finished."""

    field: str
    label: Any


def missing(answers: Answers, subject: str = MEMBER) -> list[Missing]:
    """What must be filled in before the form can be finished, in the order of the form."""
    needed = required_of(subject)
    empty = {name for name in needed if not getattr(answers, name)}
    if any(line.day and line.what for line in answers.happened):
        empty.discard("happened")
    else:
        empty.add("happened")
    if answers.no_limits or any(line.day and line.what for line in answers.limits):
        empty.discard("limits")
    else:
        empty.add("limits")
    return [Missing(name, label) for name, label in needed.items() if name in empty]


def in_order(lines: Sequence[Happened]) -> list[Happened]:
    """The chronology by day; lines without a day last."""
    return sorted((line for line in lines if not line.is_empty), key=lambda line: line.day or "9999")


def read_day(text: str) -> date | None:
    """The day that was filled in, or nothing when it is not a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def enclosed_documents(answers: Answers, facts: CaseFacts) -> list[str]:
    """The titles of the documents that go with the form, as the case names them now."""
    chosen = {UUID(one) for one in answers.enclosed}
    return [document.title for document in facts.documents if document.public_id in chosen]
