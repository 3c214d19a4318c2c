"""The demonstration's cases: in every state, readable, and the series goes on where they end."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Max

from arbeidsrom.config.demo.build import build
from arbeidsrom.config.demo.sizes import Size
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.modules.sharing.models import Answer, Shipment
from arbeidsrom.modules.sharing.states import ShipmentState
from arbeidsrom.modules.workspace.actions.cases import CaseDraft, open_case
from arbeidsrom.modules.workspace.models import Case, CaseDocument, CaseEvent, Origin, Subject
from arbeidsrom.modules.workspace.queries import lists
from arbeidsrom.modules.workspace.states import CaseState

TODAY = date(2026, 11, 24)


@pytest.mark.req("PL-MOD-004")
@pytest.mark.django_db
def test_the_demonstration_has_cases_and_shipments_in_every_state_with_documents_and_answers():
    world = build(Size("tiny", local_unions=6, clubs=12, members=600, cases=60), today=TODAY)
    assert Case.objects.count() == 60
    assert set(Case.objects.values_list("state", flat=True)) == set(CaseState.values)
    assert CaseDocument.objects.count() > 10
    assert set(Shipment.objects.values_list("state", flat=True)) == set(ShipmentState.values)
    assert_nothing_has_happened_after(datetime.combine(TODAY, time.min, ZoneInfo("Europe/Oslo")))
    sent = Shipment.objects.filter(state="sent")
    assert sent.filter(expires_at__lt=world.now, opened_at=None).exists()
    assert sent.filter(expires_at__gt=world.now, opened_at__isnull=False).exists()
    assert sent.filter(desk__isnull=False).exclude(case_number="").exists()
    assert Answer.objects.filter(state="taken_in", read_at=None, documents__isnull=False).exists()
    assert Answer.objects.filter(state="taken_in", read_at__isnull=False).exists()
    assert CaseDocument.objects.filter(origin=Origin.RECEIVED, seen_at=None).count() == 1

    kari = actor_in(world.positions["kari"], account_id=None, origin="", today=TODAY)
    found = lists.case_list(lists.Asked(tab="own", limit=100), actor=kari, today=TODAY)
    assert found.count > 5
    assert all(row.title for row in found.rows)
    club = world.named[0].unit
    last = Case.objects.filter(club=club, year=2026).order_by("-number").values_list("number", flat=True)[0]
    draft = CaseDraft(type_key="club_board", title="Styremøte", subject=Subject.CLUB)
    assert open_case(club, draft, actor=kari, now=world.now, today=TODAY).number == last + 1


def assert_nothing_has_happened_after(moment: datetime) -> None:
    """A demonstration that is made at one minute past midnight has no mail that waits for the morning."""
    for model, field in (
        (Entry, "at"),
        (CaseEvent, "happened_at"),
        (CaseEvent, "recorded_at"),
        (Notification, "created_at"),
        (OutgoingMessage, "created_at"),
        (OutgoingMessage, "due_at"),
        (OutgoingMessage, "sent_at"),
        (Shipment, "created_at"),
        (Shipment, "opened_at"),
        (Answer, "arrived_at"),
        (Answer, "read_at"),
    ):
        latest = model.objects.aggregate(latest=Max(field))["latest"]  # type: ignore[attr-defined]
        assert latest < moment, f"{model.__name__}.{field}"
