"""What competence lays on the home page: what waits, how those followed up stand, and oneself (KP-HOME-005)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arbeidsrom.core.home import follow_up, sections
from arbeidsrom.core.home.follow_up import FollowUpCard, StatusCard, StatusCount
from arbeidsrom.core.home.sections import Section
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import assigning, own
from arbeidsrom.modules.competence.queries import home as queries
from arbeidsrom.modules.competence.queries.own_plans import own_plans
from arbeidsrom.modules.competence.rules.statuses import WORST_FIRST, Colour
from arbeidsrom.modules.competence.shown import STATUSES
from arbeidsrom.web.status import Status


def to_sign(actor: Actor, today: date) -> FollowUpCard | None:
    """«Signering av kompetansekrav» (KP-FCARD-006)."""
    if not own.may_see_requests(actor):
        return None
    found = queries.requests_to_sign(actor)
    if not found.concerns:
        return None
    return FollowUpCard(_("Signing of competence requirements"), found.waiting, reverse("signing"), "doc-pencil", 10)


def to_approve(actor: Actor, today: date) -> FollowUpCard | None:
    """«Godkjenning av kompetanseplaner» (KP-FCARD-008)."""
    if not actor.holds(assigning.APPROVE):
        return None
    found = queries.plans_to_approve(actor, today=today)
    if not found.concerns:
        return None
    url = reverse("plans_to_approve")
    return FollowUpCard(_("Approval of competence plans"), found.waiting, url, "checkmark-circle", 30)


MOST_PLANS = 8
"""So many plans with their progress; the rest is a click away."""


def follows_up(actor: Actor) -> bool:
    """Whether the actor follows anybody up."""
    return actor.holds(assigning.FOLLOW_UP)


def of_employees(actor: Actor, today: date) -> StatusCard | None:
    """«Kompetanseplaner»: how it stands with all requirements of those whom one follows up (KP-CARD-012).

    Each status leads to what it counts: the tab «Krav», filtered by it (KP-CARD-013, KP-FOLLOW-005).
    """
    found = queries.followed_up(actor=actor, today=today)
    if not found:
        return None
    url = reverse("followed_requirements")
    counts = [
        StatusCount(STATUSES[one].label, found[one], f"{url}?f-status={one.value}", STATUSES[one].colour)
        for one in WORST_FIRST
    ]
    return StatusCard(pgettext("card", "Competence plans"), tuple(one for one in counts if one.count), order=20)


def own_competence(actor: Actor, today: date) -> Section | None:
    """How many requirements are to be done, begun and fulfilled, and how far each plan has come (KP-HOME-005).

    In words and symbols too (KP-EIMP-039).
    """
    if not own.may_have_plans(actor):
        return None
    found = queries.own_colours(actor=actor, today=today)
    if not found:
        return None
    counts = [
        (Status(_("To be done"), "danger", "circle"), found[Colour.RED]),
        (Status(_("Begun, or expires soon"), "warning", "clock"), found[Colour.YELLOW]),
        (Status(_("Fulfilled"), "success", "checkmark-circle"), found[Colour.GREEN]),
    ]
    plans = [one for of in own_plans(actor=actor, today=today) for one in of.plans]
    content = {"counts": counts, "plans": plans[:MOST_PLANS]}
    return Section("own_competence", _("My competence"), "competence/own/on_home.html", content)


def connect() -> None:
    """Lay them there."""
    follow_up.register("competence.signing", to_sign)
    follow_up.register("competence.approvals", to_approve)
    follow_up.register_status("competence.plans", of_employees, concerns=follows_up)
    sections.register("competence.own", own_competence)
