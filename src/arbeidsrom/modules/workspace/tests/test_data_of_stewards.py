"""What those who work with cases get to know about that."""

from __future__ import annotations

import pytest

from arbeidsrom.core.privacy.collectors import DataSection, DataSubject
from arbeidsrom.modules.workspace.data_of_stewards import of_person
from arbeidsrom.modules.workspace.models import CaseSteward, Conflict, ConflictKind, HandOver
from arbeidsrom.modules.workspace.tests.factories import a_case
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUD-003")]


def sections_for(cast: Cast, name: str) -> dict[str, DataSection]:
    subject = DataSubject(name, person=cast.people[name].public_id)
    return {section.key: section for section in of_person(subject, cast.actor(name))}


def test_a_steward_is_told_which_cases_they_have_had_and_nothing_of_what_is_in_them(cast: Cast) -> None:
    case = a_case(cast)
    CaseSteward.objects.create(case=case, position=cast.positions["ola"], since=cast.today)
    HandOver.objects.create(
        case=case,
        from_position=cast.positions["ola"],
        to_position=cast.positions["kari"],
        note="Hun er syk.",
        handed_at=cast.now,
        handed_by="Ola Nordmann",
    )

    work = sections_for(cast, "ola")["workspace.work"]

    assert [record.heading.split(",")[0] for record in work.records] == [f"Sak {case.year}/{case.number}"] * 2
    facts = [fact.value for record in work.records for fact in record.facts]
    assert "Kari Ødegård" in facts
    assert "Hun er syk." not in facts
    assert case.title not in facts
    assert sections_for(cast, "nina")["workspace.work"].records == ()


def test_somebody_who_must_not_have_a_case_is_told_that_but_not_the_reason(cast: Cast) -> None:
    case = a_case(cast)
    Conflict.objects.create(
        case=case,
        person=cast.people["ola"],
        kind=ConflictKind.DECIDED,
        reason="Gift med medlemmet.",
        declared_at=cast.now,
        declared_by="Kari Ødegård",
    )

    section = sections_for(cast, "ola")["workspace.conflicts"]

    (record,) = section.records
    facts = {fact.key: fact.value for fact in record.facts}
    assert facts["declared_by"] == "Kari Ødegård"
    assert "Gift med medlemmet." not in facts.values()
    assert section.erasure is not None
    assert not section.erasure
