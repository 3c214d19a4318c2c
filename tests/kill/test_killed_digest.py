"""Whoever makes the weekly digest is killed at random moments: nobody gets two, and nobody is forgotten."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.notifications import rules, types
from arbeidsrom.core.notifications.models import Choice, DigestReceipt, Notification, OutgoingMessage, WeeklyDigest
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Person, Position, PositionKind, Unit
from tests.kill.killed_process import kill_at_work, run

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 1200
MAKE = """
import django
django.setup()
from django.utils import timezone
from arbeidsrom.core.notifications.actions import make_weekly_digest
make_weekly_digest(now=timezone.now(), batch=10)
"""


def fill() -> set[str]:
    """People in two trusts who have chosen the digest and were told something the week before; their addresses."""
    closes = rules.digest_moment(rules.digest_day(timezone.now()))
    for code in ("1", "2"):
        Unit.objects.create(kind="trust", name=f"HF {code}", code=code, valid_from=closes.date(), is_controller=True)
    arrange_tree(today=closes.date())
    places = list(Unit.objects.order_by("code"))
    kind = next(kind for group in types.all_groups() for kind in types.types_of(group.key, Way.WEEKLY))
    assert kind.group is not None
    people = Person.objects.bulk_create(
        Person(given_name="Per", family_name=f"Hansen {n}", email=f"per{n}@example.no") for n in range(PEOPLE)
    )
    Account.objects.bulk_create(Account(email=person.email, person=person) for person in people)
    Position.objects.bulk_create(
        Position(person=person, unit=places[n % 2], kind=PositionKind.EMPLOYMENT, valid_from=closes.date())
        for n, person in enumerate(people)
    )
    Choice.objects.bulk_create(
        Choice(person=person, group=kind.group.key, way=Way.WEEKLY, wanted=True) for person in people
    )
    Notification.objects.bulk_create(
        Notification(person=person, type=kind.key, created_at=closes - timedelta(days=1), on_home=True, weekly=True)
        for person in people
    )
    return {person.email for person in people}


@pytest.mark.req("PL-OPS-002")
@pytest.mark.parametrize("kills", [3, pytest.param(12, marks=pytest.mark.long)])
def test_a_digest_whose_maker_is_killed_reaches_everybody_once(kills: int) -> None:
    addresses, chance, halves, made = fill(), Random(kills), 0, 0
    for _kill in range(kills):
        enough = made + chance.randrange(PEOPLE // kills)
        kill_at_work("-c", MAKE, when=lambda enough=enough: OutgoingMessage.objects.count() > enough)
        made = OutgoingMessage.objects.count()
        halves += 0 < made < PEOPLE
        assert made == DigestReceipt.objects.count()  # whoever is crossed off has got a mail, in the same step
    run("-c", MAKE)

    sent = Counter(message.recipient for message in OutgoingMessage.objects.order_by("id"))
    assert halves, "it was never killed half way"
    assert set(sent) == addresses
    assert set(sent.values()) == {1}
    assert WeeklyDigest.objects.exclude(finished_at=None).count() == 1
