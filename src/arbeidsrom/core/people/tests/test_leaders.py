"""A leader set by hand, and whoever has none (KP-MLEAD, KP-PIMP-023–026, 034)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import PastLeader, Position
from arbeidsrom.core.people import access
from arbeidsrom.core.people.actions.leaders import CannotLead, choose_leader, remove_leader
from arbeidsrom.core.people.queries.choosing import leaders_named
from arbeidsrom.core.people.queries.leaderless import employees_without_leader
from arbeidsrom.core.people.tests.factories import NOW, TODAY, Region, days, names
from arbeidsrom.lib.refusals import WrongState


def choose(region: Region, name: str, leader: str, *, by: str = "astrid") -> Position:
    return choose_leader(
        region.positions[name].public_id,
        leader_id=region.positions[leader].public_id,
        actor=region.actor(by),
        now=NOW,
        today=TODAY,
    )


def remove(region: Region, name: str, *, by: str) -> Position:
    return remove_leader(region.positions[name].public_id, actor=region.actor(by), now=NOW, today=TODAY)


def sees(region: Region, name: str) -> list[str]:
    return names(access.visible_employees(region.actor(name), today=TODAY).select_related("person"))


@pytest.mark.req("KP-MLEAD-001", "KP-MLEAD-002")
def test_whoever_is_set_by_hand_gets_the_employee_and_the_former_leader_loses_them(region: Region) -> None:
    silje = choose(region, "silje", "berit")
    assert (sees(region, "astrid"), sees(region, "berit")) == (["Ole"], ["Mari", "Silje"])
    assert (silje.leader_by_hand, silje.hr_leader, silje.led_since) == (True, region.positions["astrid"], TODAY)
    past = PastLeader.objects.get(position=silje)
    assert (past.leader, past.by_hand, past.valid_to) == (region.positions["astrid"], False, TODAY)
    assert Notification.objects.get().person == region.positions["berit"].person


@pytest.mark.req("KP-MLEAD-009")
def test_somebody_who_led_nobody_follows_up_the_employee_as_a_leader(region: Region) -> None:
    assert not access.may_see_employees(region.actor("mari"))
    choose(region, "silje", "mari")
    mari = region.actor("mari")
    assert access.may_see_employees(mari)
    assert sees(region, "mari") == ["Silje"]
    silje = Position.objects.select_related("unit").get(pk=region.positions["silje"].pk)
    assert access.may_lend(mari, silje)
    assert access.may_choose_leader(mari, silje)


@pytest.mark.req("KP-MLEAD-008", "KP-PIMP-024", "KP-PIMP-025")
def test_the_hr_systems_leader_is_kept_and_leads_again_when_the_other_is_removed(region: Region) -> None:
    choose(region, "silje", "berit")
    silje = choose(region, "silje", "birger", by="berit")
    assert silje.hr_leader == region.positions["astrid"]
    silje = remove(region, "silje", by="birger")
    assert (silje.leader, silje.leader_by_hand, silje.hr_leader) == (region.positions["astrid"], False, None)
    assert sees(region, "astrid") == ["Ole", "Silje"]
    with pytest.raises(WrongState):
        remove(region, "silje", by="astrid")


def test_when_the_hr_systems_leader_has_left_meanwhile_nobody_leads_after_the_removal(region: Region) -> None:
    choose(region, "silje", "berit")
    Position.objects.filter(pk=region.positions["astrid"].pk).update(valid_to=TODAY)
    assert remove(region, "silje", by="berit").leader is None


@pytest.mark.req("KP-PIMP-023")
def test_nobody_leads_themselves_or_somebody_who_leads_them(region: Region) -> None:
    birger = region.positions["birger"]
    region.employ("birger", "Klinikkleder", "VMA", person=birger.person, leader="astrid", key="birger_in_ward")
    refused = [
        ("silje", "silje", "astrid"),
        ("birger_in_ward", "birger", "astrid"),
        ("astrid", "silje", "birger"),
        ("astrid", "ole", "birger"),
    ]
    for name, leader, by in refused:
        with pytest.raises(CannotLead):
            choose(region, name, leader, by=by)
    region.positions["astrid"].refresh_from_db()
    assert region.positions["astrid"].leader == birger


@pytest.mark.req("KP-PIMP-023")
def test_a_circle_through_a_third_person_is_refused(region: Region) -> None:
    choose(region, "mari", "silje", by="berit")
    with pytest.raises(CannotLead, match="ledes av denne"):
        choose(region, "astrid", "mari", by="birger")


@pytest.mark.req("KP-PIMP-029")
def test_a_deputy_chooses_no_leader(region: Region) -> None:
    deputy = replace(region.actor("ole"), on_behalf_of_id=region.positions["astrid"].pk, leads=True)
    with pytest.raises(PermissionDenied, match="stedfortreder"):
        choose_leader(
            region.positions["silje"].public_id,
            leader_id=region.positions["berit"].public_id,
            actor=deputy,
            now=NOW,
            today=TODAY,
        )


def test_nobody_else_chooses_and_nobody_for_themselves(region: Region, role: Callable[..., None]) -> None:
    for by in ("berit", "ole", "unni"):
        with pytest.raises(Position.DoesNotExist):
            choose(region, "silje", "berit", by=by)
    role("people.see_employees")
    region.grant("turid", "V")
    with pytest.raises(PermissionDenied):
        choose(region, "silje", "berit", by="turid")
    role("people.see_employees", "people.set_leader")
    region.grant("silje", "V")
    with pytest.raises(PermissionDenied, match="Noen andre"):
        choose(region, "silje", "berit", by="silje")
    choose(region, "silje", "berit", by="turid")


def test_of_somebody_on_loan_the_loan_says_who_leads(region: Region) -> None:
    loan = region.lend("silje")
    berit = region.actor("berit", today=days(1))
    temporary = Position.objects.select_related("unit").get(pk=loan.temporary_id)
    assert not access.may_choose_leader(berit, temporary)


@pytest.mark.req("KP-PIMP-034")
def test_people_of_the_same_name_are_told_apart_and_those_who_have_left_are_not_found(region: Region) -> None:
    region.employ("berit2", "Bakke", "ØÅ", title="Overlege")
    region.positions["berit2"].person.given_name = "Berit"
    region.positions["berit2"].person.save(update_fields=["given_name"])
    region.employ("berit3", "Bakken", "VMA", valid_to=TODAY)

    found = leaders_named("berit bak", today=TODAY, besides=region.positions["silje"].person_id)
    assert [one.label for one in found] == [
        "Berit Bakke, Avdelingsleder, Sengepost B, Vestre helseforetak",
        "Berit Bakke, Overlege, Åpen post, Østre helseforetak",
    ]


@pytest.mark.parametrize("text", ["Ødeg", "oedeg", "silje ød", "ød silje", "silje@example.no", "SILJE"])
def test_a_name_is_found_by_how_its_words_begin_in_any_spelling(region: Region, text: str) -> None:
    found = leaders_named(text, today=TODAY, besides=0)
    assert [one.name for one in found] == ["Silje Ødegård"]


@pytest.mark.parametrize("text", ["", "  ", "'", "&|!:*", "degård", "silje@annet.no", "silje xx"])
def test_what_begins_no_word_finds_nobody(region: Region, text: str) -> None:
    assert leaders_named(text, today=TODAY, besides=0) == []


@pytest.mark.req("KP-MLEAD-004", "KP-PIMP-026")
def test_whoever_is_led_by_somebody_who_has_left_is_listed_until_somebody_else_is_chosen(
    region: Region, role: Callable[..., None]
) -> None:
    role("people.see_employees", "people.set_leader")
    region.grant("turid", "VM")
    choose(region, "silje", "berit")
    Position.objects.filter(pk=region.positions["berit"].pk).update(valid_to=TODAY)

    def without() -> list[str]:
        return names(employees_without_leader(region.actor("turid"), today=TODAY).select_related("person"))

    assert without() == ["Birger", "Mari", "Silje"]
    choose(region, "silje", "astrid", by="turid")
    assert without() == ["Birger", "Mari"]
