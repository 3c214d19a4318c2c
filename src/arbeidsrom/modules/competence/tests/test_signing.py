"""Signing, several repetitions at once too: what counts, what is refused, and what can be undone (KP-SIGN)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils.translation import override

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.core.system_messages import groups
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import assigning, signing
from arbeidsrom.modules.competence.actions.requirements.ending import archive_requirement
from arbeidsrom.modules.competence.actions.requirements.resetting import reset_requirement
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.left_signers import own_waiting_in_vain
from arbeidsrom.modules.competence.queries.own_requirement import signers_named
from arbeidsrom.modules.competence.rules.statuses import Shown
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("en"):
        yield Errand(hospital)


def state(request: models.Performance) -> str:
    return models.Performance.objects.get(pk=request.pk).state


def sends_three(errand: Errand, **said: object) -> list[models.Performance]:
    errand.begin("Veneflon", repetitions=3, requires_signing=True, **said)
    return [errand.sends(errand.today - timedelta(days=days)) for days in (3, 2, 1)]


def signs(errand: Errand, *requests: models.Performance, comment: str = "") -> None:
    chosen, by = [one.public_id for one in requests], errand.hospital.actor(errand.sven)
    signing.sign_performances(chosen, comment=comment, actor=by, now=errand.hospital.now)


def declines(errand: Errand, *requests: models.Performance, comment: str, reason: str) -> None:
    chosen, by = [one.public_id for one in requests], errand.hospital.actor(errand.sven)
    signing.decline_performances(chosen, reason=reason, comment=comment, actor=by, now=errand.hospital.now)


def told(kind: str) -> list[int]:
    return list(Notification.objects.filter(type=kind).order_by("id").values_list("person", flat=True))


@pytest.mark.req("KP-SIGN-008")
@pytest.mark.parametrize("comment", ["", "Godt utført"])
def test_signing_needs_no_comment_and_keeps_one(errand: Errand, comment: str) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    errand.signs(request, comment)

    signed = models.Performance.objects.get(pk=request.pk)
    assert (signed.state, signed.answer) == ("done", comment or None)


@pytest.mark.req("KP-SIGN-020")
def test_some_repetitions_are_signed_at_once_and_others_declined_with_comment_and_reason(errand: Errand) -> None:
    first, second, third = sends_three(errand)
    signs(errand, first, second)
    for comment, reason in (("", "not_seen"), ("  \n ", "not_seen"), ("Så det ikke", ""), ("Så det ikke", "annet")):
        with pytest.raises(CannotBeRegistered):
            declines(errand, third, comment=comment, reason=reason)
    assert state(third) == "waiting"
    declines(errand, third, comment="Så det ikke", reason="not_seen")

    assert [state(one) for one in (first, second, third)] == ["done", "done", "declined"]
    assert errand.progress.done == 2
    assert errand.history() == [*3 * ["sent"], "signed", "signed", "declined"]
    assert told("competence.requirement_signed") == [errand.nina.person_id]


@pytest.mark.req("KP-SIGN-033")
@pytest.mark.parametrize(("comment", "reason", "field"), [(" \t ", "not_seen", "comment"), ("Nei", "", "reason")])
def test_a_decline_needs_text_and_a_reason(errand: Errand, comment: str, reason: str, field: str) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    with pytest.raises(CannotBeRegistered) as refused:
        errand.declines(request, comment, reason)
    assert refused.value.field == field
    assert state(request) == "waiting"


def test_all_or_nothing_when_one_of_those_ticked_waits_no_longer(errand: Errand) -> None:
    first, second, third = sends_three(errand)
    errand.withdraws(second)
    with pytest.raises(WrongState, match="withdrawn"):
        signs(errand, first, second, third)
    signs(errand, first)
    with pytest.raises(WrongState, match="already"):
        signs(errand, first, third)

    assert [state(one) for one in (first, second, third)] == ["done", "withdrawn", "waiting"]


def test_requests_of_two_requirements_or_two_signers_are_not_signed_together(errand: Errand) -> None:
    first, second, _third = sends_three(errand)
    errand.ward.plan("Sykepleier på A", "Kateter", section="Mer")
    models.Requirement.objects.filter(name="Kateter").update(requires_signing=True)
    models.Performance.objects.filter(pk=second.pk).update(signer=errand.astrid)
    other = models.Performance.objects.create(
        person=errand.nina.person,
        requirement=errand.ward.requirements["Kateter"],
        revision=errand.ward.requirements["Kateter"].revisions.get(),
        state="waiting",
        round=1,
        performed_on=errand.today,
        signer=errand.sven,
        sent_at=errand.hospital.now,
    )
    for beside in (second, other):
        with pytest.raises(models.Performance.DoesNotExist):
            signs(errand, first, beside)
        assert state(first) == "waiting"


@pytest.mark.req("KP-SIGN-026")
def test_nobody_can_be_chosen_as_signer_of_their_own(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    elsewhere = Position.objects.create(
        person=errand.nina.person, unit=errand.sven.unit, kind=errand.nina.kind, valid_from=errand.nina.valid_from
    )
    for position in (errand.nina, elsewhere):
        with pytest.raises(CannotBeRegistered, match="themselves"):
            errand.sends(to=position)
    assert signers_named("Nina", besides=errand.nina.person_id, today=errand.today) == []


@pytest.mark.req("KP-SIGN-028")
def test_what_is_withdrawn_is_gone_from_the_list_told_and_cannot_be_signed(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    errand.withdraws(request)

    assert not signing.own.visible_requests(errand.hospital.actor(errand.sven)).exists()
    assert told("competence.request_withdrawn") == [errand.sven.person_id]
    with pytest.raises(WrongState, match="withdrawn"):
        errand.signs(request)
    with pytest.raises(WrongState, match="withdrawn"):
        errand.declines(request)


@pytest.mark.req("KP-SIGN-030")
def test_a_signer_who_has_left_stays_in_the_history_and_what_waits_is_shown_to_the_employee(errand: Errand) -> None:
    sent = sends_three(errand)
    signs(errand, sent[0])
    me = errand.hospital.actor(errand.nina)
    assert own_waiting_in_vain(actor=me, today=errand.today) == []
    Position.objects.filter(pk=errand.sven.pk).update(valid_to=errand.today)

    (row,) = own_waiting_in_vain(actor=me, today=errand.today)
    assert (row.assignment, row.link, row.signer) == (errand.mine.public_id, errand.link.public_id, "Sven Berg")
    events = models.ProgressEvent.objects.filter(kind="signed")
    assert [one.by for one in events] == ["Sven Berg"]
    for request in sent[1:]:
        errand.withdraws(models.Performance.objects.get(pk=request.pk))
    errand.sends(to=errand.astrid)
    assert own_waiting_in_vain(actor=me, today=errand.today) == []


@pytest.mark.req("KP-SIGN-031")
def test_undoing_a_signature_takes_back_validity_completion_and_an_approval_the_plan_gave_itself(
    errand: Errand,
) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True, validity_days=100)
    errand.ward.plan("Alle på A", "Blodtransfusjon", completion="automatic", section="Felles")
    automatic = errand.ward.assign("Alle på A", errand.nina)
    request = errand.sends()
    errand.signs(request)
    by = errand.hospital.actor(errand.astrid)
    assigning.approve_assignment(errand.mine.public_id, actor=by, now=errand.hospital.now)
    automatic.refresh_from_db()
    assert automatic.approved_at is not None

    errand.undoes(models.Performance.objects.get(pk=request.pk))
    automatic.refresh_from_db()
    errand.mine.refresh_from_db()
    assert errand.shown() is Shown.WAITING
    assert errand.progress.completed_on is None
    assert (automatic.approved_at, automatic.fulfilled) == (None, 0)
    assert list(automatic.events.order_by("id").values_list("kind", flat=True)) == ["approved", "approval_withdrawn"]
    assert errand.mine.approved_at is not None
    assert told("competence.approved_plan_incomplete") == [errand.astrid.person_id]
    errand.signs(models.Performance.objects.get(pk=request.pk))
    automatic.refresh_from_db()
    assert automatic.approved_at is not None


@pytest.mark.req("KP-SIGN-032")
def test_a_decision_is_not_undone_when_it_was_reset_archived_or_signed_by_somebody_else(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    errand.declines(request)
    again = errand.sends(to=errand.astrid)
    with pytest.raises(WrongState, match="sent it again"):
        errand.undoes(request)
    errand.signs(again, by=errand.astrid)
    with pytest.raises(WrongState, match="sent it again"):
        errand.undoes(request)

    by = with_role(errand.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    reset_requirement(
        errand.requirement.public_id,
        shown=using.numbers_of(errand.requirement),
        actor=by,
        now=errand.hospital.now,
    )
    with pytest.raises(WrongState, match="anew"):
        signing.undo_decision(again.public_id, actor=errand.hospital.actor(errand.astrid), now=errand.hospital.now)
    anew = errand.sends()
    errand.signs(anew)
    archive_requirement(errand.requirement.public_id, reason="Utgått", actor=by, now=errand.hospital.now)
    with pytest.raises(WrongState, match="archived"):
        errand.undoes(anew)


def test_what_was_decided_together_is_undone_together(errand: Errand) -> None:
    sent = sends_three(errand)
    signs(errand, *sent)
    assert errand.shown() is Shown.FULFILLED
    chosen, by = [one.public_id for one in sent[1:]], errand.hospital.actor(errand.sven)
    signing.undo_decisions(chosen, actor=by, now=errand.hospital.now)

    assert [state(one) for one in sent] == ["done", "waiting", "waiting"]
    assert (errand.progress.done, errand.shown()) == (1, Shown.WAITING)


def test_a_takenback_repetition_makes_room_and_an_undone_decline_must_have_room(errand: Errand) -> None:
    sent = sends_three(errand)
    declines(errand, sent[0], comment="Nei", reason="other")
    extra = errand.sends(errand.today)
    with pytest.raises(WrongState, match="sent it again"):
        errand.undoes(sent[0])
    errand.withdraws(extra)
    errand.undoes(sent[0])
    assert state(sent[0]) == "waiting"


def test_whoever_has_been_asked_to_sign_can_be_sent_system_messages_by_that(errand: Errand) -> None:
    """The part about signers of KP-MSG-010; cohorts and mentors come with specialist training."""
    errand.begin("HLR", requires_signing=True)

    def signers(unit: str = "sykehuset") -> list[str]:
        people = groups.functions()["signer"].people(scope=errand.hospital.units[unit], today=errand.today)
        return sorted(Person.objects.filter(pk__in=people).values_list("given_name", flat=True))

    assert signers() == []
    request = errand.sends()
    assert signers() == signers("1020") == ["Sven"]
    assert signers("1010") == []
    errand.signs(request)
    assert signers() == ["Sven"], "also when nothing waits"
    Position.objects.filter(pk=errand.sven.pk).update(valid_to=errand.today)
    assert signers() == []
