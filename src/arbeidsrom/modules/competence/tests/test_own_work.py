"""Employees with the requirements of their plans, from a draft to a signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import own_work, relevance
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.actions.spreading import spread
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.rules.settings import CheckPoint
from arbeidsrom.modules.competence.rules.statuses import NO_END, Shown, State
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("en"):
        yield Errand(hospital)


@pytest.mark.req("KP-DONE-001")
def test_an_employee_marks_a_requirement_as_fulfilled_on_a_date(errand: Errand) -> None:
    errand.begin("HLR")
    day = errand.today - timedelta(days=3)
    errand.fulfils(day)

    assert errand.shown() is Shown.FULFILLED
    assert errand.progress.completed_on == day
    assert errand.history() == ["fulfilled"]


@pytest.mark.req("KP-DONE-002")
def test_what_is_partly_filled_in_is_a_draft_and_not_fulfilled(errand: Errand) -> None:
    errand.begin("HLR", has_comment=True)
    errand.drafts(comment="Tar resten på mandag")

    assert errand.shown() is Shown.STARTED
    draft = models.Performance.objects.get(person=errand.nina.person)
    assert (draft.state, draft.comment, draft.performed_on) == ("draft", "Tar resten på mandag", None)


@pytest.mark.req("KP-DONE-004")
def test_without_its_date_a_fulfilled_requirement_is_not_fulfilled_any_more(errand: Errand) -> None:
    errand.begin("HLR")
    errand.fulfils()
    errand.drafts()

    assert errand.shown() is Shown.NOT_STARTED
    assert errand.progress.completed_on is None
    assert errand.history() == ["fulfilled", "drafted"]


@pytest.mark.req("KP-DONE-005")
def test_the_date_of_a_fulfilled_requirement_is_changed(errand: Errand) -> None:
    errand.begin("HLR", validity_days=100)
    errand.fulfils(errand.today - timedelta(days=2))
    errand.fulfils(errand.today)

    assert errand.progress.completed_on == errand.today
    states = models.Performance.objects.filter(person=errand.nina.person).values_list("state", flat=True)
    assert sorted(states) == ["done", "removed"]


@pytest.mark.req("KP-EIMP-014")
@pytest.mark.parametrize("action", [own_work.mark_as_fulfilled, own_work.send_for_signing])
def test_without_a_date_nothing_is_completed(errand: Errand, action: object) -> None:
    errand.begin("HLR", requires_signing=action is own_work.send_for_signing)
    with pytest.raises(CannotBeRegistered, match="which date") as refused:
        errand.does(action, signer=errand.sven.public_id)

    assert refused.value.field == "performed_on"
    assert not models.Progress.objects.exists()


@pytest.mark.req("KP-EIMP-015")
def test_a_date_in_the_future_is_refused(errand: Errand) -> None:
    errand.begin("HLR")
    with pytest.raises(CannotBeRegistered, match="future"):
        errand.fulfils(errand.today + timedelta(days=1))


@pytest.mark.req("KP-EIMP-016")
def test_a_manual_expiry_must_be_given_and_later_than_the_date(errand: Errand) -> None:
    errand.begin("Kompetansebevis", has_manual_expiry=True)
    with pytest.raises(CannotBeRegistered, match="when it expires") as missing:
        errand.fulfils()
    with pytest.raises(CannotBeRegistered, match="later") as early:
        errand.fulfils(expires_on=errand.today)

    assert (missing.value.field, early.value.field) == ("expires_on", "expires_on")


@pytest.mark.req("KP-VALID-004", "KP-VALID-005")
def test_a_manual_expiry_turns_it_yellow_and_red_as_a_validity_does(errand: Errand) -> None:
    errand.begin("Kompetansebevis", has_manual_expiry=True, validity_days=10)
    expires = errand.today + timedelta(days=31)
    errand.fulfils(expires_on=expires)

    assert errand.shown() is Shown.FULFILLED
    assert errand.shown(expires - timedelta(days=30)) is Shown.EXPIRES_SOON
    assert errand.shown(expires) is Shown.EXPIRES_SOON
    assert errand.shown(expires + timedelta(days=1)) is Shown.EXPIRED


@pytest.mark.req("KP-VALID-001", "KP-EIMP-036", "KP-ADM-024")
def test_the_validity_counts_from_the_day_it_was_done_not_from_the_signature(errand: Errand) -> None:
    errand.begin("HLR", "Brann", validity_days=365, requires_signing=True)
    done = errand.today - timedelta(days=20)
    errand.signs(errand.sends(done))
    errand.name = "Brann"
    errand.fulfils(done)

    due = dict(models.RequirementStatus.objects.values_list("requirement__name", "due"))
    assert due == {"HLR": done + timedelta(days=365), "Brann": NO_END}, "without a validity it never expires"


@pytest.mark.req("KP-EIMP-038", "KP-VALID-006")
def test_one_that_has_expired_already_is_expired_at_once_and_valid_when_done_again(errand: Errand) -> None:
    errand.begin("HLR", validity_days=30)
    errand.fulfils(errand.today - timedelta(days=31))
    assert errand.shown() is Shown.EXPIRED
    errand.drafts(performed_on=errand.today)
    assert errand.shown() is Shown.EXPIRED

    errand.fulfils(errand.today)
    assert errand.shown() is Shown.EXPIRES_SOON
    assert errand.progress.round == 2


@pytest.mark.req("KP-SEND-001", "KP-SEND-005", "KP-SIGN-001", "KP-SIGN-011")
def test_it_is_sent_to_whoever_is_to_sign_and_signed(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    asked = Notification.objects.get(person=errand.sven.person)
    assert errand.shown() is Shown.WAITING
    assert asked.type == "competence.signature_requested"

    errand.signs(request)
    assert errand.shown() is Shown.FULFILLED
    assert errand.history() == ["sent", "signed"]
    assert Notification.objects.get(person=errand.nina.person).type == "competence.requirement_signed"


@pytest.mark.req("KP-SEND-003", "KP-SIGN-007")
def test_the_comment_of_the_employee_is_there_for_the_signer_only_where_there_is_a_comment_field(
    errand: Errand,
) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True, has_comment=True)
    errand.sends(comment="Gjort på nattevakt")
    assert models.Performance.objects.get(state="waiting").comment == "Gjort på nattevakt"


def test_without_a_comment_field_no_comment_is_kept(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    errand.sends(comment="Gjort på nattevakt")
    assert models.Performance.objects.get(state="waiting").comment is None


@pytest.mark.req("KP-SEND-004", "KP-SEND-006")
def test_a_request_to_the_wrong_person_is_withdrawn_and_sent_to_another(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends(to=errand.sven)
    errand.withdraws(request)
    told = Notification.objects.filter(person=errand.sven.person).values_list("type", flat=True)
    assert errand.shown() is Shown.STARTED
    assert "competence.request_withdrawn" in told
    with pytest.raises(WrongState, match="withdrawn"):
        errand.signs(request)

    again = errand.sends(to=errand.astrid)
    assert again.signer == errand.astrid
    errand.signs(again, by=errand.astrid)
    assert errand.shown() is Shown.FULFILLED


@pytest.mark.req("KP-EIMP-017")
def test_nobody_is_their_own_signer_and_only_who_works_here_can_be_chosen(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    gone = errand.hospital.employ("Gunnar", "1010", valid_to=errand.today)
    for signer, said in (
        (errand.nina.public_id, "themselves"),
        (gone.public_id, "works here"),
        (uuid4(), "works here"),
    ):
        with pytest.raises(CannotBeRegistered, match=said) as refused:
            errand.does(own_work.send_for_signing, performed_on=errand.today, signer=signer)
        assert refused.value.field == "signer"
    with pytest.raises(CannotBeRegistered, match="Choose who"):
        errand.does(own_work.send_for_signing, performed_on=errand.today)


@pytest.mark.req("KP-EIMP-019")
def test_what_waits_cannot_be_changed_fulfilled_or_sent_again(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    errand.sends()
    for step in (errand.sends, errand.fulfils, errand.drafts):
        with pytest.raises(WrongState, match="Withdraw"):
            step()


@pytest.mark.req("KP-EIMP-021")
def test_changing_a_signed_requirement_takes_the_signature_away_and_the_history_keeps_it(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    errand.signs(errand.sends())
    errand.sends(errand.today - timedelta(days=1))

    assert errand.shown() is Shown.WAITING
    assert errand.progress.completed_on is None
    assert errand.history() == ["sent", "signed", "sent"]


@pytest.mark.req("KP-EIMP-020")
def test_who_comes_second_is_told_what_has_become_of_it(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    errand.signs(request)
    with pytest.raises(WrongState, match="no longer"):
        errand.withdraws(request)
    with pytest.raises(WrongState, match="already"):
        errand.declines(request)


@pytest.mark.req("KP-EIMP-022", "KP-EIMP-023")
def test_the_second_of_two_that_save_the_same_is_told_and_overwrites_nothing(errand: Errand) -> None:
    errand.begin("HLR")
    entry = errand.entry(performed_on=errand.today)
    errand.does(own_work.mark_as_fulfilled, entry=entry)
    for _again in range(2):
        with pytest.raises(ChangedMeanwhile):
            errand.does(own_work.mark_as_fulfilled, entry=entry)

    assert models.Performance.objects.count() == 1


@pytest.mark.req("KP-SIGN-013", "KP-SIGN-015", "KP-SIGN-017")
def test_declining_needs_a_comment_and_a_reason_and_the_employee_can_send_it_again(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    with pytest.raises(CannotBeRegistered, match="decline"):
        errand.declines(request, comment="  ")
    with pytest.raises(CannotBeRegistered, match="reason"):
        errand.declines(request, reason="")
    errand.declines(request)

    assert errand.shown() is Shown.DECLINED
    request.refresh_from_db()
    assert (request.decline_reason, request.answer) == ("not_seen", "Jeg så det ikke")
    errand.signs(errand.sends())
    assert errand.shown() is Shown.FULFILLED


@pytest.mark.req("KP-SIGN-023", "KP-SIGN-024", "KP-SIGN-025")
@pytest.mark.parametrize("decided", ["signs", "declines"])
def test_the_signer_undoes_it_and_it_waits_again(errand: Errand, decided: str) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    getattr(errand, decided)(request)
    errand.undoes(request)

    assert errand.shown() is Shown.WAITING
    assert errand.history() == ["sent", {"signs": "signed", "declines": "declined"}[decided], "undone"]
    errand.signs(models.Performance.objects.get(pk=request.pk))
    assert errand.shown() is Shown.FULFILLED


def test_only_whoever_was_asked_signs(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    for other in (errand.astrid, errand.nina):
        with pytest.raises(models.Performance.DoesNotExist):
            errand.signs(request, by=other)


def test_a_requirement_that_is_signed_is_not_marked_by_the_employee_and_the_other_way_round(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", "HLR", requires_signing=True)
    with pytest.raises(WrongState, match="must be signed"):
        errand.fulfils()
    errand.name = "HLR"
    with pytest.raises(WrongState, match="not signed"):
        errand.sends()


@pytest.mark.req("KP-REPEAT-001", "KP-ADM-028", "KP-EIMP-028")
def test_a_repeated_requirement_is_fulfilled_by_the_last_time_and_takes_no_more(errand: Errand) -> None:
    errand.begin("Veneflon", repetitions=3)
    for number in (5, 4):
        errand.fulfils(errand.today - timedelta(days=number))
        assert errand.shown() is Shown.STARTED
    errand.fulfils(errand.today)

    assert errand.shown() is Shown.FULFILLED
    assert errand.progress.done == 3
    with pytest.raises(WrongState, match="As many"):
        errand.fulfils(errand.today)


@pytest.mark.req("KP-REPEAT-005", "KP-SIGN-019", "KP-SIGN-022")
def test_a_repetition_counts_when_it_is_signed_and_some_can_be_declined(errand: Errand) -> None:
    errand.begin("Veneflon", repetitions=2, requires_signing=True)
    first, second = errand.sends(errand.today - timedelta(days=1)), errand.sends()
    assert errand.progress.done == 0
    with pytest.raises(WrongState, match="As many"):
        errand.sends()

    errand.signs(first)
    errand.declines(second)
    assert (errand.progress.done, errand.shown()) == (1, Shown.DECLINED)
    errand.signs(errand.sends())
    assert (errand.progress.done, errand.shown()) == (2, Shown.FULFILLED)


def test_one_repetition_is_taken_back(errand: Errand) -> None:
    errand.begin("Veneflon", repetitions=2)
    errand.fulfils()
    errand.fulfils()
    one = models.Performance.objects.filter(state="done").earliest("id")
    errand.takes_back(one)

    assert (errand.progress.done, errand.shown()) == (1, Shown.STARTED)


POINTS = (CheckPoint(UUID(int=1), "Finn utstyret"), CheckPoint(UUID(int=2), "Vask hendene", mandatory=False))


@pytest.mark.req("KP-CHECK-001", "KP-EIMP-027", "KP-EIMP-029")
def test_every_check_point_is_done_before_it_is_fulfilled(errand: Errand) -> None:
    errand.begin("Sårstell", checklist=POINTS)
    with pytest.raises(CannotBeRegistered, match="check point"):
        errand.fulfils(ticked=frozenset({UUID(int=1)}))
    errand.drafts(ticked=frozenset({UUID(int=1)}))
    assert errand.shown() is Shown.STARTED

    errand.fulfils(ticked=frozenset({UUID(int=1), UUID(int=2)}))
    assert errand.shown() is Shown.FULFILLED


@pytest.mark.req("KP-CHECK-003", "KP-CHECK-006", "KP-ADM-037", "KP-EIMP-024")
def test_a_point_that_need_not_be_done_is_marked_with_a_comment_and_a_mandatory_one_never(errand: Errand) -> None:
    errand.begin("Sårstell", checklist=POINTS)
    mark = {"actor": errand.hospital.actor(errand.nina), "now": errand.hospital.now}
    ids = errand.mine.public_id, errand.link.public_id
    with pytest.raises(WrongState, match="must be carried out"):
        relevance.mark_point(*ids, UUID(int=1), comment="Nei", **mark)
    with pytest.raises(CannotBeRegistered, match="not relevant"):
        relevance.mark_point(*ids, UUID(int=2), comment=" ", **mark)
    relevance.mark_point(*ids, UUID(int=2), comment="Bruker hansker", **mark)

    errand.fulfils(ticked=frozenset({UUID(int=1)}))
    assert errand.shown() is Shown.FULFILLED


@pytest.mark.req("KP-DEP-001", "KP-ADM-047")
def test_what_it_depends_on_comes_first(errand: Errand) -> None:
    first = errand.ward.requirement("Teori")
    errand.begin("Praksis", "Teori", dependencies=(first.pk,))
    with pytest.raises(CannotBeRegistered, match="Teori") as refused:
        errand.fulfils()
    assert refused.value.field == "dependencies"

    errand.name = "Teori"
    errand.fulfils()
    errand.name = "Praksis"
    errand.fulfils()
    assert errand.shown() is Shown.FULFILLED


@pytest.mark.req("KP-EIMP-030")
def test_what_was_fulfilled_stays_so_although_what_it_depended_on_is_not_any_more(errand: Errand) -> None:
    first = errand.ward.requirement("Teori")
    errand.begin("Praksis", "Teori", dependencies=(first.pk,))
    errand.name = "Teori"
    errand.fulfils()
    errand.name = "Praksis"
    errand.fulfils()
    errand.name = "Teori"
    errand.drafts()

    assert errand.shown(of="Teori") is Shown.NOT_STARTED
    assert errand.shown(of="Praksis") is Shown.FULFILLED


def test_a_dependency_that_the_employee_has_in_no_plan_holds_nothing_up(errand: Errand) -> None:
    first = errand.ward.requirement("Teori")
    errand.begin("Praksis", dependencies=(first.pk,))
    errand.fulfils()
    assert errand.shown() is Shown.FULFILLED


@pytest.mark.req("KP-NREL-002", "KP-NREL-003", "KP-ADM-054", "KP-EIMP-024", "KP-EIMP-025")
def test_not_relevant_needs_a_comment_and_is_taken_back_with_the_status_it_had(errand: Errand) -> None:
    errand.begin("HLR", "Brann")
    mark = {"actor": errand.hospital.actor(errand.nina), "now": errand.hospital.now}
    ids = errand.mine.public_id, errand.link.public_id
    errand.fulfils()
    with pytest.raises(CannotBeRegistered, match="not relevant"):
        relevance.mark_requirement(*ids, comment="\t ", **mark)
    relevance.mark_requirement(*ids, comment="Ikke pasientnær", **mark)
    assert errand.shown() is Shown.NOT_RELEVANT

    relevance.unmark_requirement(*ids, **mark)
    assert errand.shown() is Shown.FULFILLED
    assert errand.history() == ["fulfilled", "not_relevant", "relevant"]
    models.Requirement.objects.update(must_be_done=True)
    with pytest.raises(WrongState, match="must be carried out"):
        relevance.mark_requirement(*ids, comment="Nei", **mark)


@pytest.mark.req("KP-NREL-006", "KP-NREL-008", "KP-NREL-009", "KP-NREL-010")
def test_a_sub_plan_is_marked_with_all_in_it_and_each_gets_back_the_status_it_had(errand: Errand) -> None:
    errand.begin("HLR", "Brann", must_be_done=True)
    errand.fulfils()
    section = errand.ward.sections["Generelt"]
    mark = {"actor": errand.hospital.actor(errand.nina), "now": errand.hospital.now}
    with pytest.raises(WrongState, match="must be carried out"):
        relevance.mark_section(errand.mine.public_id, section.public_id, comment="Kontor", **mark)
    models.Section.objects.update(may_be_not_relevant=True)
    relevance.mark_section(errand.mine.public_id, section.public_id, comment="Kontor", **mark)
    assert {errand.shown(of=name) for name in ("HLR", "Brann")} == {Shown.NOT_RELEVANT}
    marks = models.ProgressEvent.objects.filter(kind="not_relevant")
    assert [one.comment for one in marks] == ["Kontor", "Kontor"]

    relevance.unmark_section(errand.mine.public_id, section.public_id, **mark)
    assert (errand.shown(of="HLR"), errand.shown(of="Brann")) == (Shown.FULFILLED, Shown.NOT_STARTED)


@pytest.mark.req("KP-ADM-182", "KP-NREL-011")
def test_what_is_added_to_a_marked_sub_plan_is_not_relevant_by_itself(errand: Errand) -> None:
    errand.begin("HLR")
    section = errand.ward.sections["Generelt"]
    models.Section.objects.update(may_be_not_relevant=True)
    actor = errand.hospital.actor(errand.nina)
    relevance.mark_section(
        errand.mine.public_id, section.public_id, comment="Kontor", actor=actor, now=errand.hospital.now
    )
    errand.ward.link("Sykepleier på A", "Generelt", "Brann")
    spread(plan_ids=[errand.mine.plan_id], actor=actor, now=errand.hospital.now)
    assert errand.shown(of="Brann") is Shown.NOT_RELEVANT


@pytest.mark.req("KP-EIMP-043")
def test_the_history_says_who_in_which_role_and_the_status_after(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    errand.signs(errand.sends(), comment="Fint utført")
    sent, signed = models.ProgressEvent.objects.order_by("id")

    assert (sent.by, sent.capacity, sent.state) == ("Nina Berg", "employee", State.WAITING)
    assert (signed.by, signed.capacity, signed.state) == ("Sven Berg", "signer", State.FULFILLED)
    assert signed.comment == "Fint utført"
    assert {sent.at, signed.at} == {errand.hospital.now}


def test_nobody_works_in_somebody_elses_plan_or_one_that_is_not_active(errand: Errand) -> None:
    errand.begin("HLR")
    with pytest.raises(models.Assignment.DoesNotExist):
        errand.does(own_work.mark_as_fulfilled, by=errand.sven, performed_on=errand.today)
    models.Assignment.objects.update(state=AssignmentState.DEACTIVATED, deactivated_on=errand.today)
    with pytest.raises(PermissionDenied, match="not active"):
        errand.fulfils()
    looking = replace(errand.hospital.actor(errand.nina), read_only=True)
    with pytest.raises(PermissionDenied, match="looking on"):
        own_work.mark_as_fulfilled(
            errand.mine.public_id,
            errand.link.public_id,
            Entry(),
            actor=looking,
            now=errand.hospital.now,
            today=errand.today,
        )
