"""The data protection contact of a body that answers for data: the log, requests for access, and no content."""

from __future__ import annotations

import pytest
from django.urls import reverse

from arbeidsrom.core.audit import access as audit
from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.membership.access import SEE
from arbeidsrom.core.membership.tests.factories import member_of
from arbeidsrom.core.organisation.actions import move_unit
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.privacy import access as privacy
from arbeidsrom.core.roles.actions import OfficeDoesNotFit, take_office
from arbeidsrom.core.roles.forms import AppointForm
from arbeidsrom.core.roles.privacy_contact import OFFICE
from tests.cast import Cast


def may_hold(unit: Unit) -> bool:
    """Whether the office can be chosen for somebody in the unit."""
    choices = AppointForm(unit=unit, siblings=[]).fields["office"].choices  # type: ignore[attr-defined]
    return OFFICE.key in dict(choices)


def test_an_administrator_registers_the_contact_of_a_body_that_answers_for_data(cast: Cast) -> None:
    answer = cast.browser("admin").post(
        reverse("appoint", args=[cast.centre.public_id]),
        {
            "given_name": "Pål",
            "family_name": "Vern",
            "email": "pal@example.no",
            "office": OFFICE.key,
            "valid_from": "2026-11-01",
        },
    )
    assert answer.status_code == 302
    assert Position.objects.get(person__email="pal@example.no").office == OFFICE.key


def test_the_contact_is_there_where_a_body_answers_for_data_and_nowhere_else(cast: Cast) -> None:
    assert [may_hold(unit) for unit in (cast.union, cast.local_union, cast.centre)] == [True, True, True]
    assert [may_hold(unit) for unit in (cast.district, cast.hospital_club)] == [False, False]
    with pytest.raises(OfficeDoesNotFit):
        take_office(cast.people["dag"], office=OFFICE.key, unit=cast.hospital_club, valid_from=cast.today)


@pytest.mark.req("PL-AUD-001")
def test_the_contact_reads_the_whole_log_of_the_body_and_no_other(cast: Cast) -> None:
    for actor in (cast.kari, cast.nils):
        record("audit.log.viewed", None, actor=actor, at=cast.now)
    seen = audit.visible_entries(cast.ingrid)
    assert [entry.said["who"]["label"] for entry in seen] == [cast.kari.label]

    cast.elect("berit", "Vern", OFFICE.key, cast.union)
    record("audit.log.viewed", None, actor=cast.admin, at=cast.now)
    record("audit.log.viewed", None, actor=cast.dag, at=cast.now, tenant=INSTALLATION)
    of_union = audit.visible_entries(cast.actor("berit"))
    assert {entry.said["who"]["label"] for entry in of_union} == {cast.admin.label, cast.dag.label}


@pytest.mark.req("PL-AUD-003")
def test_the_contact_answers_the_requests_of_members_of_the_body_and_of_no_other(cast: Cast) -> None:
    liv, _siri = member_of(cast.hospital_club, "Liv Berg"), member_of(cast.neighbour_club, "Siri Berg")
    assert list(privacy.members_to_answer(cast.ingrid)) == [liv]
    cast.elect("berit", "Vern", OFFICE.key, cast.union)
    assert list(privacy.members_to_answer(cast.actor("berit"))) == []


@pytest.mark.req("PL-AUD-003", "PL-ORG-001")
def test_the_contact_of_the_body_that_a_club_has_moved_to_answers_for_its_members(cast: Cast) -> None:
    liv, stays = member_of(cast.hospital_club, "Liv Berg"), member_of(cast.school_club, "Siri Berg")
    cast.elect("berit", "Vern", OFFICE.key, cast.neighbour_union)
    move_unit(
        cast.hospital_club.public_id,
        parent_id=cast.neighbour_union.public_id,
        on=cast.today,
        actor=cast.admin,
        now=cast.now,
        today=cast.today,
    )
    assert list(privacy.members_to_answer(cast.actor("berit"))) == [liv]
    assert list(privacy.members_to_answer(cast.ingrid)) == [stays]

    browser, page = cast.browser("berit"), reverse("member_data", args=[liv.public_id])
    found = browser.get(reverse("access_requests"), {"number": liv.member_number})
    assert found["Location"] == page
    assert "Liv Berg" in browser.get(page).content.decode()
    assert cast.browser("ingrid").get(page).status_code == 404


def test_the_contact_works_in_no_case_and_has_no_list_of_members(cast: Cast) -> None:
    assert sorted(cast.ingrid.permissions) == ["audit.read", "privacy.answer_requests", "privacy.see_register"]
    assert not cast.ingrid.holds(SEE)
    browser = cast.browser("ingrid")
    for page in ("cases", "members", "shipments", "addresses"):
        assert browser.get(reverse(page)).status_code == 403
