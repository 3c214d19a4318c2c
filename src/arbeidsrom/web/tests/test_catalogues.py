"""The words are there from the first moment, also for whoever has spoken before they were compiled (PL-UI-001)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation import gettext, override
from django.utils.translation.reloader import translation_file_changed

from arbeidsrom.web import catalogues


@pytest.fixture
def fresh(tmp_path: Path, settings, monkeypatch) -> Iterator[Path]:
    """A program as it is cloned: texts, and nothing compiled."""
    folder = tmp_path / "locale" / "nb" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    texts = polib.POFile()
    texts.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "nb"}
    texts.append(polib.POEntry(msgid="Words that nobody has said", msgstr="Ord som ingen har sagt"))
    texts.save(str(folder / "django.po"))
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.setattr(catalogues, "SOURCE", tmp_path)
    translation_file_changed(None, folder / "django.mo")
    yield tmp_path
    translation_file_changed(None, folder / "django.mo")


@pytest.mark.req("PL-UI-001")
def test_what_was_said_before_the_words_were_compiled_does_not_stick(fresh: Path) -> None:
    with override("nb"):
        assert gettext("Words that nobody has said") == "Words that nobody has said"
    assert catalogues.compile_catalogues() == 1
    with override("nb"):
        assert gettext("Words that nobody has said") == "Ord som ingen har sagt"
    assert catalogues.compile_catalogues() == 0
