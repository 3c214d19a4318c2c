"""Imports of a register as they go night after night: for tests."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.tests.register_files import entry, in_pieces, register_file
from arbeidsrom.core.membership.models import Member
from arbeidsrom.lib.actor import Actor
from tests.cast import NOW, TODAY, Cast

HOSPITAL, SCHOOL, NEIGHBOUR = "sykehusklubben", "skoleklubben", "naboklubben"


def register_of(hospital: int = 40, school: int = 20, neighbour: int = 10) -> list[dict[str, str]]:
    """A register with so many members in each club."""
    clubs = [HOSPITAL] * hospital + [SCHOOL] * school + [NEIGHBOUR] * neighbour
    return [entry(number, club) for number, club in enumerate(clubs)]


def rehearsed(cast: Cast, content: bytes | Iterable[dict[str, str]], actor: Actor | None = None, **given) -> ImportRun:
    """A run whose file has been compared with what is there."""
    content = content if isinstance(content, bytes) else register_file(content)
    run = actions.receive_file(
        in_pieces(content),
        register="members",
        scope=given.get("scope", cast.union),
        file_name="medlemmer.csv",
        actor=actor or cast.admin,
        now=NOW,
    )
    return actions.rehearse(run.public_id, now=NOW, today=TODAY)


def applied(cast: Cast, run: ImportRun, *, confirmed: bool = False) -> ImportRun:
    """The run carried out."""
    return actions.apply_import(run.public_id, confirmed=confirmed, actor=cast.admin, now=NOW, today=TODAY)


def imported(cast: Cast, content: bytes | Iterable[dict[str, str]], *, confirmed: bool = False) -> ImportRun:
    """A file compared and carried out at once."""
    return applied(cast, rehearsed(cast, content), confirmed=confirmed)


def numbers(run: ImportRun) -> dict[str, int]:
    """What the run counted."""
    run.refresh_from_db()
    return {word: getattr(run, word) for word in ("added", "changed", "moved", "removed", "unchanged", "refused")}


def present() -> set[str]:
    """The numbers of those who are members."""
    return set(Member.objects.filter(left_date=None).values_list("member_number", flat=True))


def everything() -> list[tuple]:
    """All that the member tables hold, byte for byte."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM membership_member ORDER BY member_number")
        members = cursor.fetchall()
        cursor.execute("SELECT * FROM membership_transfer ORDER BY id")
        return [*members, *cursor.fetchall()]


def no(**given: int) -> dict[str, int]:
    """The counts of a run, nothing but what is given."""
    return {"added": 0, "changed": 0, "moved": 0, "removed": 0, "unchanged": 0, "refused": 0} | given
