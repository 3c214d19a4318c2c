"""Hand-over at the end of a term: the successor is asked, and accepts."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.actions import merge_unit
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.roles.actions import end_grants, end_office, take_office
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import offers as actions
from arbeidsrom.modules.workspace.actions import states, unattended
from arbeidsrom.modules.workspace.actions import stewards as steward_actions
from arbeidsrom.modules.workspace.actions.offers import Offered
from arbeidsrom.modules.workspace.data_of_stewards import work
from arbeidsrom.modules.workspace.models import Case, CaseOffer, OfferAnswer
from arbeidsrom.modules.workspace.queries import cases, hand_overs, offers, stewards
from arbeidsrom.modules.workspace.queries.timeline import timeline_of
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from arbeidsrom.modules.workspace.tests.test_actions_stewards import end_term
from arbeidsrom.modules.workspace.tests.test_views import signed_in
from arbeidsrom.web.components.formats import plain_date
from tests.cast import Cast

NOTE = "Drøftingsmøtet er på torsdag."


def ask(cast: Cast, *asked: Case, to: str = "ola") -> Offered:
    return actions.offer_cases(
        [case.public_id for case in asked],
        to=cast.positions[to].public_id,
        note=NOTE,
        actor=cast.kari,
        now=cast.now,
        today=cast.today,
    )


def accept(cast: Cast, *which: CaseOffer, who: str = "ola"):
    ids = [offer.public_id for offer in which]
    return actions.accept_cases(ids, actor=cast.actor(who), now=cast.now, today=cast.today)


def told(cast: Cast, who: str) -> list[str]:
    rows = Notification.objects.filter(person_id=cast.people[who].pk, type__startswith="workspace.case.")
    return [row.type for row in rows.order_by("id")]


def numbers_told(cast: Cast, who: str, what: str) -> list[str]:
    rows = Notification.objects.filter(person_id=cast.people[who].pk, type=f"workspace.case.{what}")
    return [row.params["numbers"] for row in rows.order_by("id")]


def history(case: Case) -> list[str]:
    """What the case's timeline says, the latest first."""
    with override("nb"):
        return [row.heading for row in timeline_of(Case.objects.select_related("club").get(pk=case.pk))]


def hand_over(cast: Cast, case: Case, to: str, by: str = "kari") -> None:
    steward_actions.hand_over_case(
        case.public_id,
        to=cast.positions[to].public_id,
        note="",
        keep_access=False,
        actor=cast.actor(by),
        now=cast.now,
        today=cast.today,
    )


def close(cast: Cast, case: Case, by: str = "kari") -> None:
    states.close_case(
        case.public_id, outcome="settled", closed_on=cast.today, actor=cast.actor(by), now=cast.now, today=cast.today
    )


def become_a_party(cast: Cast, who: str) -> None:
    """Somebody in office turns out to be the member with this address."""
    Person.objects.filter(pk=cast.people[who].pk).update(email="liv@example.no")


@pytest.mark.req("KL-CASE-014")
def test_all_cases_of_a_steward_move_when_the_successor_accepts_and_not_before(cast: Cast):
    made = [a_case(cast), a_case(cast)]
    others = a_case(cast, by=cast.mona)
    asked = ask(cast, *made, others).asked
    assert [offer.case for offer in asked] == made
    assert set(access.visible_cases(cast.kari)) == set(made)
    assert not access.visible_cases(cast.ola).exists()
    assert told(cast, "ola") == ["workspace.case.offered"]

    assert len(accept(cast, *asked).taken) == 2
    assert set(access.visible_cases(cast.ola)) == set(made)
    assert not access.visible_cases(cast.kari).exists()
    assert cases.get_case(others.public_id, actor=cast.mona).responsible_id == cast.positions["mona"].pk
    assert told(cast, "kari") == ["workspace.case.offer_accepted"]
    for who in ("kari", "ola"):
        rows = hand_overs.hand_overs_of(cast.actor(who))
        assert {(row.from_name, row.to_name, row.note) for row in rows} == {("Kari Ødegård", "Ola Nordmann", NOTE)}
    assert NOTE in timeline_of(cases.get_case(made[0].public_id, actor=cast.ola))[0].heading


@pytest.mark.req("KL-CASE-014")
def test_the_successor_sees_the_number_and_the_note_but_not_what_is_in_the_case(cast: Cast):
    case = a_case(cast, title="Oppsigelse av navngitt")
    ask(cast, case)
    client = signed_in(cast, "ola")
    shown = client.get(reverse("offered_cases")).content.decode()
    assert case.label in shown
    assert NOTE in shown
    assert "Oppsigelse av navngitt" not in shown
    assert client.get(reverse("case", args=[case.public_id])).status_code == 404
    assert "sak du blir bedt om å ta over" in client.get("/").content.decode()

    (row,) = offers.offers_to(cast.ola)
    answer = client.post(reverse("offered_cases"), {"offers": [str(row.public_id)], "do": "accept"})
    assert answer.url == reverse("cases")
    assert client.get(reverse("case", args=[case.public_id])).status_code == 200


@pytest.mark.req("KL-CASE-014")
def test_who_says_no_says_why_and_the_case_stays(cast: Cast):
    case = a_case(cast)
    (offer,) = ask(cast, case).asked
    client = signed_in(cast, "ola")
    data = {"offers": [str(offer.public_id)], "do": "decline", "reason": "Jeg slutter selv i mars."}
    assert client.post(reverse("offered_cases"), data).status_code == 302
    case = cases.get_case(case.public_id, actor=cast.kari)
    assert case.responsible_id == cast.positions["kari"].pk
    assert any("Jeg slutter selv i mars." in row.heading for row in timeline_of(case))
    assert told(cast, "kari") == ["workspace.case.offer_declined"]
    assert Entry.objects.filter(event="workspace.case.offer_declined", thing=case.public_id).count() == 1
    assert accept(cast, offer).taken == []
    assert ask(cast, case, to="mona").asked


@pytest.mark.req("KL-CASE-014", "KL-WHO-006")
def test_a_term_that_ends_before_the_answer_leaves_the_case_to_the_union_and_to_whoever_accepts(cast: Cast):
    case = a_case(cast)
    (offer,) = ask(cast, case).asked
    end_term(cast, "kari")
    assert [row.label for row in stewards.unattended_cases(cast.per, today=cast.today)] == [case.label]
    accept(cast, offer)
    assert cases.get_case(case.public_id, actor=cast.ola).responsible_id == cast.positions["ola"].pk
    assert stewards.unattended_cases(cast.per, today=cast.today) == []


def test_a_question_is_gone_when_the_case_went_to_somebody_else_and_the_asked_one_is_told(cast: Cast):
    case = a_case(cast)
    (offer,) = ask(cast, case).asked
    hand_over(cast, case, "mona")
    assert offers.offers_to(cast.ola) == []
    assert accept(cast, offer).taken == []
    offer.refresh_from_db()
    assert offer.answer == OfferAnswer.WITHDRAWN
    assert told(cast, "ola") == ["workspace.case.offered", "workspace.case.offer_withdrawn"]
    assert numbers_told(cast, "ola", "offer_withdrawn") == [case.label]
    assert "Ola Nordmann er ikke lenger bedt om å ta over saken." in history(case)


def test_who_is_given_the_case_that_they_were_asked_about_is_not_told_that_they_are_no_longer_asked(cast: Cast):
    case = a_case(cast)
    (offer,) = ask(cast, case).asked
    hand_over(cast, case, "ola")
    assert told(cast, "ola") == ["workspace.case.offered", "workspace.case.given"]
    assert not any("ikke lenger bedt" in line for line in history(case))
    assert accept(cast, offer).left == []


def test_who_asked_keeps_the_case_after_all(cast: Cast):
    (offer,) = ask(cast, a_case(cast)).asked
    client = signed_in(cast, "kari")
    page = client.get(reverse("offer_cases")).content.decode()
    keep = reverse("withdraw_offer", args=[offer.public_id])
    assert keep in page
    assert signed_in(cast, "ola").post(keep).status_code == 404
    client.post(keep)
    assert offers.offers_to(cast.ola) == []
    assert told(cast, "ola") == ["workspace.case.offered", "workspace.case.offer_withdrawn"]
    assert keep not in client.get(reverse("offer_cases")).content.decode()


def test_asking_somebody_else_takes_the_first_question_back_and_tells_whoever_was_asked_first(cast: Cast):
    made = [a_case(cast), a_case(cast)]
    case = made[0]
    first, _second = ask(cast, *made).asked
    ask(cast, *made, to="mona")
    assert offers.offers_to(cast.ola) == []
    assert [row.label for row in offers.offers_to(cast.mona)] == [case.label, made[1].label]
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseOffer.objects.filter(pk=first.pk).update(answer="", answered_at=None)

    assert told(cast, "ola") == ["workspace.case.offered", "workspace.case.offer_withdrawn"]
    assert numbers_told(cast, "ola", "offer_withdrawn") == [f"{case.label}, {made[1].label}"]
    assert [line for line in history(case) if "bedt om" in line] == [
        f"Mona Sælid er bedt om å ta over saken. {NOTE}",
        "Ola Nordmann er ikke lenger bedt om å ta over saken.",
        f"Ola Nordmann er bedt om å ta over saken. {NOTE}",
    ]
    assert Entry.objects.filter(event="workspace.case.offer_withdrawn", thing=case.public_id).count() == 1
    url = Notification.objects.get(type="workspace.case.offer_withdrawn").url
    assert signed_in(cast, "ola").get(url).status_code == 200


def test_who_is_asked_once_more_with_another_note_is_not_told_that_they_are_no_longer_asked(cast: Cast):
    case = a_case(cast)
    ask(cast, case)
    ask(cast, case)
    assert told(cast, "ola") == ["workspace.case.offered", "workspace.case.offered"]
    assert len(offers.offers_to(cast.ola)) == 1


@pytest.mark.req("KL-CASE-014")
def test_each_case_that_can_be_had_is_taken_over_and_the_others_are_named_to_both(cast: Cast):
    free, other = a_case(cast), a_case(cast, member=a_member(cast.hospital_club, email="liv@example.no"))
    asked = ask(cast, free, other).asked
    become_a_party(cast, "ola")
    done = accept(cast, *asked)
    assert [row.case for row in done.taken] == [free]
    assert done.left == [other]
    assert set(access.visible_cases(cast.ola)) == {free}
    assert set(access.visible_cases(cast.kari)) == {other}
    assert numbers_told(cast, "kari", "offer_accepted") == [free.label]
    assert numbers_told(cast, "kari", "offer_lapsed") == [other.label]
    assert history(other)[0] == "Ola Nordmann kan ikke lenger ta over saken."
    assert Entry.objects.filter(event="workspace.case.offer_lapsed", thing=other.public_id).count() == 1
    assert offers.offers_to(cast.ola) == []
    assert offers.asked_by(cast.kari) == []


@pytest.mark.req("KL-CASE-014")
def test_a_ticked_case_that_went_another_way_meanwhile_does_not_keep_one_from_the_others(cast: Cast):
    made = [a_case(cast) for _number in range(4)]
    free, closed, handed, kept = made
    asked = ask(cast, *made).asked
    ola = signed_in(cast, "ola")
    ola.get(reverse("offered_cases"))
    close(cast, closed)
    hand_over(cast, handed, "mona")
    actions.withdraw_offer(asked[3].public_id, actor=cast.kari, now=cast.now)

    ticked = {"offers": [str(offer.public_id) for offer in asked], "do": "accept"}
    page = ola.post(reverse("offered_cases"), ticked, follow=True).content.decode()
    assert "Du har tatt over 1 sak." in page
    assert f"Du kan ikke lenger ta over disse sakene: {closed.label}, {handed.label}, {kept.label}." in page
    assert set(access.visible_cases(cast.ola)) == {free}

    again = ola.post(reverse("offered_cases"), {**ticked, "offers": ticked["offers"][:1]}, follow=True)
    assert "Du er ikke lenger bedt om å ta over disse sakene." in again.content.decode()
    no = ola.post(reverse("offered_cases"), {**ticked, "do": "decline", "reason": "Nei"}, follow=True)
    assert "Du er ikke lenger bedt om å ta over disse sakene." in no.content.decode()
    assert "workspace.case.offer_declined" not in told(cast, "kari")


def test_an_answer_to_something_that_is_no_question_is_a_fault_of_the_form(cast: Cast):
    ask(cast, a_case(cast))
    answer = signed_in(cast, "ola").post(reverse("offered_cases"), {"offers": ["ingen"], "do": "accept"})
    assert answer.status_code == 200
    assert not access.visible_cases(cast.ola).exists()


@pytest.mark.parametrize("who", ["mona", "nina", "nils"])
def test_nobody_else_answers_or_is_told_the_number(cast: Cast, who: str):
    (offer,) = ask(cast, a_case(cast)).asked
    assert accept(cast, offer, who=who) == actions.TakenOver([], [])


@pytest.mark.req("KL-CASE-009")
def test_a_case_that_is_closed_is_no_longer_offered_nor_when_it_is_reopened(cast: Cast):
    case = a_case(cast)
    ask(cast, case)
    close(cast, case)
    assert told(cast, "ola") == ["workspace.case.offered", "workspace.case.offer_withdrawn"]
    assert "Ola Nordmann er ikke lenger bedt om å ta over saken." in history(case)
    states.reopen_case(case.public_id, reason="Ny oppsigelse", actor=cast.kari, now=cast.now)
    assert offers.offers_to(cast.ola) == []
    assert offers.asked_by(cast.kari) == []


def test_the_one_who_was_asked_is_told_when_the_union_places_the_case_with_somebody_else(cast: Cast):
    case = a_case(cast)
    ask(cast, case)
    end_term(cast, "kari")
    mona = cast.positions["mona"].public_id
    steward_actions.place_case(case.public_id, to=mona, note="", actor=cast.per, now=cast.now, today=cast.today)
    assert told(cast, "ola") == ["workspace.case.offered", "workspace.case.offer_withdrawn"]


@pytest.mark.parametrize("ending", [end_term, lambda cast, who: end_grants(cast.positions[who], on=cast.today)])
def test_who_asked_is_told_once_when_the_asked_ones_term_ends_before_the_answer(cast: Cast, ending):
    made = [a_case(cast), a_case(cast)]
    ask(cast, *made)
    others = a_case(cast)
    ask(cast, others, to="mona")
    drop = partial(actions.drop_unanswerable_offers, now=cast.now, today=cast.today)
    assert drop() == 0
    ending(cast, "ola")
    assert drop() == 2
    assert drop() == 0
    assert told(cast, "kari") == ["workspace.case.offer_lapsed"]
    assert numbers_told(cast, "kari", "offer_lapsed") == [f"{made[0].label}, {made[1].label}"]
    assert history(made[0])[0] == "Ola Nordmann kan ikke lenger ta over saken."
    assert [row.label for row in offers.asked_by(cast.kari)] == [others.label]


def test_a_successor_in_an_office_over_several_clubs_can_go_on_answering(cast: Cast):
    ask(cast, a_case(cast), to="mona")
    ask(cast, a_case(cast), to="per")
    assert actions.drop_unanswerable_offers(now=cast.now, today=cast.today) == 0


def test_cases_that_the_chosen_one_cannot_have_are_told_and_the_others_asked_about(cast: Cast):
    free = a_case(cast)
    about_ola = a_case(cast, member=a_member(cast.hospital_club, "Ola", "Nordmann", email="ola@example.no"))
    client = signed_in(cast, "kari")
    data = {"cases": [str(free.public_id), str(about_ola.public_id)], "position": str(cast.positions["ola"].public_id)}
    page = client.post(reverse("offer_cases"), data, follow=True).content.decode()
    assert f"Velg noen andre for {about_ola.label}" in page
    assert [row.label for row in offers.offers_to(cast.ola)] == [free.label]


@pytest.mark.req("KL-WHO-008")
def test_who_is_kept_from_the_case_meanwhile_is_no_longer_asked(cast: Cast):
    case = a_case(cast)
    (offer,) = ask(cast, case).asked
    ola = cast.positions["ola"].public_id
    steward_actions.bar_steward(
        case.public_id, position=ola, reason="Nær kollega", actor=cast.kari, now=cast.now, today=cast.today
    )
    assert offers.offers_to(cast.ola) == []
    assert accept(cast, offer) == actions.TakenOver([], [])
    offer.refresh_from_db()
    assert offer.answer == OfferAnswer.WITHDRAWN
    assert told(cast, "ola") == []
    assert told(cast, "kari") == []
    assert history(case)[0] == "Ola Nordmann kan ikke lenger ta over saken."


@pytest.mark.req("KL-WHO-008")
def test_who_asked_is_told_when_the_asked_one_declares_a_conflict_of_interest(cast: Cast):
    case = a_case(cast)
    ola = cast.positions["ola"].public_id
    steward_actions.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    ask(cast, case)
    steward_actions.declare_conflict(case.public_id, reason="", actor=cast.ola, now=cast.now)
    assert told(cast, "ola") == []
    assert numbers_told(cast, "kari", "offer_lapsed") == [case.label]


@pytest.mark.req("KL-WHO-008")
def test_who_must_not_have_the_case_any_more_does_not_hear_of_the_answer(cast: Cast):
    case = a_case(cast)
    (offer,) = ask(cast, case).asked
    steward_actions.declare_conflict(case.public_id, reason="", actor=cast.kari, now=cast.now)
    assert [row.case for row in accept(cast, offer).taken] == [case]
    assert told(cast, "kari") == []


@pytest.mark.req("KL-WHO-006")
def test_whose_role_in_the_club_has_ended_is_not_shown_the_note_any_more(cast: Cast):
    (offer,) = ask(cast, a_case(cast)).asked
    end_grants(cast.positions["ola"], on=cast.today)
    assert offers.offers_to(cast.actor("ola")) == []
    assert accept(cast, offer).taken == []


@pytest.mark.req("PL-AUD-003")
def test_both_are_told_of_the_question_when_they_ask_what_is_stored_about_them(cast: Cast):
    ask(cast, a_case(cast))
    for who in ("kari", "ola"):
        told = str(work(cast.people[who].public_id).records)
        assert "Venter på svar" in told
        assert "Ola Nordmann" in told


@pytest.mark.req("KL-WHO-006", "KL-CASE-014")
def test_a_successor_is_asked_before_the_turn_of_the_term_told_on_its_first_day_and_accepts_then(cast: Cast):
    case = a_case(cast)
    turn = cast.today + timedelta(days=30)
    end_office(
        cast.positions["kari"].public_id,
        last_day=turn - timedelta(days=1),
        lock_version=0,
        actor=cast.per,
        now=cast.now,
        today=cast.today,
    )
    position = take_office(cast.people["nina"], office="club_leader", unit=cast.hospital_club, valid_from=turn)
    rows = {row.public_id: row.office for row in stewards.successors(cast.kari, today=cast.today)}
    assert rows[position.public_id].endswith(plain_date(turn))
    possible = {row.public_id for row in stewards.possible_stewards(case, today=cast.today, with_union=True)}
    assert position.public_id not in possible, "only to be asked, not to be given the case"

    (offer,) = actions.offer_cases(
        [case.public_id], to=position.public_id, note=NOTE, actor=cast.kari, now=cast.now, today=cast.today
    ).asked
    early = actor_in(position, account_id=None, origin="", today=cast.today)
    assert offers.offers_to(early) == []
    assert told(cast, "nina") == []
    for day in (turn - timedelta(days=1), turn, turn + timedelta(days=1)):
        unattended.tell_successors(now=cast.now, today=day)
        assert told(cast, "nina") == (["workspace.case.offered"] if day >= turn else [])

    in_office = actor_in(position, account_id=None, origin="", today=turn)
    actions.accept_cases([offer.public_id], actor=in_office, now=cast.now, today=turn)
    assert cases.get_case(case.public_id, actor=in_office).responsible_id == position.pk


@pytest.mark.req("KL-WHO-008")
def test_a_successor_told_on_the_first_day_keeps_no_number_of_a_case_that_they_are_kept_out_of(cast: Cast):
    case, other = a_case(cast), a_case(cast)
    turn = cast.today + timedelta(days=30)
    position = take_office(cast.people["nina"], office="club_leader", unit=cast.hospital_club, valid_from=turn)
    both = [case.public_id, other.public_id]
    actions.offer_cases(both, to=position.public_id, note=NOTE, actor=cast.kari, now=cast.now, today=cast.today)
    unattended.tell_successors(now=cast.now, today=turn)
    assert numbers_told(cast, "nina", "offered") == [f"{case.label}, {other.label}"]
    steward_actions.bar_steward(
        case.public_id, position=position.public_id, reason="", actor=cast.kari, now=cast.now, today=turn
    )
    assert numbers_told(cast, "nina", "offered") == [other.label]


@pytest.mark.req("KL-CASE-014")
def test_somebody_whose_term_begins_far_ahead_is_not_offered(cast: Cast):
    a_case(cast)
    first = cast.today + timedelta(days=stewards.DAYS_AHEAD + 1)
    position = take_office(cast.people["nina"], office="club_leader", unit=cast.hospital_club, valid_from=first)
    assert position.public_id not in {row.public_id for row in stewards.successors(cast.kari, today=cast.today)}


def test_a_question_to_an_office_that_never_begins_for_its_club_is_merged_away_ends_visibly(cast: Cast):
    case = a_case(cast)
    on = cast.today + timedelta(days=30)
    position = take_office(cast.people["nina"], office="club_leader", unit=cast.hospital_club, valid_from=on)
    ask_position = position.public_id
    actions.offer_cases([case.public_id], to=ask_position, note=NOTE, actor=cast.kari, now=cast.now, today=cast.today)
    merge_unit(
        cast.hospital_club.public_id,
        into_id=cast.school_club.public_id,
        on=on,
        actor=cast.admin,
        now=cast.now,
        today=cast.today,
    )
    assert offers.asked_by(cast.kari) == []
    assert not CaseOffer.objects.exists()
    assert numbers_told(cast, "kari", "offer_lapsed") == [case.label]
    assert Entry.objects.filter(event="workspace.case.offer_lapsed", thing=case.public_id).count() == 1
    after = Case.objects.get(pk=case.pk)
    assert after.responsible_id == cast.positions["kari"].pk
    assert list(access.visible_cases(cast.kari)) == [after]


def test_an_office_that_a_question_hangs_on_is_not_removed_behind_its_back(cast: Cast):
    ask(cast, a_case(cast))
    with pytest.raises(ProtectedError):
        cast.positions["ola"].delete()
