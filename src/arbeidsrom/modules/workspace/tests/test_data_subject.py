"""What a member gets to know of the cases about them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arbeidsrom.core.membership.models import Member, Transfer
from arbeidsrom.core.privacy.collectors import DataSubject
from arbeidsrom.modules.workspace.actions.consents import ConsentDraft, record_consent
from arbeidsrom.modules.workspace.actions.states import let_wait
from arbeidsrom.modules.workspace.data_subject import of_member
from arbeidsrom.modules.workspace.models import CaseParty, ConsentForm, ConsentKind, PartyRole
from arbeidsrom.modules.workspace.queries import search
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUD-003")]


def text_for(cast: Cast, name: str, subject: DataSubject) -> str:
    (section,) = of_member(subject, cast.actor(name))
    return "\n".join(
        [record.heading + "\n" + "\n".join(fact.value for fact in record.facts) for record in section.records]
        + [section.note]
    )


def test_the_steward_of_the_case_gives_out_all_that_stands_in_it(cast: Cast) -> None:
    liv = a_member(cast.hospital_club)
    a_case(cast, member=liv)
    a_case(cast, title="En annens sak")

    text = text_for(cast, "kari", DataSubject("Liv", member=liv.public_id))

    assert "Oppsigelse etter omorganisering" in text
    assert "Medlemmet fikk brevet på mandag." in text
    assert "Liv Bjørnstad" in text
    assert "En annens sak" not in text


@pytest.mark.req("KL-WHO-003")
def test_the_leader_of_the_union_gives_out_only_that_there_is_a_case_and_whose_it_is(cast: Cast) -> None:
    liv = a_member(cast.hospital_club)
    case = a_case(cast, member=liv)

    text = text_for(cast, "per", DataSubject("Liv", member=liv.public_id))

    assert f"{case.year}/{case.number}" in text
    assert "Kari Ødegård" in text
    assert "Oppsigelse etter omorganisering" not in text
    assert "brevet" not in text


def test_a_case_is_told_of_after_the_member_has_moved_to_another_union(cast: Cast) -> None:
    liv = a_member(cast.hospital_club)
    case = a_case(cast, member=liv)
    Transfer.objects.create(member=liv, from_club=cast.hospital_club, to_club=cast.neighbour_club, on_date=cast.today)
    Member.objects.filter(pk=liv.pk).update(club=cast.neighbour_club, tenant=cast.neighbour_club.tenant)

    subject = DataSubject("Liv", member=liv.public_id)

    assert f"{case.year}/{case.number}" in text_for(cast, "nils", subject)
    assert "Liv Bjørnstad" in text_for(cast, "kari", subject)


def test_other_members_of_the_case_are_not_named(cast: Cast) -> None:
    liv, other = a_member(cast.hospital_club), a_member(cast.hospital_club, "Unni", "Haug")
    case = a_case(cast, member=liv)
    CaseParty.objects.create(
        case=case,
        role=PartyRole.MEMBER,
        name="Unni Haug",
        contact="",
        member=str(other.public_id),
        member_index=search.member_index(case.tenant, other.public_id),
    )

    assert "Unni Haug" not in text_for(cast, "kari", DataSubject("Liv", member=liv.public_id))


def test_somebody_who_is_no_member_has_no_cases(cast: Cast) -> None:
    assert list(of_member(DataSubject("Kari", person=cast.people["kari"].public_id), cast.kari)) == []


def test_the_member_is_told_whom_a_consent_covers_how_long_it_holds_and_what_the_case_waits_for(cast: Cast) -> None:
    liv = a_member(cast.hospital_club)
    case = a_case(cast, member=liv)
    party = CaseParty.objects.get(case=case).public_id
    ends = cast.today + timedelta(days=30)
    draft = ConsentDraft(
        party, ConsentKind.SHARING, ConsentForm.ORAL, cast.today, valid_to=ends, receivers=["competence_centre"]
    )
    record_consent(case.public_id, draft, actor=cast.kari, now=cast.now)
    until = cast.today + timedelta(days=5)
    let_wait(case.public_id, waiting_for="Svar fra direktøren", until=until, actor=cast.kari, now=cast.now)
    text = text_for(cast, "kari", DataSubject("Liv", member=liv.public_id))
    for said in ("Kompetansesenter", "23. desember 2026", "Svar fra direktøren", "29. november 2026"):
        assert said in text
