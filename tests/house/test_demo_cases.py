"""The demonstration's cases: in every state, readable, and the series goes on where they end."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Max

from arbeidsrom.config.demo.build import build
from arbeidsrom.config.demo.sizes import Size
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.keys import opened
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.lib.identity_number import parse
from arbeidsrom.modules.sharing.models import Answer, Shipment
from arbeidsrom.modules.sharing.states import ShipmentState
from arbeidsrom.modules.workspace.actions.cases import CaseDraft, open_case
from arbeidsrom.modules.workspace.models import Case, CaseDocument, CaseEvent, Origin, Subject
from arbeidsrom.modules.workspace.queries import lists
from arbeidsrom.modules.workspace.states import CaseState

TODAY = date(2026, 11, 24)
TINY = Size("tiny", local_unions=6, clubs=12, members=600, cases=60)


def fingerprint() -> dict[str, list[object]]:
    """Everything of the demonstration that people see, opened, in an order of its own."""
    with opened.kept():
        return {
            "units": [(unit.code, unit.name, unit.lft) for unit in Unit.objects.order_by("code")],
            "people": sorted((str(one.name), one.mobile, str(one.identity_number)) for one in Person.objects.all()),
            "offices": sorted(
                (one.person.name, one.unit.code, one.office, one.valid_from, str(one.valid_to))
                for one in Position.objects.select_related("person", "unit")
            ),
            "members": [
                (one.member_number, one.club.code, one.employer, str(one.identity_number), str(one.details))
                for one in Member.objects.select_related("club").order_by("member_number")
            ],
            "cases": sorted(
                (case.club.code, case.label, case.type.key, case.title, case.state, str(case.summary))
                for case in Case.objects.select_related("club", "type")
            ),
            "documents": sorted(
                (str(version.document.title), version.file_name, version.sha256)
                for version in DocumentVersion.objects.select_related("document")
            ),
        }


@pytest.mark.req("PL-MOD-004")
@pytest.mark.django_db
def test_the_demonstration_is_the_same_every_time_to_the_last_byte_of_its_documents():
    found = []
    for _time in range(2):
        with transaction.atomic():
            build(TINY, today=TODAY)
            found.append(fingerprint())
            transaction.set_rollback(True)
    first, second = found
    assert all(first.values())
    for kind in first:
        assert first[kind] == second[kind], kind


@pytest.mark.req("PL-MOD-004")
@pytest.mark.django_db
def test_every_identity_number_of_the_demonstration_is_synthetic_and_valid():
    build(TINY, today=TODAY)
    with opened.kept():
        numbers = [str(one.identity_number) for one in (*Member.objects.all(), *Person.objects.all())]
    assert len(numbers) > 4000
    assert all(parse(number, synthetic=True).synthetic for number in numbers)
    assert all(81 <= int(number[2:4]) <= 92 for number in numbers), "Tenor-style: the month and 80"


@pytest.mark.req("PL-MOD-004")
@pytest.mark.django_db
def test_the_demonstration_has_cases_and_shipments_in_every_state_with_documents_and_answers():
    world = build(TINY, today=TODAY)
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
