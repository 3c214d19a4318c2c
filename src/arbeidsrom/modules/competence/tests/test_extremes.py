"""The longest, the earliest and the most that can be filled in, and what lies one beyond."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import own_work
from arbeidsrom.modules.competence.actions.plans import links
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.forms.requirement_rows import MOST_ROWS
from arbeidsrom.modules.competence.rules.statuses import NO_END, Shown
from arbeidsrom.modules.competence.tests.browsing import page, typed
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role

pytestmark = pytest.mark.django_db

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


def own_page(errand: Errand, **said: object) -> str:
    """What the employee's page says, perhaps after something was sent with it."""
    known = models.Progress.objects.filter(person=errand.nina.person).first()
    address = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    client, headers = errand.hospital.browser("Nina"), {"accept-language": "nb"}
    if said:
        version = known.lock_version if known else 0
        answer = client.post(address, {"lock_version": version, **said}, headers=headers, follow=True)
    else:
        answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def due(errand: Errand) -> date:
    return models.RequirementStatus.objects.get(person=errand.nina.person, requirement=errand.requirement).due


def test_the_longest_validity_is_counted_out_from_any_day(errand: Errand) -> None:
    errand.begin("HLR", validity_days=100_000)
    errand.fulfils()
    assert due(errand) == errand.today + timedelta(days=100_000)
    assert errand.shown() is Shown.FULFILLED

    errand.fulfils(on=FIRST)
    assert due(errand) == FIRST + timedelta(days=100_000)
    assert errand.shown() is Shown.EXPIRED
    assert "Utløpt" in own_page(errand)


@pytest.mark.parametrize("days", [0, -1, 100_001])
def test_a_plans_own_validity_has_the_same_limits(errand: Errand, days: int) -> None:
    errand.ward.requirement("HLR", owner="sykehuset", central=True, validity_days=365, allows_adaptation=True)
    link = errand.ward.plan("Sykepleier på A", "HLR").links.get()
    turid = with_role(errand.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    with pytest.raises(CannotBeSaved) as refused:
        links.adapt_validity(
            link.plan.public_id,
            link.public_id,
            validity_days=days,
            reason="Lokalt",
            actor=turid,
            now=errand.hospital.now,
        )
    assert refused.value.field == "validity_days"


@pytest.mark.req("KP-EIMP-015")
def test_the_last_day_of_the_calendar_has_not_come_and_the_first_is_long_over(errand: Errand) -> None:
    errand.begin("HLR", validity_days=365)
    assert "frem i tid" in own_page(errand, performed_on=LAST.isoformat(), do="fulfil")
    assert not models.Performance.objects.exists()
    own_page(errand, performed_on="0001-01-01", do="fulfil")
    assert errand.progress.completed_on == FIRST
    assert errand.shown() is Shown.EXPIRED
    for worse in ("0000-00-00", "10000-01-01", "2026-02-30"):
        own_page(errand, performed_on=worse, do="fulfil")
        assert errand.progress.completed_on == FIRST


@pytest.mark.req("KP-EIMP-016")
def test_an_expiry_on_the_last_day_of_the_calendar_never_comes(errand: Errand) -> None:
    errand.begin("Sertifikat", has_manual_expiry=True, validity_days=10)
    with pytest.raises(CannotBeRegistered) as refused:
        errand.fulfils(expires_on=FIRST)
    assert refused.value.field == "expires_on"
    errand.fulfils(expires_on=LAST)
    assert due(errand) == NO_END
    assert errand.shown(on=errand.today + timedelta(days=20_000)) is Shown.FULFILLED
    own_page(errand)


def test_an_expiry_is_kept_only_where_it_is_set_by_hand(errand: Errand) -> None:
    errand.begin("HLR", validity_days=10)
    errand.fulfils(expires_on=LAST)
    assert due(errand) == errand.today + timedelta(days=10)


@pytest.mark.parametrize(("letters", "kept"), [(2_000, True), (2_001, False)])
def test_a_comment_has_two_thousand_letters_at_most(errand: Errand, letters: int, kept: bool) -> None:
    errand.begin("HLR", has_comment=True)
    own_page(errand, performed_on=errand.today.isoformat(), comment="ø" * letters, do="fulfil")
    assert models.Performance.objects.exists() is kept

    mark = reverse("mark_not_relevant", args=[errand.mine.public_id, errand.link.public_id])
    errand.hospital.browser("Nina").post(mark, {"comment": "ø" * letters})
    assert models.NotRelevant.objects.exists() is kept


@pytest.mark.parametrize(("letters", "kept"), [(2_000, True), (2_001, False)])
def test_so_has_the_comment_of_whoever_declines(errand: Errand, letters: int, kept: bool) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    said = {"comment": "ø" * letters, "reason": "not_seen", "do": "decline"}
    errand.hospital.browser("Sven").post(reverse("signature_request", args=[request.public_id]), said)
    request.refresh_from_db()
    assert (request.state == "declined") is kept


def test_a_checklist_of_two_hundred_points_is_made_and_done_and_one_more_is_refused(errand: Errand) -> None:
    errand.begin("Utstyr")
    with_role(errand.hospital, "Vigdis", roles.SUBJECT_A, "1010")
    vigdis, edit = errand.hospital.browser("Vigdis"), reverse("edit_requirement", args=[errand.requirement.public_id])
    names = [f"Punkt {number}" for number in range(MOST_ROWS + 1)]
    blank = {"point_id": [""] * len(names), "point_url": [""] * len(names), "act": ["save"]}
    refused = vigdis.post(edit, typed(vigdis, edit) | blank | {"point_name": names}, follow=True)
    assert "200" in refused.content.decode()
    assert not models.RequirementDraft.objects.exists()

    vigdis.post(edit, typed(vigdis, edit) | blank | {"point_name": names[:MOST_ROWS]})
    assert names[-2] in page(vigdis, "edit_requirement", errand.requirement.public_id)
    vigdis.post(reverse("publish_requirement", args=[errand.requirement.public_id]), typed(vigdis, edit))
    points = errand.requirement.revisions.latest("number").settings.checklist
    assert [point.name for point in points] == names[:MOST_ROWS]
    ids = [str(point.id) for point in points]
    own_page(errand, performed_on=errand.today.isoformat(), checklist=ids[1:], do="fulfil")
    assert errand.shown() is not Shown.FULFILLED
    own_page(errand, performed_on=errand.today.isoformat(), checklist=ids, do="fulfil")
    assert errand.shown() is Shown.FULFILLED


def test_what_an_instructor_who_has_left_was_asked_is_withdrawn_and_sent_to_another(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    errand.sven.valid_to = errand.today
    errand.sven.save()
    assert errand.shown() is Shown.WAITING

    errand.withdraws(request)
    with pytest.raises(CannotBeRegistered) as refused:
        errand.does(own_work.send_for_signing, performed_on=errand.today, signer=errand.sven.public_id)
    assert refused.value.field == "signer"
    errand.signs(errand.sends(to=errand.astrid), by=errand.astrid)
    assert errand.shown() is Shown.FULFILLED
