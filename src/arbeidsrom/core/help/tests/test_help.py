"""«Hjelp»: guides in three languages, searchable, and for whom each chapter is (KP-MENU-001–003)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.help import shelf
from arbeidsrom.core.help.files import Kind, NotAChapter, read
from arbeidsrom.core.help.queries import audience_of, search
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.tests.hospital import Hospital

WRITTEN = """# Utlån
roles: competence.leader, competence.superuser

Først.

## Registrere

Søk etter **avdelingen**.

## Være utlånt
roles: competence.employee

<script>alert(1)</script>
"""


def text_of(answer) -> str:
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.S).group()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.req("KP-MENU-003")
def test_a_subchapter_is_for_the_same_roles_as_its_chapter_unless_it_says_otherwise() -> None:
    chapter = read(WRITTEN, key="loans", kind=Kind.GUIDE)
    assert chapter.roles == ("competence.leader", "competence.superuser")
    assert [(part.title, part.roles) for part in chapter.parts] == [
        ("Utlån", chapter.roles),
        ("Registrere", chapter.roles),
        ("Være utlånt", ("competence.employee",)),
    ]


def test_the_text_becomes_markup_and_markup_in_it_becomes_text() -> None:
    _first, second, third = read(WRITTEN, key="loans", kind=Kind.GUIDE).parts
    assert "<strong>avdelingen</strong>" in second.html
    assert "<script>" not in third.html


def test_a_file_without_a_title_is_no_chapter() -> None:
    with pytest.raises(NotAChapter):
        read("Utlån", key="loans", kind=Kind.GUIDE)


def test_the_three_languages_have_the_same_chapters_for_the_same_roles() -> None:
    told = {
        language: [(one.key, one.kind, [part.roles for part in one.parts]) for one in shelf.all_chapters(language)]
        for language in shelf.LANGUAGES
    }
    assert told["nb"] == told["nn"] == told["en"]
    assert {kind for _key, kind, _roles in told["nb"]} == set(Kind)
    keys = [key for key, _kind, _roles in told["nb"]]
    assert len(keys) == len(set(keys)), "the name of a chapter is its address"


def test_every_role_that_a_chapter_names_is_there_and_no_part_is_empty() -> None:
    for language in shelf.LANGUAGES:
        for chapter in shelf.all_chapters(language):
            for part in chapter.parts:
                assert set(part.roles) <= set(registry.roles()), chapter.key
                assert part.text or not part.anchor, f"{chapter.key}, {part.title}"


@pytest.mark.req("KP-MENU-002")
def test_help_has_user_guides_and_short_guides_and_says_for_whom_each_is(hospital: Hospital) -> None:
    hospital.employ("Silje", "1010")
    shown = text_of(hospital.browser("Silje").get(reverse("help")))
    assert "Brukerveiledninger" in shown
    assert "Lynguider" in shown
    assert "Logge inn og velge stilling For alle" in shown
    assert "Utlån av medarbeidere For: Leder, Delegert leder" in shown


@pytest.mark.req("KP-MENU-001")
def test_the_menu_ends_with_help_settings_change_of_position_and_signing_out(hospital: Hospital) -> None:
    hospital.employ("Silje", "1010")
    hospital.employ("Silje", "1020")
    page = hospital.browser("Silje").get(reverse("choose_position")).content.decode()
    menu = re.search(r'<nav class="side".*?</nav>', page, re.S).group()
    system = menu[menu.index('<h2 class="menu-list__heading" id="side-system"') :]
    words = re.findall(r"<span>(.*?)</span>", system)
    assert words == ["Hjelp", "Innstillinger", "Bytt stilling", "Logg ut"]


@pytest.mark.req("KP-MENU-003")
def test_the_guide_is_searched_by_the_beginnings_of_words_and_says_for_whom_each_hit_is(
    hospital: Hospital,
) -> None:
    hospital.employ("Silje", "1010")
    browser = hospital.browser("Silje")
    found = browser.get(reverse("help"), {"q": "utløpsdato stedfort"})
    assert "Stedfortreder ved fravær: Velge en stedfortreder" in text_of(found)
    assert "For: Leder" in text_of(found)
    address = reverse("help_chapter", args=["deputies"])
    assert f'href="{address}#part-1"' in found.content.decode()
    assert "Ingen veiledning har disse ordene" in text_of(browser.get(reverse("help"), {"q": "romskip"}))

    chapter = browser.get(address)
    assert 'id="part-1"' in chapter.content.decode()
    assert "Være stedfortreder For: Medarbeider" in text_of(chapter)
    assert browser.get(reverse("help_chapter", args=["romskip"])).status_code == 404


def test_whoever_holds_the_role_sees_that_a_chapter_is_for_them(hospital: Hospital) -> None:
    nurse = hospital.actor(hospital.employ("Silje", "1010"))
    assert audience_of(("competence.employee",), nurse).is_you
    assert not audience_of(("competence.system_operator",), nurse).is_you
    assert audience_of((), nurse).is_you
    assert search("  ", actor=nurse, language="nb") == []


@pytest.mark.parametrize(
    ("language", "words", "key"),
    [
        ("nb", "bestille rolle", "roles"),
        ("nn", "bestille rolle", "roles"),
        ("en", "order role", "roles"),
        ("nb", "hvem kan se meg", "own-data"),
        ("nn", "kven kan sjå meg", "own-data"),
        ("en", "who can see me", "own-data"),
    ],
)
def test_ordering_a_role_and_who_sees_one_are_explained(
    hospital: Hospital, language: str, words: str, key: str
) -> None:
    nurse = hospital.actor(hospital.employ("Silje", "1010"))
    assert search(words, actor=nurse, language=language)[0].key == key


@pytest.mark.parametrize("language", ["nn", "en"])
def test_help_is_in_the_language_of_the_page(hospital: Hospital, language: str) -> None:
    hospital.employ("Silje", "1010")
    Account.objects.update(language=language)
    shown = text_of(hospital.browser("Silje").get(reverse("help")))
    assert {"nn": "Byt stilling på ti sekund", "en": "Change position in ten seconds"}[language] in shown
