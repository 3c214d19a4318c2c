"""The demonstration's documents are real files with sensible content, the same each time."""

from datetime import date
from random import Random

import pytest

from arbeidsrom.core.vault.readers.limits import Outcome
from arbeidsrom.core.vault.text import extract
from arbeidsrom.modules.workspace.demo_documents import BY_TYPE, DemoCase, documents_for
from arbeidsrom.modules.workspace.rules.titles import title_proposals

CASE = DemoCase(
    type="dismissal",
    member="Kari Åsen",
    post="helsefagarbeider",
    percent=80,
    employer="Nordfjell kommune",
    workplace="Sørlia sykehjem",
    leader="Per Leder",
    club="Klubben ved Sørlia sykehjem",
    union="Fagforeningen Nordfjell",
    steward="Ola Hansen",
    office="Klubbleder",
    day=date(2026, 2, 3),
)


def of(case_type: str, seed: int = 1):
    return documents_for(
        DemoCase(**{**{name: getattr(CASE, name) for name in CASE.__slots__}, "type": case_type}), Random(seed)
    )


@pytest.mark.parametrize(
    "case_type", ["dismissal", "written_warning", "pay_tariff", "sick_leave", "working_hours", "leave"]
)
def test_every_document_can_be_read_and_names_the_member(case_type):
    made = of(case_type)
    assert [document.dated for document in made] == sorted(document.dated for document in made)
    for document in made:
        read = extract(document.content, document.file_name)
        assert (read.outcome, read.disguised) == (Outcome.READ, False)
        assert ("Kari" in read.text) or document.file_name.endswith(".xlsx")
        assert document.dated.weekday() < 5
        assert f"{document.dated:%d.%m.%y}" in document.title


def test_the_same_case_gives_the_same_bytes_and_another_number_another_text():
    assert of("dismissal") == of("dismissal")
    assert of("pay_tariff") == of("pay_tariff")
    assert {of("dismissal", seed)[3].content for seed in range(8)} != {of("dismissal")[3].content}


def test_kinds_are_those_of_the_title_proposals():
    known = {proposal.key for proposal in title_proposals()}
    assert {document.kind for case_type in BY_TYPE for document in of(case_type)} <= known
