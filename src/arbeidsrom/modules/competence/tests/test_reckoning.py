"""What has been registered is followed when what is asked for changes, also where no sum of a plan moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import assigning, relevance, signing
from arbeidsrom.modules.competence.actions.requirements import drafting, ending, publishing
from arbeidsrom.modules.competence.ending import FollowPositions
from arbeidsrom.modules.competence.queries.own_requirement import requirement_of
from arbeidsrom.modules.competence.rules.statuses import Shown, State
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("en"):
        yield Errand(hospital)


@pytest.fixture
def turid(errand: Errand) -> Actor:
    return with_role(errand.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")


def ask_for(errand: Errand, times: int, by: Actor) -> None:
    settings = replace(errand.requirement.revisions.latest("number").settings, repetitions=times)
    given, acts = errand.requirement.public_id, {"actor": by, "now": errand.hospital.now}
    drafting.save_draft(given, settings, lock_version=0, **acts)  # type: ignore[arg-type]
    publishing.publish_requirement(given, lock_version=1, **acts)  # type: ignore[arg-type]


def test_who_has_done_it_as_often_as_is_asked_for_now_has_fulfilled_it(errand: Errand, turid: Actor) -> None:
    errand.begin("Innleggelse av PVK", repetitions=3)
    errand.fulfils()
    errand.fulfils()
    assert errand.shown() is Shown.STARTED

    ask_for(errand, 2, turid)
    assert errand.shown() is Shown.FULFILLED
    assert errand.history() == ["performed", "performed", "changed"]
    last = models.ProgressEvent.objects.latest("id")
    assert (last.state, last.capacity, last.by) == (State.FULFILLED, "administrator", turid.label)


def test_who_has_done_it_less_often_than_is_asked_for_now_does_the_rest(errand: Errand, turid: Actor) -> None:
    errand.begin("Innleggelse av PVK", repetitions=2)
    errand.fulfils()
    errand.fulfils()
    ask_for(errand, 3, turid)
    assert errand.shown() is Shown.STARTED

    errand.fulfils()
    assert errand.shown() is Shown.FULFILLED


def test_so_has_who_has_no_plan_with_it_just_now(errand: Errand, turid: Actor) -> None:
    errand.begin("Innleggelse av PVK", repetitions=2)
    errand.fulfils()
    errand.fulfils()
    acts = {"actor": errand.hospital.actor(errand.astrid), "now": errand.hospital.now}
    assigning.deactivate_assignment(errand.mine.public_id, today=errand.today, **acts)  # type: ignore[arg-type]
    ask_for(errand, 3, turid)
    assigning.reactivate_assignment(errand.mine.public_id, **acts)  # type: ignore[arg-type]
    assert errand.shown() is Shown.STARTED


@pytest.mark.req("KP-ADM-272")
def test_when_it_is_archived_the_requests_are_closed_and_what_was_signed_counts_on(
    errand: Errand, turid: Actor
) -> None:
    errand.begin("Innleggelse av PVK", repetitions=3, requires_signing=True)
    errand.signs(errand.sends())
    request = errand.sends()
    ending.archive_requirement(errand.requirement.public_id, reason="Utgått", actor=turid, now=errand.hospital.now)

    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert (errand.progress.state, errand.progress.done) == (State.DRAFT, 1)
    assert errand.history() == ["sent", "signed", "sent", "archived"]
    assert models.ProgressEvent.objects.latest("id").state == State.DRAFT


def mark(errand: Errand) -> None:
    actor = errand.hospital.actor(errand.nina)
    given = (errand.mine.public_id, errand.link.public_id)
    relevance.mark_requirement(*given, comment="Ingen pasienter", actor=actor, now=errand.hospital.now)


def test_a_plan_in_which_nothing_is_relevant_is_complete_also_at_another_position(errand: Errand) -> None:
    errand.begin("HLR")
    other = errand.hospital.employ("Nina", "1020", led_by=errand.astrid)
    mark(errand)
    plan = errand.mine.plan
    plan.publications.create(unit=errand.hospital.units["1020"], published_at=errand.hospital.now)
    (again,) = assign(errand, other)
    again.refresh_from_db()
    assert (again.required, again.sent_at) == (0, errand.hospital.now)


def assign(errand: Errand, position: Position) -> list[models.Assignment]:
    return assigning.assign_plan(
        errand.mine.plan.public_id,
        [position.public_id],
        actor=errand.hospital.actor(errand.astrid),
        now=errand.hospital.now,
        today=errand.today,
    )


def test_a_plan_whose_approval_is_withdrawn_waits_for_the_leader_only_while_it_is_complete(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    errand.signs(request)
    acts = {"actor": errand.hospital.actor(errand.astrid), "now": errand.hospital.now}
    assigning.approve_assignment(errand.mine.public_id, **acts)  # type: ignore[arg-type]
    signing.undo_decision(request.public_id, actor=errand.hospital.actor(errand.sven), now=errand.hospital.now)
    left = assigning.withdraw_approval(errand.mine.public_id, **acts)  # type: ignore[arg-type]
    assert (left.sent_at, left.approved_at) == (None, None)

    errand.signs(request)
    left.refresh_from_db()
    assert left.sent_at == errand.hospital.now


def test_a_plan_that_comes_back_with_a_position_and_has_been_emptied_meanwhile_comes_to_nothing(
    errand: Errand,
) -> None:
    errand.begin("HLR")
    run, ended = uuid4(), FollowPositions()
    positions = Position.objects.filter(pk=errand.nina.pk)
    assert ended.carry_out(positions, on=errand.today, run=run) == 1
    errand.mine.plan.links.all().delete()
    assert ended.take_back(run) == 1

    errand.mine.refresh_from_db()
    assert (errand.mine.is_active, errand.mine.required) == (True, 0)
    assert truth.differences([errand.nina.person_id]) == []


def test_what_an_import_ended_and_a_leader_had_put_away_already_is_left_as_it_is(errand: Errand) -> None:
    errand.begin("HLR")
    acts = {"actor": errand.hospital.actor(errand.astrid), "now": errand.hospital.now}
    assigning.deactivate_assignment(errand.mine.public_id, today=errand.today, **acts)  # type: ignore[arg-type]
    run, ended = uuid4(), FollowPositions()
    assert ended.carry_out(Position.objects.filter(pk=errand.nina.pk), on=errand.today, run=run) == 0
    assert ended.take_back(run) == 0
    errand.mine.refresh_from_db()
    assert not errand.mine.is_active


def months_later(errand: Errand) -> None:
    errand.today += timedelta(days=91)
    errand.hospital.now += timedelta(days=91)


@pytest.mark.parametrize("anew", ["drafts", "fulfils"])
def test_a_draft_of_a_repetition_that_is_asked_for_no_longer_is_gone_on_with_when_all_has_expired(
    errand: Errand, turid: Actor, anew: str
) -> None:
    errand.begin("Innleggelse av PVK", repetitions=3, validity_days=90, has_comment=True)
    errand.fulfils()
    errand.fulfils()
    errand.drafts(comment="Den tredje")
    ask_for(errand, 2, turid)
    assert errand.shown() is Shown.FULFILLED

    months_later(errand)
    assert errand.shown() is Shown.EXPIRED
    getattr(errand, anew)(comment="Den første igjen")

    (one,) = models.Performance.objects.filter(person=errand.nina.person, round=2)
    assert one.comment == "Den første igjen"
    assert one.state == {"drafts": "draft", "fulfils": "done"}[anew]
    errand.drafts(comment="Den andre igjen")
    (draft,) = models.Performance.objects.filter(person=errand.nina.person, state="draft")
    assert (draft.round, draft.comment) == (2, "Den andre igjen")
    assert errand.shown() is Shown.EXPIRED


def test_a_request_for_a_repetition_that_is_asked_for_no_longer_ends_when_all_is_begun_anew(
    errand: Errand, turid: Actor
) -> None:
    errand.begin("Innleggelse av PVK", repetitions=3, requires_signing=True, validity_days=90)
    errand.signs(errand.sends())
    errand.signs(errand.sends())
    left = errand.sends()
    ask_for(errand, 2, turid)
    months_later(errand)
    assert errand.shown() is Shown.EXPIRED

    anew = errand.sends()

    left.refresh_from_db()
    assert left.state == "withdrawn"
    assert errand.history()[-2:] == ["withdrawn", "sent"]
    told = Notification.objects.filter(person=errand.sven.person)
    assert [one.about for one in told.filter(type="competence.signature_requested")] == [anew.public_id]
    assert [one.about for one in told.filter(type="competence.request_withdrawn")] == [left.public_id]
    with pytest.raises(WrongState, match="withdrawn"):
        errand.signs(left)
    errand.signs(anew)
    assert errand.shown() is Shown.EXPIRED
    errand.signs(errand.sends())
    assert errand.shown() is Shown.FULFILLED


@pytest.mark.req("KP-VALID-006")
def test_of_what_was_valid_and_has_expired_nothing_is_taken_back_so_that_it_stays_expired(errand: Errand) -> None:
    errand.begin("Innleggelse av PVK", repetitions=2, validity_days=90)
    errand.fulfils()
    errand.fulfils()
    first = models.Performance.objects.order_by("id")[0]
    months_later(errand)

    view = requirement_of(errand.mine, errand.link.public_id, today=errand.today)
    assert view.keeps_what_counted
    with pytest.raises(WrongState, match="expired"):
        errand.takes_back(first)
    assert errand.shown() is Shown.EXPIRED


def test_a_wrong_date_by_which_all_is_over_at_once_can_be_put_right(errand: Errand) -> None:
    errand.begin("Innleggelse av PVK", repetitions=2, validity_days=90)
    errand.fulfils()
    errand.fulfils(on=errand.today - timedelta(days=120))
    assert errand.shown() is Shown.FULFILLED, "it goes by the latest"
    errand.takes_back(models.Performance.objects.order_by("id")[0])
    errand.fulfils(on=errand.today - timedelta(days=110))
    assert errand.shown() is Shown.EXPIRED
    assert not requirement_of(errand.mine, errand.link.public_id, today=errand.today).keeps_what_counted

    errand.takes_back(models.Performance.objects.order_by("-id")[0])
    errand.fulfils()

    assert (errand.progress.round, errand.shown()) == (1, Shown.FULFILLED)


@pytest.mark.req("KP-VALID-006")
def test_a_repeated_requirement_that_has_expired_is_begun_anew_on_its_page(errand: Errand) -> None:
    errand.begin("Innleggelse av PVK", repetitions=2, validity_days=90)
    for days in (120, 110):
        errand.fulfils(on=errand.today - timedelta(days=days))
    assert errand.shown() is Shown.EXPIRED
    browser = errand.hospital.browser("Nina")
    url = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])

    assert 'value="fulfil"' in browser.get(url).content.decode()
    said = {"do": "fulfil", "lock_version": errand.progress.lock_version, "performed_on": errand.today.isoformat()}
    assert browser.post(url, said).status_code == 302

    assert (errand.progress.round, errand.progress.done) == (2, 1)
    assert 'value="fulfil"' in browser.get(url).content.decode()
    assert browser.post(url, said | {"lock_version": errand.progress.lock_version}).status_code == 302
    assert errand.shown() is Shown.FULFILLED
    assert 'value="fulfil"' not in browser.get(url).content.decode()
