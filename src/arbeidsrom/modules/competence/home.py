"""What competence lays on the home page: two follow-up cards, and how it stands with one's own plans (KP-HOME-005)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.home import follow_up, sections
from arbeidsrom.core.home.follow_up import FollowUpCard
from arbeidsrom.core.home.sections import Section
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import assigning, own
from arbeidsrom.modules.competence.queries import home as queries
from arbeidsrom.modules.competence.rules.statuses import Colour
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
    found = queries.plans_to_approve(actor)
    if not found.concerns:
        return None
    url = reverse("plans_to_approve")
    return FollowUpCard(_("Approval of competence plans"), found.waiting, url, "checkmark-circle", 30)


def own_competence(actor: Actor, today: date) -> Section | None:
    """How many requirements are to be done, begun and fulfilled: in words and symbols too (KP-EIMP-039)."""
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
    return Section("own_competence", _("My competence"), "competence/own/on_home.html", {"counts": counts})


def connect() -> None:
    """Lay them there."""
    follow_up.register("competence.signing", to_sign)
    follow_up.register("competence.approvals", to_approve)
    sections.register("competence.own", own_competence)
