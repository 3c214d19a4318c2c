"""Texts are found where they stand, and an incomplete translation is told (PL-UI-001)."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from arbeidsrom.web import messages
from arbeidsrom.web.messages import Text


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An app with texts in Python and in a template."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "views.py").write_text(
        'from django.utils.translation import gettext as _, ngettext\n_("Plain")\npgettext("verb", "Open")\n'
        'ngettext("%(n)s case", "%(n)s cases", n)\n_(\n    "Two "\n    "lines"\n)\n',
        encoding="utf-8",
    )
    (tmp_path / "templates" / "page.html").write_text(
        "<p>It's {% translate 'In a page' %}</p>\n    {% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days"
        "{% endblocktranslate %}\n  {% translate 'Show' context 'filter' as x %}",
        encoding="utf-8",
    )
    return tmp_path


def test_texts_are_found_in_python_and_in_templates(app: Path):
    assert messages.texts_of(app) == [
        Text("%(n)s case", "%(n)s cases"),
        Text("%(n)s day", "%(n)s days"),
        Text("In a page"),
        Text("Open", "", "verb"),
        Text("Plain"),
        Text("Show", "", "filter"),
        Text("Two lines"),
    ]


def test_a_catalogue_keeps_what_is_translated_drops_the_rest_and_holds_no_lines_or_dates(app: Path):
    path = messages.catalogue_path(app, "nb")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Plain"\nmsgstr "Enkel"\n\nmsgid "Gone"\nmsgstr "Borte"\n', encoding="utf-8")
    made = messages.catalogue(app, "nb", messages.texts_of(app))
    assert made.find("Plain").msgstr == "Enkel"
    assert made.find("Gone") is None
    path.write_text(str(made), encoding="utf-8")
    assert str(messages.catalogue(app, "nb", messages.texts_of(app))) == str(made)
    assert "#:" not in str(made)
    assert "Date" not in str(made)


@pytest.mark.req("PL-UI-001")
@pytest.mark.parametrize(
    ("translation", "fault"),
    [
        ({"msgstr": ""}, "is not translated"),
        ({"msgstr": "Hei %(name)s", "flags": ["fuzzy"]}, "is marked fuzzy"),
        ({"msgstr": "Hei %(navn)s"}, "has other placeholders than its text"),
        ({"msgstr": "Hei"}, "has other placeholders than its text"),
    ],
)
def test_what_is_wrong_with_a_translation_is_told(translation: dict[str, object], fault: str):
    assert messages.faults_of(polib.POEntry(msgid="Hello %(name)s", **translation)) == [fault]


def test_a_plural_may_leave_the_number_out_of_its_singular_alone():
    words = {"msgid": "%(n)s case", "msgid_plural": "%(n)s cases"}
    assert messages.faults_of(polib.POEntry(**words, msgstr_plural={0: "én sak", 1: "%(n)s saker"})) == []
    assert messages.faults_of(polib.POEntry(**words, msgstr_plural={0: "%(n)s sak", 1: "saker"})) != []
    assert messages.faults_of(polib.POEntry(**words, msgstr_plural={0: "%(x)s sak", 1: "%(n)s saker"})) != []


def test_two_apps_that_translate_the_same_words_differently_are_told(tmp_path: Path):
    for app, words in (("one", "Lukk"), ("two", "Steng")):
        path = messages.catalogue_path(tmp_path / app, "nb")
        path.parent.mkdir(parents=True)
        path.write_text(f'msgid "Close"\nmsgstr "{words}"\n', encoding="utf-8")
        (tmp_path / app / "apps.py").touch()
    assert len(messages.disagreements(tmp_path, "nb")) == 1
