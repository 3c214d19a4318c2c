"""What somebody outside the union gets to know of the cases that they are a party of."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.privacy.collectors import Record
from arbeidsrom.core.privacy.queries import outsider_subject
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace.actions.cases import add_party, remove_party
from arbeidsrom.modules.workspace.data_of_outsiders import of_outsider
from arbeidsrom.modules.workspace.models import Case, CaseParty, PartyRole
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUD-003")]

MAIL, PHONE = "berg@kommunen.example", "412 34 567"


def told(actor: Actor, *, email: str = MAIL, phone: str = "") -> tuple[Record, ...]:
    """What somebody is told by the actor."""
    (section,) = of_outsider(outsider_subject("Berit Berg", email=email, phone=phone), actor)
    return section.records


def text_of(records: tuple[Record, ...]) -> str:
    return "\n".join("\n".join([record.heading, *(fact.value for fact in record.facts)]) for record in records)


def with_party(cast: Cast, case: Case, contact: str = f"Tlf. {PHONE}, {MAIL}") -> CaseParty:
    return add_party(
        case.public_id,
        role=PartyRole.EMPLOYER_CONTACT,
        name="Personalsjef Berg",
        contact=contact,
        actor=cast.kari,
        now=cast.now,
    )


def test_a_party_is_told_which_case_it_is_and_since_when_and_nothing_of_the_member(cast: Cast) -> None:
    case = a_case(cast, member=a_member(cast.hospital_club))
    with_party(cast, case)
    for records in (told(cast.ingrid), told(cast.per, email="", phone="+4741234567")):
        text = text_of(records)
        for known in (f"{case.year}/{case.number}", "Sykehusklubben", "Kontakt hos arbeidsgiver", "Personalsjef Berg"):
            assert known in text
        for secret in ("Oppsigelse", "Liv Bjørnstad", "brevet", "Kari Ødegård", "Medisinsk", "Innland"):
            assert secret not in text


def test_whoever_works_with_the_case_or_in_another_union_answers_no_such_request(cast: Cast) -> None:
    with_party(cast, a_case(cast))
    cast.elect("berit", "Vern", "privacy_contact", cast.neighbour_union)
    for actor in (cast.kari, cast.nils, cast.admin, cast.actor("berit")):
        assert told(actor) == ()


def test_a_case_is_answered_for_by_the_body_that_its_club_belongs_to_now(cast: Cast) -> None:
    with_party(cast, a_case(cast))
    cast.elect("berit", "Vern", "privacy_contact", cast.neighbour_union)
    Unit.objects.filter(pk=cast.hospital_club.pk).update(tenant=cast.neighbour_union.public_id)
    assert told(cast.ingrid) == ()
    assert len(told(cast.actor("berit"))) == 1


def test_a_name_alone_and_a_party_that_was_removed_are_not_found(cast: Cast) -> None:
    case = a_case(cast)
    with_party(cast, case, contact="Møtes i resepsjonen")
    assert told(cast.per) == ()
    party = with_party(cast, case)
    assert len(told(cast.per)) == 1
    remove_party(case.public_id, party=party.public_id, actor=cast.kari, now=cast.now)
    assert told(cast.per) == ()


def test_a_member_is_not_told_here_of_what_a_member_is_told(cast: Cast) -> None:
    a_case(cast, member=a_member(cast.hospital_club, email=MAIL))
    assert told(cast.per) == ()


def test_those_who_were_parties_before_are_marked_by_the_migration(cast: Cast) -> None:
    with_party(cast, a_case(cast, member=a_member(cast.hospital_club, email=MAIL)))
    CaseParty.objects.update(contact_marks=[])
    assert told(cast.per) == ()
    import_module("arbeidsrom.modules.workspace.migrations.0013_contact_marks").mark_parties(apps, None)
    assert len(told(cast.per)) == 1
    assert CaseParty.objects.exclude(contact_marks=[]).count() == 1


def test_many_cases_take_as_many_queries_as_one(cast: Cast, django_assert_max_num_queries) -> None:
    with_party(cast, a_case(cast))
    told(cast.per)
    with django_assert_max_num_queries(20) as one:
        told(cast.per)
    for _number in range(3):
        with_party(cast, a_case(cast))
    with django_assert_max_num_queries(len(one)):
        assert len(told(cast.per)) == 4
