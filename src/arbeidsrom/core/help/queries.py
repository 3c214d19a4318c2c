"""What the pages of help show, and what a search finds; from files, so no query is asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from arbeidsrom.core.help.files import Chapter, Kind, Part
from arbeidsrom.core.help.shelf import all_chapters
from arbeidsrom.core.roles import registry
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.norwegian import search_words

EXCERPT = 160


class NoSuchChapter(LookupError):
    """There is no guide of that name."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom something is for, in words; nobody named is everybody. ``is_you`` when the reader is among them now."""

    roles: tuple[str, ...]
    is_you: bool


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A guide in the table of contents."""

    key: str
    title: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a chapter as it is read; ``says_otherwise`` when it is for others than its chapter."""

    anchor: str
    title: str
    html: SafeString
    audience: Audience
    says_otherwise: bool


@dataclass(frozen=True, slots=True)
class ChapterPage:
    """A guide with all its parts."""

    title: str
    kind: Kind
    audience: Audience
    parts: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A part in which all the words stand."""

    key: str
    chapter: str
    anchor: str
    title: str
    excerpt: str
    audience: Audience


def contents(kind: Kind, *, actor: Actor, language: str | None) -> list[ChapterRow]:
    """The guides of a kind."""
    found = (chapter for chapter in all_chapters(language) if chapter.kind == kind)
    return [ChapterRow(one.key, one.title, audience_of(one.roles, actor)) for one in found]


def get_chapter(key: str, *, actor: Actor, language: str | None) -> ChapterPage:
    """A guide by the name in its address."""
    chapter = next((one for one in all_chapters(language) if one.key == key), None)
    if chapter is None:
        raise NoSuchChapter(key)
    parts = tuple(_part(part, chapter, actor) for part in chapter.parts)
    return ChapterPage(chapter.title, chapter.kind, audience_of(chapter.roles, actor), parts)


def search(text: str, *, actor: Actor, language: str | None) -> list[Hit]:
    """The parts with all the words in title or text, those with a word in the title first."""
    wanted = search_words(text)
    if not wanted:
        return []
    found = [
        (not _has(wanted, part.title), Hit(*_place(chapter, part), _excerpt(part), audience_of(part.roles, actor)))
        for chapter in all_chapters(language)
        for part in chapter.parts
        if _has(wanted, f"{chapter.title} {part.title} {part.text}")
    ]
    return [hit for _in_text_only, hit in sorted(found, key=lambda each: each[0])]


def audience_of(roles: Sequence[str], actor: Actor) -> Audience:
    """The roles by their names; a role of a module that is off is nobody's."""
    known = [registry.roles()[role] for role in roles if role in registry.roles()]
    holds = any(one.permissions and all(actor.holds(each) for each in one.permissions) for one in known)
    return Audience(tuple(str(one.label) for one in known), is_you=holds or not roles)


def _part(part: Part, chapter: Chapter, actor: Actor) -> PartRow:
    differs = part.roles != chapter.roles
    return PartRow(part.anchor, part.title, part.html, audience_of(part.roles, actor), differs)


def _place(chapter: Chapter, part: Part) -> tuple[str, str, str, str]:
    return chapter.key, chapter.title, part.anchor, part.title


def _has(wanted: Collection[str], text: str) -> bool:
    """Whether each word begins a word of the text."""
    words = search_words(text)
    return all(any(word.startswith(one) for word in words) for one in wanted)


def _excerpt(part: Part) -> str:
    plain = " ".join(part.text.replace("**", "").split())
    return plain if len(plain) <= EXCERPT else f"{plain[:EXCERPT].rsplit(' ', 1)[0]} …"
