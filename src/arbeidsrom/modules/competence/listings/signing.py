"""The signer's list by tabs (KP-SIGN-003, 004)."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.models import Performance
from arbeidsrom.modules.competence.queries import signing as queries
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, View, Window
from arbeidsrom.web.status import Status

STATES = (
    (PerformanceState.WAITING.value, _("Waiting for signing")),
    (PerformanceState.DONE.value, pgettext_lazy("requests", "Signed")),
    (PerformanceState.DECLINED.value, pgettext_lazy("requests", "Declined")),
)
STATUSES = {
    PerformanceState.WAITING.value: Status(STATES[0][1], "danger", "exclamationmark-triangle"),
    PerformanceState.DONE.value: Status(STATES[1][1], "success"),
    PerformanceState.DECLINED.value: Status(STATES[2][1], "danger"),
}


def found(actor: Actor, choice: Choice, window: Window) -> Result[Performance]:
    """The requests of one tab. Two queries."""
    state = choice.filters.get("state", "") or PerformanceState.WAITING.value
    rows = queries.requests(actor=actor, state=state, text=choice.search, sort=choice.sort)
    return Result(list(rows[window.offset : window.offset + window.limit]), rows.count())


def sent_by(row: Performance) -> str:
    """Who sent it in the employee's place."""
    return gettext("sent by %(name)s") % {"name": row.sent_by} if row.sent_by else ""


REQUESTS: Listing[Performance] = Listing(
    key="competence.signing",
    title=_("Signing of requirements or learning activities"),
    query=found,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: f"{row.requirement.name}, {row.person.name}",
    search_label=_("Search for name or requirement"),
    default_filters={"state": PerformanceState.WAITING.value},
    default_sort="sent",
    empty=Empty(
        _("Nothing here"),
        _("When somebody asks you to sign that they have carried something out, it stands here. Anybody can be asked."),
        icon="doc-pencil",
    ),
    columns=[
        Column(
            "requirement",
            _("Requirement"),
            lambda row: row.requirement.name,
            sort="requirement",
            link=lambda row: link_to("signature_request", row.public_id),
            secondary=lambda row: row.plan.name if row.plan else "",
            width=40,
        ),
        Column("name", _("Sent by"), lambda row: row.person.name, sort="name", secondary=sent_by),
        Column("performed_on", _("Date it was done"), lambda row: row.performed_on, kind="date"),
        Column("sent_at", _("Sent"), lambda row: row.sent_at, kind="moment", sort="sent", aside=True),
        Column("status", _("Status"), lambda row: STATUSES[row.state]),
    ],
    filters=[Filter("state", _("Status"), lambda actor: STATES, in_tabs=True)],
    views=[View(key, label, f"f-state={key}") for key, label in STATES],
)
