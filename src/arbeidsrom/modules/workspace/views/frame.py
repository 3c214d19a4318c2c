"""What all pages of one case have in common: the head with the facts that decide, and the sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.lib.papers.content import Language
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.timeline import look_at_case
from arbeidsrom.modules.workspace.models import Case
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.views.listing import status_of
from arbeidsrom.web.components import pager
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request
from arbeidsrom.web.status import Status


def written_language() -> Language:
    """The language papers to Norwegian receivers are written in: nynorsk for those who use it, else bokmål."""
    return "nn" if get_language() == "nn" else "nb"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a case's pages: the facts that decide, and what the actor may do."""

    label: str
    title: str
    club: str
    type: str
    status: Status
    outcome: str
    employer: str
    workplace: str
    responsible: str
    days: int
    may_work: Decision
    may_give_out: Decision
    may_reopen: Decision
    may_hand_over: Decision
    may_choose: Decision
    sections: SafeString


def head_of(case: Case, *, actor: Actor, today: date, path: str) -> Head:
    """The head as this actor sees it on the page at the path."""
    return Head(
        label=case.label,
        title=case.title,
        club=case.club.name,
        type=str(case.type.name),
        status=status_of(case),
        outcome=cases.outcome_label(case.outcome) if case.outcome else "",
        employer=case.employer.name if case.employer else "",
        workplace=case.workplace,
        responsible=cases.position_name(case.responsible),
        days=cases.days_open(case, today),
        may_work=access.may_work_on(actor, case),
        may_give_out=access.may_give_out(actor, case),
        may_reopen=access.may_reopen(actor, case),
        may_hand_over=access.may_hand_over(actor, case, today=today),
        may_choose=access.may_choose_stewards(actor, case, today=today),
        sections=sections_of(case.public_id, path),
    )


def sections_of(case: UUID, path: str) -> SafeString:
    """The sections of a case as links, the one at the path marked."""
    named = [
        (_("Overview"), reverse("case", args=[case])),
        (_("Documents"), reverse("case_documents", args=[case])),
        (_("Shipments"), reverse("case_shipments", args=[case])),
        (_("Timeline"), reverse("case_timeline", args=[case])),
        (_("Stewards and consent"), reverse("case_people", args=[case])),
    ]
    return pager.tab_links([(label, url, url == path) for label, url in named], _("Sections of the case"))


def looked_at(request: Request, case_id: UUID) -> Case:
    """The case for a page that shows it; opening it is written in the log."""
    return look_at_case(case_id, actor=request.actor, now=timezone.now())


def case_page(
    request: Request, template: str, case: Case, context: Mapping[str, Any] | None = None, *, part: str | None = None
) -> HttpResponse:
    """One page of a case in its frame."""
    head = head_of(case, actor=request.actor, today=timezone.localdate(), path=request.path)
    return page(request, f"workspace/{template}", {"head": head, "case": case, **(context or {})}, part=part)
