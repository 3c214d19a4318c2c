"""How often the database is asked for what is done most: as often whatever somebody has, and seldom enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.keys import opened
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import own_work, signing
from arbeidsrom.modules.competence.rules.settings import CheckPoint
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db
FULFILLING, SIGNING = 12, 12
"""At most 20 and 13 are asked for; a plan that is complete by it is told of by one more."""
WHOLE_REQUEST = 20
OUTSIDE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"), opened.kept():
        yield Errand(hospital)


def statements(do: Callable[[], object]) -> int:
    """How many are sent, apart from the beginning and the end of transactions."""
    with CaptureQueriesContext(connection) as asked:
        do()
    return sum(not one["sql"].startswith(OUTSIDE) for one in asked)


def give_more_plans(errand: Errand, count: int) -> None:
    """The same requirement stands in so many other plans of hers, each with something left to do."""
    for number in range(count):
        errand.ward.plan(f"Plan {number}", errand.name, f"Noe annet {number}", section=f"Del {number}")
        errand.ward.assign(f"Plan {number}", errand.nina)


@pytest.mark.parametrize("plans", [0, 6])
def test_fulfilling_sends_as_many_statements_however_many_plans_hold_the_requirement(
    errand: Errand, plans: int
) -> None:
    errand.begin("HLR", "Brann")
    give_more_plans(errand, plans)
    mine, link, entry = errand.mine, errand.link, errand.entry(performed_on=errand.today)
    actor, hospital = errand.hospital.actor(errand.nina), errand.hospital
    sent = statements(
        lambda: own_work.mark_as_fulfilled(
            mine.public_id, link.public_id, entry, actor=actor, now=hospital.now, today=hospital.today
        )
    )
    assert sent == FULFILLING


@pytest.mark.parametrize("plans", [0, 6])
def test_signing_sends_as_many_statements_however_many_plans_hold_the_requirement(errand: Errand, plans: int) -> None:
    errand.begin("HLR", "Brann", requires_signing=True)
    give_more_plans(errand, plans)
    request, actor, now = errand.sends(), errand.hospital.actor(errand.sven), errand.hospital.now

    sent = statements(lambda: signing.sign_performance(request.public_id, comment="", actor=actor, now=now))
    assert sent == SIGNING


@pytest.mark.parametrize("plans", [0, 6])
def test_the_whole_request_that_fulfils_sends_twenty_at_most(errand: Errand, plans: int) -> None:
    errand.begin("HLR", "Brann")
    give_more_plans(errand, plans)
    browser = errand.hospital.browser("Nina")
    url = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    browser.get(url)
    said = {"do": "fulfil", "lock_version": 0, "performed_on": errand.today.isoformat()}

    sent = statements(lambda: browser.post(url, said))

    assert models.Progress.objects.get(person=errand.nina.person).completed_on == errand.today
    assert sent <= WHOLE_REQUEST


def test_what_is_taken_back_and_done_anew_takes_no_more_nor_when_the_plan_is_complete_by_it(errand: Errand) -> None:
    """It had expired, so that the plan was not complete."""
    errand.begin("HLR", validity_days=30)
    errand.fulfils(on=errand.today - timedelta(days=40))
    browser = errand.hospital.browser("Nina")
    url = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    browser.get(url)

    for times, sent_before in ((1, False), (2, True)):
        assert (given(errand).sent_at is not None) is sent_before
        day = errand.today - timedelta(days=times)
        said = {"do": "fulfil", "lock_version": times, "performed_on": day.isoformat()}
        assert statements(lambda said=said: browser.post(url, said)) <= WHOLE_REQUEST  # type: ignore[misc]
        assert errand.progress.completed_on == day


def given(errand: Errand) -> models.Assignment:
    return models.Assignment.objects.get(pk=errand.mine.pk)


def test_what_is_ticked_takes_two_more_and_what_is_said_its_key(errand: Errand) -> None:
    errand.ward.requirement("Teori")
    needed, points = errand.ward.requirements["Teori"], (CheckPoint(uuid4(), "Trykk"), CheckPoint(uuid4(), "Pust"))
    errand.begin("HLR", "Teori", checklist=points, dependencies=(needed.pk,), has_comment=True, has_manual_expiry=True)
    errand.drafts(comment="Nesten")
    browser = errand.hospital.browser("Nina")
    said = {
        "do": "fulfil",
        "performed_on": errand.today.isoformat(),
        "expires_on": (errand.today + timedelta(days=90)).isoformat(),
        "comment": "Som avtalt",
        "checklist": [str(one.id) for one in points],
    }

    def fulfil(link: models.Link, version: int) -> int:
        url = reverse("own_requirement", args=[errand.mine.public_id, link.public_id])
        return statements(lambda: browser.post(url, said | {"lock_version": version}))

    fulfil(errand.mine.plan.links.get(requirement=needed), 0)
    assert fulfil(errand.link, 1) <= WHOLE_REQUEST + 2 + 1
    assert errand.progress.completed_on == errand.today
    assert given(errand).sent_at is not None
