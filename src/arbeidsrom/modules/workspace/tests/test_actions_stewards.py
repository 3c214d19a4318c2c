"""Access, conflicts of interest and hand-over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.actions import merge_unit
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.roles.actions import end_grants
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import cases as case_actions
from arbeidsrom.modules.workspace.actions import offers, unattended
from arbeidsrom.modules.workspace.actions import stewards as actions
from arbeidsrom.modules.workspace.actions.stewards import CannotHaveCase
from arbeidsrom.modules.workspace.models import Case, CaseSteward, Conflict, ConflictKind, PartyRole
from arbeidsrom.modules.workspace.queries import cases, hand_overs, lists, stewards
from arbeidsrom.modules.workspace.queries.home import unattended_count
from arbeidsrom.modules.workspace.queries.timeline import timeline_of
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from tests.cast import Cast


def hand_over(cast: Cast, case: Case, to: str, *, by: str = "kari", keep_access: bool = False):
    return actions.hand_over_case(
        case.public_id,
        to=cast.positions[to].public_id,
        note="Møtet er på torsdag.",
        keep_access=keep_access,
        actor=cast.actor(by),
        now=cast.now,
        today=cast.today,
    )


def end_term(cast: Cast, who: str) -> None:
    position = cast.positions[who]
    position.valid_to = cast.today
    position.save()
    end_grants(position, on=cast.today)


@pytest.mark.req("KL-CASE-014")
def test_responsibility_for_one_case_moves_with_a_note_that_both_see(cast: Cast):
    case = a_case(cast)
    hand_over(cast, case, "ola")
    taken = cases.get_case(case.public_id, actor=cast.ola)
    assert taken.responsible_id == cast.positions["ola"].pk
    assert "Møtet er på torsdag." in timeline_of(taken)[0].heading
    for who in ("kari", "ola"):
        row = hand_overs.hand_overs_of(cast.actor(who))[0]
        assert (row.label, row.from_name, row.to_name, row.note) == (
            "2026/1",
            "Kari Ødegård",
            "Ola Nordmann",
            "Møtet er på torsdag.",
        )
        assert row.is_visible == (who == "ola")
    assert hand_overs.hand_overs_of(cast.mona) == []


@pytest.mark.req("KL-CASE-014")
def test_who_hands_over_can_keep_access(cast: Cast):
    case = a_case(cast)
    hand_over(cast, case, "ola", keep_access=True)
    assert cases.get_case(case.public_id, actor=cast.kari).responsible_id == cast.positions["ola"].pk


@pytest.mark.parametrize(("keep_access", "left"), [(False, 0), (True, 1)])
def test_who_hands_over_without_keeping_access_is_left_no_line_that_leads_to_the_case(
    cast: Cast, keep_access: bool, left: int
):
    case = a_case(cast)
    actions.notify_positions([cast.positions["kari"]], "workspace.case.given", case, now=cast.now)
    hand_over(cast, case, "ola", keep_access=keep_access)
    assert Notification.objects.filter(person=cast.people["kari"], about=case.public_id).count() == left


@pytest.mark.req("KL-WHO-003", "KL-WHO-006")
def test_a_case_handed_to_the_union_is_seen_by_its_leader(cast: Cast):
    case = a_case(cast)
    with pytest.raises(Case.DoesNotExist):
        cases.get_case(case.public_id, actor=cast.per)
    hand_over(cast, case, "per")
    assert cases.get_case(case.public_id, actor=cast.per).responsible_id == cast.positions["per"].pk
    assert access.known_cases(cast.per).count() == 1


@pytest.mark.parametrize("to", ["nina", "nils", "dag", "kjersti", "admin"])
def test_a_case_cannot_go_to_somebody_outside_the_club_and_its_union(cast: Cast, to):
    with pytest.raises(CannotHaveCase):
        hand_over(cast, a_case(cast), to)


def test_only_the_responsible_hands_over_and_chooses_stewards(cast: Cast):
    case = a_case(cast)
    ola = cast.positions["ola"].public_id
    actions.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    with pytest.raises(PermissionDenied):
        hand_over(cast, case, "mona", by="ola")
    with pytest.raises(CannotHaveCase):
        actions.take_access(
            case.public_id, position=cast.positions["kari"].public_id, actor=cast.kari, now=cast.now, today=cast.today
        )


@pytest.mark.req("KL-WHO-006")
def test_a_case_is_alone_too_when_the_office_goes_on_without_its_role(cast: Cast):
    case = a_case(cast)
    end_grants(cast.positions["kari"], on=cast.today)
    assert [row.public_id for row in stewards.unattended_cases(cast.per, today=cast.today)] == [case.public_id]
    assert stewards.unattended_cases(cast.per, today=cast.today - timedelta(days=1)) == []


@pytest.mark.req("KL-WHO-006")
def test_the_union_sees_cases_that_nobody_is_responsible_for_and_places_them(cast: Cast):
    case = a_case(cast)
    assert stewards.unattended_cases(cast.per, today=cast.today) == []
    end_term(cast, "kari")
    row = stewards.unattended_cases(cast.per, today=cast.today)[0]
    assert (row.label, row.club, row.last_responsible) == ("2026/1", "Sykehusklubben", "Kari Ødegård")
    assert not hasattr(row, "title")
    with pytest.raises(Case.DoesNotExist):
        actions.place_case(
            case.public_id,
            to=cast.positions["ola"].public_id,
            note="",
            actor=cast.nils,
            now=cast.now,
            today=cast.today,
        )
    actions.place_case(
        case.public_id,
        to=cast.positions["ola"].public_id,
        note="Tar du denne?",
        actor=cast.per,
        now=cast.now,
        today=cast.today,
    )
    assert cases.get_case(case.public_id, actor=cast.ola).responsible_id == cast.positions["ola"].pk
    assert stewards.unattended_cases(cast.per, today=cast.today) == []
    assert not access.visible_cases(cast.per).exists()


def test_the_day_before_the_term_ends_the_steward_is_still_responsible(cast: Cast):
    a_case(cast)
    position = cast.positions["kari"]
    position.valid_to = cast.today + timedelta(days=1)
    position.save()
    assert stewards.unattended_cases(cast.per, today=cast.today) == []
    assert len(stewards.unattended_cases(cast.per, today=cast.today + timedelta(days=1))) == 1


@pytest.mark.req("KL-WHO-008")
def test_a_declared_conflict_takes_the_case_away_everywhere_and_is_logged(cast: Cast):

    case = a_case(cast)
    ola = cast.positions["ola"].public_id
    actions.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    actions.declare_conflict(case.public_id, reason="Jeg er medlemmets leder.", actor=cast.kari, now=cast.now)

    with pytest.raises(Case.DoesNotExist):
        cases.get_case(case.public_id, actor=cast.kari)
    for tab in lists.TABS:
        assert lists.case_list(lists.Asked(tab=tab), actor=cast.kari, today=cast.today).rows == []
    asked = lists.Asked(tab="club", text="2026/1")
    assert lists.case_list(asked, actor=cast.kari, today=cast.today).rows == []
    assert Entry.objects.filter(event="workspace.conflict.declared", thing=case.public_id).count() == 1

    left = cases.get_case(case.public_id, actor=cast.ola)
    assert left.responsible is None
    assert [row.name for row in stewards.conflicts_of(left)] == ["Kari Ødegård"]
    assert [row.label for row in stewards.unattended_cases(cast.per, today=cast.today)] == ["2026/1"]
    names = {row.name for row in stewards.possible_stewards(left, today=cast.today)}
    assert names == {"Ola Nordmann", "Mona Sælid"}


@pytest.mark.req("KL-WHO-008")
def test_a_conflict_follows_the_person_into_every_office(cast: Cast):
    case = a_case(cast)
    actions.declare_conflict(case.public_id, reason="", actor=cast.kari, now=cast.now)
    other = cast.elect("kari2", "Ødegård", "board_member", cast.hospital_club)
    other.person = cast.people["kari"]
    other.save()
    CaseSteward.objects.create(case=case, position=other, since=cast.today)
    assert not access.visible_cases(cast.actor("kari2")).exists()


def test_the_responsible_can_bar_a_colleague_and_lift_it_again(cast: Cast):
    case = a_case(cast)
    ola = cast.positions["ola"].public_id
    conflict = actions.bar_steward(
        case.public_id, position=ola, reason="Nær kollega", actor=cast.kari, now=cast.now, today=cast.today
    )
    assert not access.known_cases(cast.ola).exists()
    with pytest.raises(CannotHaveCase):
        hand_over(cast, case, "ola")
    actions.lift_conflict(case.public_id, conflict=conflict.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    assert access.known_cases(cast.ola).count() == 1


@pytest.mark.req("KL-WHO-008")
@pytest.mark.parametrize("reached_by", [{"email": "OLA@example.no"}, {"phone": "900 00 123"}])
def test_a_steward_who_turns_out_to_be_a_party_is_barred_in_the_log_and_free_when_it_was_a_mistake(
    cast: Cast, reached_by: dict[str, str]
):
    Person.objects.filter(pk=cast.people["ola"].pk).update(mobile="+4790000123")
    case = a_case(cast)
    ola = a_member(cast.hospital_club, "Ola", "Nordmann", **reached_by)
    now, today = cast.now, cast.today
    party = case_actions.add_member(case.public_id, member=ola.public_id, actor=cast.kari, now=now, today=today)
    assert Entry.objects.filter(event="workspace.conflict.declared", thing=case.public_id).count() == 1
    conflict = case.conflicts.get()
    assert conflict.person_id == cast.people["ola"].pk
    with pytest.raises(CannotHaveCase):
        actions.lift_conflict(case.public_id, conflict=conflict.public_id, actor=cast.kari, now=now, today=cast.today)

    case_actions.remove_party(case.public_id, party=party.public_id, actor=cast.kari, now=now)
    actions.lift_conflict(case.public_id, conflict=conflict.public_id, actor=cast.kari, now=now, today=cast.today)
    assert access.known_cases(cast.ola).count() == 1


@pytest.mark.req("KL-WHO-008")
def test_somebody_elected_after_the_case_was_opened_is_not_given_a_case_about_themselves(cast: Cast):
    ola = a_member(cast.hospital_club, "Ola", "Nordmann", email="privat@example.no")
    case = a_case(cast, member=ola)
    Person.objects.filter(pk=cast.people["ola"].pk).update(email="privat@example.no")
    position = cast.positions["ola"].public_id
    with pytest.raises(CannotHaveCase):
        actions.give_access(case.public_id, position=position, actor=cast.kari, now=cast.now, today=cast.today)
    with pytest.raises(CannotHaveCase):
        hand_over(cast, case, "ola")
    actions.bar_steward(case.public_id, position=position, reason="", actor=cast.kari, now=cast.now, today=cast.today)


@pytest.mark.req("KL-WHO-008")
def test_what_the_inbox_said_about_the_case_is_gone_with_the_conflict(cast: Cast):
    case = a_case(cast)
    ola = cast.positions["ola"].public_id
    actions.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    told = Notification.objects.filter(person_id=cast.people["ola"].pk, about=case.public_id)
    assert told.count() == 1
    actions.declare_conflict(case.public_id, reason="", actor=cast.ola, now=cast.now)
    assert not told.exists()


@pytest.mark.req("KL-WHO-008")
def test_a_steward_added_as_a_party_again_or_kept_out_before_is_a_party_without_a_second_conflict(cast: Cast):
    case = a_case(cast)
    ola = a_member(cast.hospital_club, "Ola", "Nordmann", email="ola@example.no")
    mona = a_member(cast.hospital_club, "Mona", "Sælid", email="mona@example.no")
    now, today = cast.now, cast.today
    party = case_actions.add_member(case.public_id, member=ola.public_id, actor=cast.kari, now=now, today=today)
    case_actions.remove_party(case.public_id, party=party.public_id, actor=cast.kari, now=now)
    case_actions.add_member(case.public_id, member=ola.public_id, actor=cast.kari, now=now, today=today)

    position = cast.positions["mona"].public_id
    actions.bar_steward(case.public_id, position=position, reason="Leder", actor=cast.kari, now=now, today=today)
    case_actions.add_member(case.public_id, member=mona.public_id, actor=cast.kari, now=now, today=today)

    rows = case.conflicts.order_by("id")
    assert [(row.person_id, row.kind) for row in rows] == [
        (cast.people["ola"].pk, ConflictKind.PARTY),
        (cast.people["mona"].pk, ConflictKind.PARTY),
    ]
    for row in rows:
        with pytest.raises(CannotHaveCase):
            actions.lift_conflict(case.public_id, conflict=row.public_id, actor=cast.kari, now=now, today=cast.today)


def barred_from(cast: Cast, case: Case, who: str) -> None:
    Conflict.objects.create(
        case=case, person=cast.people[who], kind=ConflictKind.DECLARED, reason="", declared_at=cast.now, declared_by=""
    )


@pytest.mark.req("KL-WHO-006")
def test_an_office_that_has_lost_its_role_in_the_club_works_with_the_case_no_longer(cast: Cast):
    case, ola = a_case(cast), cast.positions["ola"]
    actions.give_access(case.public_id, position=ola.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    kari = cast.people["kari"].pk
    assert set(stewards.people_working_on(case.public_id, today=cast.today)) == {kari, ola.person_id}

    end_grants(ola, on=cast.today)
    assert ola.is_held(cast.today)
    assert stewards.people_working_on(case.public_id, today=cast.today) == [kari]
    assert stewards.cases_worked_on([case.public_id], today=cast.today) == {case.public_id}
    assert stewards.answering([case.pk], today=cast.today) == {case.pk: [cast.positions["kari"]]}

    end_grants(cast.positions["kari"], on=cast.today)
    assert stewards.people_working_on(case.public_id, today=cast.today) == []
    assert stewards.cases_worked_on([case.public_id], today=cast.today) == set()
    assert stewards.answering([case.pk], today=cast.today) == {}


@pytest.mark.req("KL-WHO-008")
def test_a_union_leader_with_a_conflict_leaves_the_case_to_another_who_oversees_the_club(cast: Cast):
    case = a_case(cast)
    end_term(cast, "kari")
    barred_from(cast, case, "per")
    cast.elect("eva", "Dahl", "union_leader", cast.local_union)
    assert stewards.unattended_cases(cast.per, today=cast.today) == []
    assert unattended_count(cast.per, cast.today) == 0
    assert [row.label for row in stewards.unattended_cases(cast.actor("eva"), today=cast.today)] == [case.label]
    unattended.tell_of_unattended(now=cast.now, today=cast.today)
    assert {row.person_id for row in Notification.objects.filter(type="workspace.case.unattended")} == {
        cast.people["eva"].pk
    }
    ola = cast.positions["ola"].public_id
    with pytest.raises(Case.DoesNotExist):
        actions.place_case(case.public_id, to=ola, note="", actor=cast.per, now=cast.now, today=cast.today)


@pytest.mark.req("KL-WHO-008")
def test_the_only_one_who_oversees_the_club_places_the_case_all_the_same_and_the_log_says_so(cast: Cast):
    case = a_case(cast)
    end_term(cast, "kari")
    barred_from(cast, case, "per")
    ola = cast.positions["ola"].public_id
    actions.place_case(case.public_id, to=ola, note="", actor=cast.per, now=cast.now, today=cast.today)
    assert Entry.objects.filter(event="workspace.case.placed_in_conflict", thing=case.public_id).count() == 1


@pytest.mark.req("KL-WHO-008")
def test_whoever_is_kept_out_keeps_no_number_from_the_question_to_take_the_case_over(cast: Cast):
    case, other = a_case(cast), a_case(cast)
    ola = cast.positions["ola"].public_id
    both = [case.public_id, other.public_id]
    offers.offer_cases(both, to=ola, note="", actor=cast.kari, now=cast.now, today=cast.today)
    offers.offer_cases(both[:1], to=ola, note="", actor=cast.kari, now=cast.now, today=cast.today)
    actions.bar_steward(case.public_id, position=ola, reason="", actor=cast.kari, now=cast.now, today=cast.today)
    told = Notification.objects.filter(person_id=cast.people["ola"].pk)
    assert [row.params["numbers"] for row in told] == [other.label]


@pytest.mark.req("KL-WHO-008")
def test_the_same_number_in_another_club_stays_with_whoever_is_kept_out_of_one_of_the_cases(cast: Cast):
    eva = cast.elect("eva", "Dahl", "main_steward", cast.hospital_club, (cast.school_club,)).public_id
    here, there = (a_case(cast, by=cast.mona, club=club) for club in (cast.hospital_club, cast.school_club))
    assert here.label == there.label
    both = [here.public_id, there.public_id]
    offers.offer_cases(both, to=eva, note="", actor=cast.mona, now=cast.now, today=cast.today)
    actions.bar_steward(here.public_id, position=eva, reason="", actor=cast.mona, now=cast.now, today=cast.today)
    (told,) = Notification.objects.filter(person_id=cast.people["eva"].pk)
    assert (told.params["numbers"], told.params["keys"]) == (there.label, str(there.public_id))
    actions.bar_steward(there.public_id, position=eva, reason="", actor=cast.mona, now=cast.now, today=cast.today)
    assert not Notification.objects.filter(person_id=cast.people["eva"].pk).exists()


@pytest.mark.req("KL-WHO-008")
def test_a_case_keeps_out_of_the_list_of_whoever_is_kept_out_when_a_merger_gave_it_another_number(cast: Cast):
    a_case(cast)
    case, other = (a_case(cast, by=cast.mona, club=cast.school_club) for _number in range(2))
    eva = cast.elect("eva", "Dahl", "main_steward", cast.hospital_club, (cast.school_club,)).public_id
    both = [case.public_id, other.public_id]
    offers.offer_cases(both, to=eva, note="", actor=cast.mona, now=cast.now, today=cast.today)
    merge_unit(
        cast.school_club.public_id,
        into_id=cast.hospital_club.public_id,
        on=cast.today,
        actor=cast.admin,
        now=cast.now,
        today=cast.today,
    )
    actions.bar_steward(case.public_id, position=eva, reason="", actor=cast.mona, now=cast.now, today=cast.today)
    (told,) = Notification.objects.filter(person_id=cast.people["eva"].pk, type="workspace.case.offered")
    assert told.params["keys"] == str(other.public_id)
    assert told.params["numbers"] == other.label


def test_who_loses_access_is_told_and_keeps_no_line_that_leads_to_the_case(cast: Cast):
    case = a_case(cast)
    ola = cast.positions["ola"].public_id
    actions.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    actions.take_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    told = Notification.objects.filter(person_id=cast.people["ola"].pk)
    assert [(row.type, row.about) for row in told] == [("workspace.case.taken", case.public_id)]


@pytest.mark.req("KL-WHO-008")
@pytest.mark.parametrize("contact", ["ring +47 900 00 123", "OLA@example.no, helst på kvelden"])
def test_a_steward_who_is_another_party_in_the_case_is_barred_by_the_contact(cast: Cast, contact: str):
    Person.objects.filter(pk=cast.people["ola"].pk).update(mobile="90000123")
    case = a_case(cast)
    given = {"role": PartyRole.COLLEAGUE, "name": "Ola N.", "contact": contact}
    case_actions.add_party(case.public_id, **given, actor=cast.kari, now=cast.now)
    conflict = case.conflicts.get()
    assert (conflict.person_id, conflict.kind) == (cast.people["ola"].pk, ConflictKind.PARTY)
    with pytest.raises(CannotHaveCase):
        actions.lift_conflict(
            case.public_id, conflict=conflict.public_id, actor=cast.kari, now=cast.now, today=cast.today
        )


@pytest.mark.req("KL-WHO-008")
def test_a_steward_who_adds_themselves_as_a_party_loses_the_case_and_is_told_so_in_the_list(cast: Cast):
    case = a_case(cast)
    browser = cast.browser("kari", headers={"accept-language": "nb"})
    own = {"role": "colleague", "name": "Kari Ødegård", "contact": "kari@example.no"}
    answer = browser.post(reverse("add_party", args=[case.public_id]), own, follow=True)
    assert answer.redirect_chain == [(reverse("cases"), 302)]
    assert f"Du har ikke lenger tilgang til sak {case.label}." in answer.content.decode()
    assert case.conflicts.get().person_id == cast.people["kari"].pk
    assert browser.get(reverse("case", args=[case.public_id])).status_code == 404


@pytest.mark.req("KL-WHO-008")
def test_a_steward_who_adds_themselves_as_a_member_loses_the_case_and_is_told_so_in_the_list(cast: Cast):
    case, own = a_case(cast), a_member(cast.hospital_club, "Kari", "Ødegård", email="kari@example.no")
    browser = cast.browser("kari", headers={"accept-language": "nb"})
    answer = browser.post(reverse("add_member", args=[case.public_id]), {"member": own.member_number}, follow=True)
    assert answer.redirect_chain == [(reverse("cases"), 302)]
    assert f"Du har ikke lenger tilgang til sak {case.label}." in answer.content.decode()
    assert case.conflicts.get().person_id == cast.people["kari"].pk


def test_a_steward_who_adds_somebody_else_comes_back_to_the_case(cast: Cast):
    case, other = a_case(cast), a_member(cast.hospital_club, "Siri", "Berg")
    browser = cast.browser("kari")
    party = {"role": "colleague", "name": "Liv Hansen", "contact": "liv.hansen@example.no"}
    for page, given in (("add_party", party), ("add_member", {"member": other.member_number})):
        answer = browser.post(reverse(page, args=[case.public_id]), given)
        assert answer["Location"] == reverse("case", args=[case.public_id])


def test_whoever_adds_somebody_of_a_stewards_name_is_told_and_nobody_is_barred(cast: Cast):
    case = a_case(cast)
    client = cast.browser("kari")
    data = {"role": "colleague", "name": "ola  nordmann", "contact": ""}
    page = client.post(reverse("add_party", args=[case.public_id]), data, follow=True).content.decode()
    assert "Ola Nordmann er også tillitsvalgt her." in page
    assert not case.conflicts.exists()
    other = {"role": "colleague", "name": "Liv Hansen", "contact": ""}
    page = client.post(reverse("add_party", args=[case.public_id]), other, follow=True).content.decode()
    assert "er også tillitsvalgt her" not in page


@pytest.mark.req("KL-WHO-008")
def test_a_union_leader_whom_the_case_is_about_is_barred_when_it_is_opened(cast: Cast):
    case = a_case(cast, member=a_member(cast.hospital_club, "Per", "Bøe", email="per@example.no"))
    assert case.conflicts.get().person_id == cast.people["per"].pk
    with pytest.raises(CannotHaveCase):
        hand_over(cast, case, "per")
