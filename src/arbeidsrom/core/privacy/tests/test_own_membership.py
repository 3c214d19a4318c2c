"""Somebody with an office who is also a member sees the own membership, linked by the identity number alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.keys import opened
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.membership.queries.members import membership_of
from arbeidsrom.core.membership.register import RegisterLine, add_members
from arbeidsrom.core.organisation.actions import register_identity_number
from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.core.privacy import actions
from arbeidsrom.core.privacy.collectors import DataSection
from arbeidsrom.lib.identity_number import synthetic_numbers
from tests.cast import Cast

numbers = synthetic_numbers(date(1971, 4, 3))
KARIS, OLAS = next(numbers), next(numbers)


def in_register(club: Unit, number: str, identity_number: str, **more: object) -> Member:
    """A line of the register, as an import writes it."""
    line = RegisterLine(number, "Kari", "Ødegård", club.pk, club.controller, "ks", date(2015, 3, 1), identity_number)
    add_members([line._replace(**more)])
    return Member.objects.get(member_number=number)


def identified(cast: Cast, who: str, number: str) -> Person:
    return register_identity_number(cast.people[who].public_id, number=number, actor=cast.admin, now=cast.now)


def own_sections(cast: Cast, who: str) -> dict[str, DataSection]:
    _subject, sections = actions.look_at_own(actor=cast.actor(who), now=cast.now)
    return {section.key: section for section in sections}


@pytest.mark.req("PL-AUD-003")
def test_the_own_membership_is_shown_whichever_union_answers_for_it(cast: Cast):
    in_register(cast.neighbour_club, "700001", KARIS)
    in_register(cast.hospital_club, "700002", OLAS)
    identified(cast, "kari", KARIS)
    with override("en"):
        section = own_sections(cast, "kari")["membership.member"]
    facts = {fact.key: fact.value for fact in section.records[0].facts}
    assert facts["member_number"] == "700001"
    assert facts["identity_number"] == KARIS
    assert "membership.member" not in own_sections(cast, "ola")


def test_a_present_membership_goes_before_one_that_has_ended(cast: Cast):
    ended = in_register(cast.hospital_club, "700001", KARIS, left_date=date(2020, 1, 1))
    kari = identified(cast, "kari", KARIS)
    assert membership_of(kari) == ended
    present = in_register(cast.school_club, "700002", KARIS)
    assert membership_of(kari) == present


@pytest.mark.req("PL-AUD-002")
def test_who_has_looked_tells_of_the_membership_too(cast: Cast):
    member = in_register(cast.hospital_club, "700001", KARIS)
    identified(cast, "kari", KARIS)
    at = cast.now + timedelta(minutes=1)
    record("membership.member.viewed", member.public_id, actor=cast.ola, at=at, subjects=[member.public_id])
    records = own_sections(cast, "kari")["audit.looked"].records
    assert [fact.value for one in records for fact in one.facts if fact.key == "who"] == ["Ola Nordmann"]


@pytest.mark.req("KL-MEMB-003")
def test_looking_at_the_own_membership_is_in_the_log_of_its_club(cast: Cast):
    member = in_register(cast.neighbour_club, "700001", KARIS)
    identified(cast, "kari", KARIS)
    cast.browser("kari").get(reverse("my_data"))
    entry = Entry.objects.get(event="privacy.own.viewed")
    assert (entry.thing, entry.unit) == (member.public_id, cast.neighbour_club.pk)
    assert not cast.browser("ola").get(reverse("my_data")).content.count(b"700001")
    assert Entry.objects.filter(event="privacy.own.viewed").count() == 1


def report(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read("data.json")


@pytest.mark.req("PL-AUD-003")
def test_the_package_holds_the_membership_and_the_club_can_read_that_it_was_taken_out(cast: Cast):
    in_register(cast.neighbour_club, "700001", KARIS)
    assert b"700001" not in report(actions.make_own_package(actor=cast.kari, now=cast.now))
    identified(cast, "kari", KARIS)
    assert b"700001" in report(actions.make_own_package(actor=cast.kari, now=cast.now))
    assert Entry.objects.filter(event="privacy.package.taken_out", unit=cast.neighbour_club.pk).count() == 1


@pytest.mark.req("PL-AUTH-005")
def test_support_that_looks_on_is_not_shown_what_is_stored_about_the_person(cast: Cast):
    identified(cast, "kari", KARIS)
    with pytest.raises(PermissionDenied):
        actions.look_at_own(actor=replace(cast.kari, read_only=True), now=cast.now)


def test_the_link_is_found_in_four_queries_however_many_unions_there_are(cast: Cast, django_assert_max_num_queries):
    in_register(cast.hospital_club, "700001", KARIS)
    in_register(cast.neighbour_club, "700002", OLAS)
    kari = Person.objects.get(pk=identified(cast, "kari", KARIS).pk)
    with opened.kept(), django_assert_max_num_queries(4):
        assert membership_of(kari)
