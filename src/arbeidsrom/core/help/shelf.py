"""Where the guides of the modules that are switched on stand together."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.help.files import Chapter, chapters
from arbeidsrom.web.navigation import Item, Place, register

LANGUAGES = ("nb", "nn", "en")
_folders: list[Path] = []


def offer(folder: Path) -> None:
    """A module's folder of guides; with the first, «Hjelp» is in the menu."""
    if folder not in _folders:
        _folders.append(folder)
    register(Item("help", _("Help"), "help", "questionmark-circle", order=10, place=Place.SYSTEM))


def all_chapters(language: str | None) -> list[Chapter]:
    """Every guide, in the language of the page."""
    wanted = language if language in LANGUAGES else LANGUAGES[0]
    return [chapter for folder in _folders for chapter in chapters(folder, wanted)]
