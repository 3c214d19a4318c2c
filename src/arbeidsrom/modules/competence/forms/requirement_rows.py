"""The rows of a requirement's form: links, check points and courses, with category, owner and what it depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext

from arbeidsrom.modules.competence.rules.settings import (
    COURSE_KEY,
    LONGEST_COURSE_NAME,
    MOST_COURSES,
    NAMES,
    CheckPoint,
    Contradiction,
    Course,
    Link,
    Settings,
)

MOST_ROWS = 200
LONGEST_NAME = 250
LONGEST_ADDRESS = 1_000
IS_ADDRESS = URLValidator(schemes=("http", "https"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was typed: a link, a check point, or a course with its ``key``.

    ``fault`` is what is wrong with it, and ``fault_of`` the field that it is about.
    """

    place: int
    name: str = ""
    url: str = ""
    id: str = ""
    mandatory: bool = True
    fault: str = ""
    key: str = ""
    fault_of: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.url or self.key)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in beside the single fields, as it was typed."""

    links: tuple[Row, ...]
    points: tuple[Row, ...]
    category: int | None
    owner: int | None
    dependencies: tuple[int, ...]
    courses: tuple[Row, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether every row can be saved."""
        return not any(row.fault for row in (*self.links, *self.points, *self.courses))

    @property
    def linked(self) -> tuple[Row, ...]:
        """The courses, without the row to write one more in."""
        return tuple(row for row in self.courses if not row.is_empty)


def filled_by(settings: Settings) -> Filled:
    """As the settings say, with one row more of each to write in."""
    links = [Row(place, link.title, link.url) for place, link in enumerate(settings.links)]
    points = [
        Row(place, point.name, point.url, str(point.id), point.mandatory)
        for place, point in enumerate(settings.checklist)
    ]
    courses = [Row(place, one.name, key=one.key) for place, one in enumerate(settings.courses)]
    return Filled(
        _with_blank(links),
        _with_blank(points),
        settings.category,
        settings.owner,
        settings.dependencies,
        _with_blank(courses, most=MOST_COURSES),
    )


def filled_in(posted: QueryDict) -> Filled:
    """As it was typed; a row that was emptied, or whose removal was asked for, is gone."""
    remove = posted.get("act", "")
    links, points, courses = (
        [row for row in _rows(posted, kind) if not row.is_empty and remove != f"remove_{kind}_{row.place}"]
        for kind in ("link", "point", "course")
    )
    ids = [one for text in posted.getlist("dependencies") if (one := _whole(text))]
    word, _line, number = remove.partition("_")
    if word == "need" and (added := _whole(number)):
        ids.append(added)
    if word == "unneed":
        ids = [one for one in ids if str(one) != number]
    return Filled(
        _with_blank(links),
        _with_blank(points, mandatory=posted.get("act") != "none_mandatory"),
        _whole(posted.get("category", "")),
        _whole(posted.get("owner", "")),
        tuple(dict.fromkeys(ids)),
        _with_blank(courses, most=MOST_COURSES),
    )


def judged(filled: Filled) -> Filled:
    """The same with what is wrong said at its row (KP-ADM-259)."""
    return Filled(
        tuple(_judged(row, needs_url=True) for row in filled.links),
        tuple(_judged(row, needs_url=False) for row in filled.points),
        filled.category,
        filled.owner,
        filled.dependencies,
        tuple(_judged_course(row, filled.courses) for row in filled.courses),
    )


def _judged_course(row: Row, courses: tuple[Row, ...]) -> Row:
    if row.is_empty:
        return row
    if fault := _fault_of_key(row, courses):
        return _changed(row, fault=fault, fault_of="key")
    if not row.name:
        return _changed(row, fault=gettext("Give it a name."), fault_of="name")
    if fault := _too_long(row.name, LONGEST_COURSE_NAME):
        return _changed(row, fault=fault, fault_of="name")
    return row


def _fault_of_key(row: Row, courses: tuple[Row, ...]) -> str:
    if row.place >= MOST_COURSES:
        return str(Contradiction.MANY_COURSES.label)
    if not COURSE_KEY.match(row.key):
        return gettext("Write the course ID as it stands in the learning portal, without spaces.")
    if any(one.key == row.key and one.place < row.place for one in courses):
        return gettext("The course stands in the list already.")
    return ""


def _judged(row: Row, *, needs_url: bool) -> Row:
    if row.is_empty:
        return row
    if row.place >= MOST_ROWS:
        return _changed(row, fault=gettext("There can be 200 at most. Take some out."), fault_of="name")
    if not row.name:
        return _changed(row, fault=gettext("Give it a name."), fault_of="name")
    if fault := _too_long(row.name, LONGEST_NAME):
        return _changed(row, fault=fault, fault_of="name")
    if (row.url or needs_url) and (fault := _fault_of_address(row.url)):
        return _changed(row, fault=fault, fault_of="url")
    return row


def _too_long(text: str, most: int) -> str:
    if len(text) <= most:
        return ""
    return gettext("It has %(count)s characters, and can have %(most)s at most.") % {"count": len(text), "most": most}


def _fault_of_address(url: str) -> str:
    try:
        IS_ADDRESS(url)
    except ValidationError:
        if fault := _too_long(url, LONGEST_ADDRESS):
            return fault
        return gettext("Write a whole address that begins with http:// or https://.")
    return _too_long(url, LONGEST_ADDRESS)


def _changed(row: Row, **changes: Any) -> Row:
    said = {name: getattr(row, name) for name in Row.__slots__}
    return Row(**said | changes)


def _rows(posted: QueryDict, kind: str) -> list[Row]:
    """As they were typed, also where that is too long."""
    names, urls = posted.getlist(f"{kind}_name")[: MOST_ROWS + 1], posted.getlist(f"{kind}_url")
    ids, mandatory = posted.getlist(f"{kind}_id"), set(posted.getlist(f"{kind}_mandatory"))
    keys = posted.getlist(f"{kind}_key")
    all_or_none = {"all_mandatory": True, "none_mandatory": False}.get(posted.get("act", ""))
    return [
        Row(
            place,
            name.strip(),
            _at(urls, place).strip(),
            _at(ids, place)[:36],
            str(place) in mandatory if all_or_none is None else all_or_none,
            key=_at(keys, place).strip(),
        )
        for place, name in enumerate(names)
    ]


def _at(words: list[str], place: int) -> str:
    return words[place] if place < len(words) else ""


def _with_blank(rows: list[Row], *, mandatory: bool = True, most: int = MOST_ROWS) -> tuple[Row, ...]:
    numbered = [_changed(row, place=place) for place, row in enumerate(rows)]
    if len(rows) < most:
        numbered.append(Row(len(rows), mandatory=mandatory))
    return tuple(numbered)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else None


def settings_of(given: Mapping[str, Any], filled: Filled, *, owner: int) -> Settings:
    """What was filled in, as settings."""
    single = {name: value for name, value in given.items() if name in NAMES}
    return Settings(
        **single,
        owner=filled.owner or owner,
        category=filled.category,
        links=tuple(Link(row.name, row.url) for row in filled.links if not row.is_empty),
        checklist=tuple(
            CheckPoint(_point_id(row.id), row.name, row.url, row.mandatory) for row in filled.points if not row.is_empty
        ),
        dependencies=filled.dependencies,
        courses=tuple(Course(row.key, row.name) for row in filled.linked),
    )


def _point_id(text: str) -> UUID:
    """A check point keeps its identity when it is renamed; a new one gets one."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
