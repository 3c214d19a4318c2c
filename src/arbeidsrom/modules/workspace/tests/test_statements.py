"""The case statement opens with what the case knows, says what is missing, and tells it all as a paper."""

from dataclasses import replace
from datetime import date

import pytest

from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.lib.papers.word import as_word
from arbeidsrom.lib.tests.test_papers import words_of_pdf, words_of_word
from arbeidsrom.modules.workspace.statements.answers import (
    REQUIRED,
    Answers,
    Happened,
    Limit,
    missing,
    prefilled,
)
from arbeidsrom.modules.workspace.statements.paper import statement_paper

from .case_facts import DISMISSAL, FACTS, KARI

TODAY = date(2026, 2, 8)


@pytest.fixture
def filled() -> Answers:
    return replace(
        prefilled(FACTS),
        employment="permanent",
        employed_from="2015-08-01",
        employer_view="Arbeidsgiver viser til budsjettet.",
        tried="Klubben foreslo omplassering.\n\nArbeidsgiver avslo.",
        member_view="Medlemmet ønsker å bli i stillingen.",
        rules="Arbeidsmiljøloven § 15-7.",
        asked=("assess", "negotiate"),
        asked_words="Vi ber om råd om utvalgskretsen.",
        enclosed=(str(DISMISSAL),),
    )


def test_the_form_opens_with_what_the_case_knows():
    answers = prefilled(FACTS)
    assert (answers.member_name, answers.member_number, answers.percent) == ("Kari Åsen", "1234567", "80")
    assert (answers.employer, answers.workplace) == ("Nordfjell kommune", "Sørlia sykehjem")
    assert [line.day for line in answers.happened] == ["2026-02-04", "2026-02-05"]  # by Norwegian time, oldest first
    assert answers.happened[0].what == "Drøftingsmøte – Ingen enighet."
    assert answers.limits == (Limit("2026-02-17", "Krav om forhandlinger (aml. § 17-3)"),)
    assert len(answers.enclosed) == 2
    assert (answers.steward, answers.steward_phone) == ("Ola Hansen", "911 11 111")


def test_a_case_about_a_group_names_the_group_and_several_members_are_all_named():
    group = replace(FACTS, members=(), group="Nattevaktene")
    assert prefilled(group).member_name == "Nattevaktene"
    two = replace(FACTS, members=(KARI, replace(KARI, name="Liv Dal", number="7654321")))
    assert prefilled(two).member_name == "Kari Åsen, Liv Dal"


def test_what_is_missing_is_listed_in_the_order_of_the_form(filled):
    assert missing(filled) == []
    assert [one.field for one in missing(prefilled(FACTS))] == ["employment", "tried", "member_view", "asked"]
    assert [one.field for one in missing(Answers())] == list(REQUIRED)


def test_time_limits_are_either_stated_or_said_to_be_none(filled):
    without = replace(filled, limits=(Limit("", "Noe uten dag"),))
    assert [one.field for one in missing(without)] == ["limits"]
    assert missing(replace(without, no_limits=True)) == []


def test_a_chronology_without_a_day_is_missing(filled):
    assert [one.field for one in missing(replace(filled, happened=(Happened("", "Noe skjedde"),)))] == ["happened"]


def test_a_draft_comes_back_as_it_was_and_survives_fields_that_have_gone(filled):
    assert Answers.kept(filled.to_keep()) == filled
    assert Answers.kept({**filled.to_keep(), "a_field_of_last_year": "x"}) == filled
    assert Answers.kept({}) == Answers()


WORDS = {
    "nb": ("Saksfremstillingsskjema", "Hva som har skjedd", "tirsdag 17. februar 2026", "Kreve og føre forhandlinger"),
    "nn": ("Saksframstillingsskjema", "Kva som har skjedd", "tysdag 17. februar 2026", "Krevje og føre forhandlingar"),
    "en": ("Case statement form", "What has happened", "Tuesday 17 February 2026", "4 Feb 2026"),
}


@pytest.mark.parametrize("language", WORDS)
def test_pdf_and_word_tell_the_same_in_the_language_of_the_club(filled, language):
    paper = statement_paper(filled, FACTS, dated=TODAY, language=language)
    always = ("Kari Åsen", "Klubben foreslo omplassering.", "Vi ber om råd", "911 11 111", "Oppsigelse datert 03.02.26")
    for text in (words_of_pdf(as_pdf(paper)), words_of_word(as_word(paper))):
        for word in (*WORDS[language], *always):
            assert word.lower() in text.lower()
        assert "Notat fra samtale datert 05.02.26" not in text  # was not chosen


def test_answers_that_somebody_has_tampered_with_make_no_harm():
    odd = Answers(
        title="x", asked=("no_such_thing",), employment="odd", employed_from="not a day", limits=(Limit("x", "y"),)
    )
    assert as_pdf(statement_paper(odd, FACTS, dated=TODAY, language="nb")).startswith(b"%PDF")


@pytest.mark.req("KL-CASE-012")
@pytest.mark.parametrize(
    ("subject", "kept", "gone"),
    [
        ("member", ["Medlemmets syn", "Ansettelsesforholdet"], ["Gruppens syn"]),
        ("group", ["Gruppens syn", "Nattevaktene"], ["Medlemmets syn", "Ansettelsesforholdet", "Sykepleier"]),
        ("club", ["Klubbens vurdering"], ["Medlemmets syn", "Gruppens syn", "Ansettelsesforholdet", "Vil bli"]),
    ],
)
def test_a_paper_about_a_group_or_the_club_has_no_employment_and_nobody_elses_view(filled, subject, kept, gone):
    facts = replace(FACTS, subject=subject, members=FACTS.members if subject == "member" else (), group="Nattevaktene")
    answers = replace(filled, member_name="Nattevaktene", post="Sykepleier", member_view="Vil bli")
    paper = statement_paper(answers, facts, dated=TODAY, language="nb")
    for text in (words_of_pdf(as_pdf(paper)), words_of_word(as_word(paper))):
        for word in kept:
            assert word.lower() in text.lower()
        for word in gone:
            assert word.lower() not in text.lower()


@pytest.mark.req("KL-CASE-012")
@pytest.mark.parametrize(("subject", "asked_for"), [("group", {"member_view"}), ("club", set())])
def test_a_form_about_a_group_or_the_club_asks_for_no_post_or_employment(filled, subject, asked_for):
    bare = replace(filled, post="", employment="", member_view="")
    assert {one.field for one in missing(bare, subject)} == asked_for
    assert missing(filled, subject) == []


def test_a_case_about_the_club_opens_with_the_clubs_name():
    assert prefilled(replace(FACTS, members=(), subject="club")).member_name == FACTS.club
