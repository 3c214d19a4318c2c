"""Reads the chapters of a folder: titles, whom they are for, and their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TITLE = re.compile(r"^# (.+)$")
_SUBTITLE = re.compile(r"^## (.+)$", re.MULTILINE)
_ROLES = re.compile(r"^roles: (.+)$")
_NUMBER = re.compile(r"^\d+-")
_marks = MarkdownIt("commonmark", {"html": False})


class Kind(StrEnum):
    """The two kinds of training material; the value is the name of their folder."""

    GUIDE = "guides"
    SHORT = "short"


class NotAChapter(ValueError):
    """The file does not begin with a title."""


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading, and the roles it is for; none is everybody."""

    anchor: str
    title: str
    roles: tuple[str, ...]
    text: str

    @property
    def html(self) -> SafeString:
        """The text as markup; what looks like markup in it is shown as it is written."""
        return mark_safe(str(_marks.render(self.text)))  # noqa: S308 from our own files, and without markup of theirs


@dataclass(frozen=True, slots=True)
class Chapter:
    """A user guide or a short guide; the first of its parts stands before any subheading."""

    key: str
    kind: Kind
    title: str
    roles: tuple[str, ...]
    parts: tuple[Part, ...]


@cache
def chapters(folder: Path, language: str) -> tuple[Chapter, ...]:
    """The chapters of a folder in a language, in the order of their numbers."""
    return tuple(_chapters(folder / language))


def _chapters(folder: Path) -> Iterator[Chapter]:
    for kind in Kind:
        for path in sorted((folder / kind).glob("*.md")):
            yield read(path.read_text(encoding="utf-8"), key=_NUMBER.sub("", path.stem), kind=kind)


def read(written: str, *, key: str, kind: Kind) -> Chapter:
    """A chapter as it is written in its file."""
    first, *others = _SUBTITLE.split(written.strip())
    heading, _end, beginning = first.partition("\n")
    title = _TITLE.match(heading)
    if not title:
        raise NotAChapter(f"{key} does not begin with «# » and a title")
    roles, text = _roles(beginning)
    parts = [Part("", title[1], roles, text)]
    for number, (name, content) in enumerate(zip(others[::2], others[1::2], strict=True), 1):
        own, text = _roles(content)
        parts.append(Part(f"part-{number}", name, own or roles, text))
    return Chapter(key, kind, title[1], roles, tuple(parts))


def _roles(content: str) -> tuple[tuple[str, ...], str]:
    """The roles that the first line names, and what follows."""
    first, _end, rest = content.strip().partition("\n")
    if named := _ROLES.match(first):
        return tuple(role.strip() for role in named[1].split(",")), rest.strip()
    return (), content.strip()
