"""Delegating the approval of learning goals: who may, what it gives, and what those in training see."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Category, Position
from arbeidsrom.core.roles import delegates
from arbeidsrom.core.roles.models import Delegate
from arbeidsrom.core.roles.tests.hospital import Hospital


@pytest.fixture
def leader(hospital: Hospital) -> Position:
    """Astrid leads Lars, who is in training; Ola works in the neighbouring trust."""
    position = hospital.employ("Astrid", "1010")
    hospital.employ("Lars", "1010", led_by=position, category=Category.SPECIALTY_REGISTRAR)
    hospital.employ("Ola", "2010")
    return position


def add(hospital: Hospital, leader: Position, name: str = "Ola", description: str = "") -> Delegate:
    return delegates.add_delegate(
        person_id=hospital.people[name].public_id,
        description=description,
        actor=hospital.actor(leader),
        now=hospital.now,
        today=hospital.today,
    )


@pytest.mark.req("KP-DELEG-001", "KP-DELEG-002", "KP-DELEG-003", "KP-HOME-009")
def test_a_leader_of_those_in_training_finds_delegates_from_home(hospital: Hospital, leader: Position) -> None:
    hospital.employ("Siri", "1020")
    browser = hospital.browser("Astrid")
    home = browser.get("/").content.decode()
    assert re.search(rf'href="{reverse("delegates")}"[^>]*>.*?Deleger godkjenning av læringsmål', home, re.S)

    for name in ("Ola", "Siri"):
        add_url = f"{reverse('add_delegate')}?q={name}"
        assert f"{name} Berg" in browser.get(add_url).content.decode()
        browser.post(add_url, {"person": str(hospital.people[name].public_id), "description": ""})

    shown = browser.get(reverse("delegates")).content.decode()
    assert "Ola Berg" in shown
    assert "Siri Berg" in shown


@pytest.mark.req("KP-DELEG-004", "KP-DELEG-006")
def test_a_description_is_saved_by_the_tick_and_the_dustbin_removes(hospital: Hospital, leader: Position) -> None:
    delegate = add(hospital, leader)
    browser = hospital.browser("Astrid")
    shown = browser.get(reverse("delegates")).content.decode()
    describe = reverse("describe_delegate", args=[delegate.public_id])
    remove = reverse("remove_delegate", args=[delegate.public_id])
    assert re.search(rf'action="{describe}".*?#checkmark"', shown, re.S)
    assert re.search(rf'action="{remove}".*?#trash"', shown, re.S)

    browser.post(describe, {"description": "Mål 4 til 9"})
    [row] = delegates.delegates_of(leader.pk, today=hospital.today)
    assert (row.colleague.name, row.description) == ("Ola Berg", "Mål 4 til 9")
    browser.post(describe, {"description": "x" * 301})
    assert delegates.delegates_of(leader.pk, today=hospital.today)[0].description == "Mål 4 til 9"

    browser.post(remove)
    assert delegates.delegates_of(leader.pk, today=hospital.today) == []
    assert [entry.event for entry in Entry.objects.filter(thing=delegate.public_id).order_by("id")] == [
        "roles.delegate.added",
        "roles.delegate.described",
        "roles.delegate.removed",
    ]


@pytest.mark.req("KP-DELEG-007")
def test_whoever_is_chosen_is_told(hospital: Hospital, leader: Position) -> None:
    add(hospital, leader)
    assert Notification.objects.get(person=hospital.people["Ola"]).type == "roles.delegate_chosen"
    shown = hospital.browser("Ola").get(reverse("notifications")).content.decode()
    assert "Du er valgt til å godkjenne læringsmål for Astrid Berg, Avdeling A." in shown


@pytest.mark.req("KP-DELEG-009")
def test_being_a_delegate_opens_nothing_by_itself(hospital: Hospital, leader: Position) -> None:
    own = Position.objects.get(person=hospital.people["Ola"])
    before = hospital.actor(own)
    add(hospital, leader)
    assert hospital.actor(own) == before


def test_others_delegate_nothing_and_change_no_delegate_of_somebody_else(hospital: Hospital, leader: Position) -> None:
    delegate = add(hospital, leader)
    other = hospital.employ("Birger", "1020")
    assert hospital.browser("Birger").get(reverse("delegates")).status_code == 403
    hospital.employ("Ivar", "1020", led_by=other, category=Category.APPRENTICE)
    browser = hospital.browser("Birger")
    assert browser.get(reverse("delegates")).status_code == 200
    assert browser.post(reverse("remove_delegate", args=[delegate.public_id])).status_code == 404
    describe = reverse("describe_delegate", args=[delegate.public_id])
    assert browser.post(describe, {"description": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["Astrid", "Siri", "Olaug"])
def test_oneself_the_same_twice_and_somebody_who_has_left_are_refused(
    hospital: Hospital, leader: Position, name: str
) -> None:
    hospital.employ("Siri", "1020")
    hospital.employ("Olaug", "1020", valid_to=hospital.today)
    add(hospital, leader, "Siri")
    with pytest.raises(delegates.CannotApprove):
        add(hospital, leader, name)


def test_a_delegate_who_has_left_is_told_to_nobody(hospital: Hospital, leader: Position) -> None:
    add(hospital, leader)
    Position.objects.filter(person=hospital.people["Ola"]).update(valid_to=hospital.today)
    assert delegates.delegates_of(leader.pk, today=hospital.today) == []
