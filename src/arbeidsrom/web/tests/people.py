"""A list for the tests: two hundred and fifty people of a club, one of whom means harm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, TickAction, View, Window
from arbeidsrom.web.status import Status


@dataclass(frozen=True)
class Person:
    number: int
    name: str
    ward: str
    since: date
    active: bool = True


PEOPLE = [
    Person(7, "Ærlig Østby", "Akutten", date(2019, 8, 1)),
    Person(8, '=HYPERLINK("http://x.example","Trykk")', "Akutten", date(2020, 1, 2)),
    *(Person(100 + n, f"Medlem {n:03}", "Barsel", date(2021, 1, 1 + n % 28), n % 2 == 0) for n in range(248)),
]
exports: list[tuple[str, int]] = []


def people(actor: Actor, choice: Choice, window: Window) -> Result[Person]:
    """Searching, filtering and sorting as a query would."""
    found = [one for one in PEOPLE if choice.search.lower() in one.name.lower()]
    if ward := choice.filters.get("ward"):
        found = [one for one in found if one.ward == ward]
    if choice.sort == "name":
        found.sort(key=lambda one: one.name, reverse=choice.descending)
    return Result(found[window.offset : window.offset + window.limit], len(found))


def exported(actor: Actor, choice: Choice, count: int, now: datetime) -> None:
    exports.append((actor.label, count))


LISTING: Listing[Person] = Listing(
    key="test.people",
    title="People",
    columns=(
        Column("name", "Name", lambda one: one.name, sort="name", link=lambda one: f"/people/{one.number}/"),
        Column("ward", "Ward", lambda one: one.ward, secondary=lambda one: "quiet line"),
        Column("since", "Since", lambda one: one.since, kind="date"),
        Column("number", "Number", lambda one: one.number, kind="number", shown=False),
        Column("state", "State", lambda one: Status("Active", "success") if one.active else Status("Left", "neutral")),
    ),
    query=people,
    row_id=lambda one: str(one.number),
    empty=Empty("Nobody yet", "Import the register.", "Import", lambda: "/imports/"),
    filters=(Filter("ward", "Ward", lambda actor: [("Akutten", "Acute"), ("Barsel", "Maternity")]),),
    views=(View("all", "Everybody", ""), View("acute", "Acute", "f-ward=Akutten")),
    actions=(
        TickAction("write", "Write", lambda: "/write/"),
        TickAction("end", "End", lambda: "/end/", permission="x"),
    ),
    search_label="Search for people",
    default_sort="name",
    exported=exported,
)
