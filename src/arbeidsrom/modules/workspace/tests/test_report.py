"""The case report holds the case and its timeline, ready to print (KL-CASE-004)."""

from dataclasses import replace
from datetime import UTC, date, datetime

from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.lib.tests.test_papers import words_of_pdf
from arbeidsrom.modules.workspace.report import case_report

from .case_facts import FACTS


def made(facts=FACTS, language="nb", **more) -> str:
    now = datetime(2026, 2, 8, 12, tzinfo=UTC)
    return words_of_pdf(
        as_pdf(case_report(facts, made_by="Ola Hansen", now=now, today=date(2026, 2, 8), language=language, **more))
    )


def test_the_report_holds_the_case_its_limits_documents_and_everything_that_happened():
    words = made()
    for expected in (
        "2026/14",
        "Kari Åsen",
        "Nordfjell kommune",
        "tirsdag 17. februar 2026",
        "Oppsigelse datert 03.02.26",
    ):
        assert expected in words
    for event in FACTS.events:
        assert event.heading in words
    assert "04.02.2026 kl. 00.30" in words
    assert "Tatt ut av Ola Hansen 8. februar 2026 kl. 13.00" in words


def test_a_filtered_report_says_what_it_holds():
    assert "Tidslinje: Møter" in made(replace(FACTS, events=FACTS.events[1:2]), filtered="Møter")


def test_a_case_in_which_nothing_has_happened_has_a_report_too():
    assert "Ingen" in made(replace(FACTS, events=(), deadlines=(), documents=(), summary=""))
