"""Opening and changing cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from arbeidsrom.core.imports.tests.nights import imported, register_of
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.workspace.actions import cases as actions
from arbeidsrom.modules.workspace.actions.cases import (
    CaseChanges,
    CaseDraft,
    NoMember,
    NotThen,
    PartyCannotBeResponsible,
)
from arbeidsrom.modules.workspace.models import Case, CaseEvent, EventKind, PartyRole, Subject
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.queries.timeline import timeline_of
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from tests.cast import Cast

CHANGES = CaseChanges("dismissal", "Oppsigelse av fast ansatt", "Kommunen", "Hjemmetjenesten", "", "Nye opplysninger.")


@pytest.mark.req("KL-CASE-001")
def test_a_case_has_type_title_member_employer_workplace_responsible_summary_and_number(cast: Cast):
    member = a_member(cast.hospital_club, "Liv", "Bjørnstad")
    made = a_case(cast, member=member)
    case = cases.get_case(made.public_id, actor=cast.kari)
    assert case.label == "2026/1"
    assert case.type.key == "dismissal"
    assert case.title == "Oppsigelse etter omorganisering"
    assert (case.employer.name, case.workplace) == ("Sykehuset Innland", "Medisinsk avdeling")
    assert case.summary == "Medlemmet fikk brevet på mandag."
    assert case.responsible_id == cast.positions["kari"].pk
    assert [(row.name, row.member) for row in cases.parties_of(case)] == [("Liv Bjørnstad", member.public_id)]
    assert len(cases.steps_of(case)) == len(case.type.steps) > 0


@pytest.mark.req("KL-CASE-001")
def test_the_series_is_the_clubs_own_and_begins_again_each_year(cast: Cast):
    labels = [a_case(cast).label, a_case(cast).label, a_case(cast, opened_on=date(2025, 12, 30)).label]
    other = a_case(cast, by=cast.nina, club=cast.school_club).label
    assert labels == ["2026/1", "2026/2", "2025/1"]
    assert other == "2026/1"


@pytest.mark.req("KL-CASE-001")
@pytest.mark.parametrize("subject", [Subject.GROUP, Subject.CLUB])
def test_a_case_can_be_about_a_group_or_the_club_itself(cast: Cast, subject):
    case = cases.get_case(a_case(cast, subject=subject, type_key="local_agreement").public_id, actor=cast.kari)
    assert case.subject == subject
    assert case.group == ("Nattevaktene" if subject == Subject.GROUP else "")
    assert cases.parties_of(case) == []


def test_a_case_about_members_needs_members_of_the_club(cast: Cast):
    elsewhere = a_member(cast.school_club)
    for members in ([], [elsewhere.public_id]):
        draft = CaseDraft(type_key="dismissal", title="x", subject=Subject.MEMBER, members=members)
        with pytest.raises(NoMember):
            actions.open_case(cast.hospital_club, draft, actor=cast.kari, now=cast.now, today=cast.today)
    assert not Case.objects.exists()


@pytest.mark.req("KL-WHO-001")
@pytest.mark.parametrize("who", ["nina", "nils", "per", "dag", "kjersti", "admin", "ingrid"])
def test_nobody_outside_the_club_can_create_a_case_in_it(cast: Cast, who):
    draft = CaseDraft(type_key="club_board", title="Årsmøte", subject=Subject.CLUB)
    with pytest.raises(PermissionDenied):
        actions.open_case(cast.hospital_club, draft, actor=cast.actor(who), now=cast.now, today=cast.today)


@pytest.mark.req("KL-MEMB-002")
def test_a_case_stays_when_the_nights_register_no_longer_has_its_member(cast: Cast):
    imported(cast, register_of(), confirmed=True)
    member = Member.objects.get(member_number="100000")
    case = a_case(cast, member=member)
    imported(cast, register_of()[1:])
    member.refresh_from_db()
    assert member.left_date is not None
    shown = cases.get_case(case.public_id, actor=cast.kari)
    assert [row.name for row in cases.parties_of(shown)] == [member.name]


@pytest.mark.req("KL-WHO-008")
def test_a_steward_who_is_a_party_in_a_new_case_loses_it_and_cannot_be_responsible(cast: Cast):
    ola_as_member = a_member(cast.hospital_club, "Ola", "Nordmann", email="Ola@example.no")
    case = a_case(cast, member=ola_as_member)
    with pytest.raises(Case.DoesNotExist):
        cases.get_case(case.public_id, actor=cast.ola)

    draft = CaseDraft(
        type_key="dismissal",
        title="x",
        subject=Subject.MEMBER,
        members=[ola_as_member.public_id],
        responsible=cast.positions["ola"].public_id,
    )
    with pytest.raises(PartyCannotBeResponsible):
        actions.open_case(cast.hospital_club, draft, actor=cast.kari, now=cast.now, today=cast.today)


def test_a_change_is_saved_and_told_in_the_timeline(cast: Cast):
    from arbeidsrom.modules.workspace.queries.timeline import timeline_of

    case = a_case(cast)
    actions.change_case(case.public_id, CHANGES, lock_version=0, actor=cast.kari, now=cast.now)
    changed = cases.get_case(case.public_id, actor=cast.kari)
    assert (changed.title, changed.employer.name, changed.lock_version) == (CHANGES.title, "Kommunen", 1)
    assert "Tittel" in timeline_of(changed)[0].heading


def test_the_second_of_two_editors_is_refused_and_nothing_is_overwritten(cast: Cast):
    case = a_case(cast)
    actions.change_case(case.public_id, CHANGES, lock_version=0, actor=cast.kari, now=cast.now)
    with pytest.raises(ChangedMeanwhile):
        actions.change_case(
            case.public_id, replace(CHANGES, title="Noe annet"), lock_version=0, actor=cast.kari, now=cast.now
        )
    assert cases.get_case(case.public_id, actor=cast.kari).title == CHANGES.title


def test_people_are_added_to_and_removed_from_a_case_but_the_last_member_stays(cast: Cast):
    case = a_case(cast)
    second = a_member(cast.hospital_club, "Geir", "Å")
    actions.add_member(case.public_id, member=second.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    with pytest.raises(NoMember):
        actions.add_member(case.public_id, member=second.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    actions.add_party(
        case.public_id, role=PartyRole.OTHER, name="Verneombud Vik", contact="", actor=cast.kari, now=cast.now
    )
    rows = cases.parties_of(cases.get_case(case.public_id, actor=cast.kari))
    assert [row.name for row in rows] == ["Liv Bjørnstad", "Geir Å", "Verneombud Vik"]
    actions.remove_party(case.public_id, party=rows[0].public_id, actor=cast.kari, now=cast.now)
    with pytest.raises(NoMember):
        actions.remove_party(case.public_id, party=rows[1].public_id, actor=cast.kari, now=cast.now)


def test_a_step_of_the_template_is_ticked_off(cast: Cast):
    case = a_case(cast)
    actions.tick_step(case.public_id, order=1, done=True, actor=cast.kari, now=cast.now, today=cast.today)
    step = cases.steps_of(case)[0]
    assert (step.done_on, step.done_by) == (cast.today, "Kari Ødegård")


@pytest.mark.req("KL-CASE-001")
@pytest.mark.parametrize(("days", "is_refused"), [(1, True), (0, False), (-3600, False), (-3660, True)])
def test_a_case_is_not_opened_in_the_future_nor_more_than_ten_years_back(cast: Cast, days: int, is_refused: bool):
    day = cast.today + timedelta(days=days)
    if is_refused:
        with pytest.raises(NotThen):
            a_case(cast, opened_on=day)
    else:
        assert a_case(cast, opened_on=day).opened_on == day


@pytest.mark.req("KL-CASE-006")
def test_another_steward_who_is_made_responsible_for_a_new_case_is_told(cast: Cast):
    draft = CaseDraft(
        "club_board", "Nytt møterom", Subject.CLUB, responsible=cast.positions["ola"].public_id, employer="Sykehuset"
    )
    actions.open_case(cast.hospital_club, draft, actor=cast.kari, now=cast.now, today=cast.today)
    a_case(cast)
    told = Notification.objects.filter(type="workspace.case.given").values_list("person_id", flat=True)
    assert list(told) == [cast.people["ola"].pk]


@pytest.mark.req("KL-CASE-002")
def test_another_type_brings_its_steps_and_keeps_what_is_ticked(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    old = cases.steps_of(case)
    given = {"actor": cast.kari, "now": cast.now}
    actions.tick_step(case.public_id, order=old[1].order, done=True, today=cast.today, **given)
    changes = replace(CHANGES, type_key="written_warning")
    changed = actions.change_case(case.public_id, changes, lock_version=0, **given)
    steps = cases.steps_of(changed)
    assert [step.order for step in steps] == list(range(1, len(steps) + 1))
    assert (steps[0].text_nb, steps[0].done_on, steps[0].done_by) == (old[1].text_nb, cast.today, cast.kari.label)
    new = [step["nb"] for step in changed.type.steps]
    assert [step.text_nb for step in steps[1:]] == [text for text in new if text != old[1].text_nb]
    assert len(new) > 1


def test_the_steps_stay_when_the_type_does(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    before = [step.pk for step in cases.steps_of(case)]
    changed = actions.change_case(case.public_id, CHANGES, lock_version=0, actor=cast.kari, now=cast.now)
    assert [step.pk for step in cases.steps_of(changed)] == before


@pytest.mark.req("KL-CASE-004")
@pytest.mark.parametrize(
    ("language", "fields", "step"),
    [
        ("nb", "Tittel, Arbeidsgiver, Arbeidsplass", "text_nb"),
        ("nn", "Tittel, Arbeidsgivar, Arbeidsplass", "text_nn"),
        ("en", "Title", "text_en"),
    ],
)
def test_the_timeline_names_details_and_steps_in_the_readers_language(cast: Cast, language, fields, step):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    given = {"actor": cast.kari, "now": cast.now}
    with override("nb"):
        actions.tick_step(case.public_id, order=1, done=True, today=cast.today, **given)
        actions.change_case(case.public_id, CHANGES, lock_version=0, **given)
    with override(language):
        told = "\n".join(row.heading for row in timeline_of(case))
    assert fields in told
    assert getattr(cases.steps_of(case)[0], step) in told
    assert "workplace" not in told


def test_an_entry_from_before_words_were_kept_as_keys_stands_as_it_was_written(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    old = {"kind": "Fullmakt", "name": "Liv", "day": "2026-11-01"}
    CaseEvent(
        case=case,
        kind=EventKind.CONSENT,
        what="consent.recorded",
        facts=old,
        happened_at=cast.now,
        recorded_at=cast.now,
        author="Kari",
    ).save()
    with override("nb"):
        assert timeline_of(case, kinds=[EventKind.CONSENT])[0].heading.startswith("Fullmakt fra Liv")
