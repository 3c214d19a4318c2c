"""Makes a staged register the truth in one transaction, and takes it back as one step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from arbeidsrom.core.imports.member_register.difference import GONE, place
from arbeidsrom.core.imports.models import ImportRun, LineKind, MemberBefore, StagedLine, StagedMember
from arbeidsrom.core.membership import needs
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.membership.register import COLUMNS

AT_ONCE = 5000
_NAMES = ", ".join(COLUMNS)
_KEPT = [name for name in COLUMNS if name not in ("public_id", "member_number")]


def _taken_from(table: str) -> str:
    return ", ".join(f"{name} = {table}.{name}" for name in _KEPT)


REMEMBER = f"""
    INSERT INTO imports_memberbefore (run_id, member_id, {_NAMES})
    SELECT %(run)s, member.id, {", ".join(f"member.{name}" for name in COLUMNS)}
      FROM membership_member member JOIN organisation_unit club ON club.id = member.club_id
     WHERE ({GONE}) OR EXISTS (
        SELECT 1 FROM imports_stagedmember staged
         WHERE staged.run_id = %(run)s AND staged.member_number = member.member_number)
"""  # noqa: S608 -- composed of constants

MOVE = """
    INSERT INTO membership_transfer (member_id, from_club_id, to_club_id, on_date, import_run)
    SELECT member.id, member.club_id, staged.club_id, %(today)s, %(public_id)s
      FROM imports_stagedmember staged JOIN membership_member member USING (member_number)
     WHERE staged.run_id = %(run)s AND staged.club_id <> member.club_id
"""

CHANGE = f"""
    UPDATE membership_member member SET {_taken_from("staged")}
      FROM imports_stagedmember staged
     WHERE staged.run_id = %(run)s AND staged.kind = 'changed' AND staged.member_number = member.member_number
"""  # noqa: S608

ADD = f"""
    INSERT INTO membership_member ({_NAMES})
    SELECT {_NAMES} FROM imports_stagedmember WHERE run_id = %(run)s AND kind = 'added'
"""  # noqa: S608

REMOVE = f"""
    UPDATE membership_member member SET left_date = coalesce((
        SELECT min(line.left_date) FROM imports_stagedline line
         WHERE line.run_id = %(run)s AND line.member_number = member.member_number), %(today)s)
      FROM organisation_unit club WHERE club.id = member.club_id AND {GONE}
"""  # noqa: S608

PUT_BACK = f"""
    UPDATE membership_member member SET {_taken_from("before")}
      FROM imports_memberbefore before WHERE before.run_id = %(run)s AND before.member_id = member.id
"""  # noqa: S608

TAKE_BACK_MOVES = "DELETE FROM membership_transfer WHERE import_run = %(public_id)s"

TAKE_OUT = """
    DELETE FROM membership_member member USING imports_stagedmember staged
     WHERE staged.run_id = %(run)s AND staged.kind = 'added' AND staged.member_number = member.member_number
       AND NOT EXISTS (SELECT 1 FROM membership_membernote note WHERE note.member_id = member.id)
       AND member.public_id <> ALL(%(needed)s::uuid[])
"""

LET_GO = """
    UPDATE membership_member member SET left_date = %(today)s
      FROM imports_stagedmember staged
     WHERE staged.run_id = %(run)s AND staged.kind = 'added' AND staged.member_number = member.member_number
"""


def _run(run: ImportRun, today: date, *statements: str, needed: Sequence[UUID] = ()) -> None:
    values: dict[str, Any] = {**place(run), "public_id": run.public_id, "today": today, "needed": needed}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)


def apply(run: ImportRun, *, today: date) -> None:
    """Who is new comes in, who has changed is changed, who is gone has left; what was before is remembered."""
    _run(run, today, REMEMBER, REMOVE, MOVE, CHANGE, ADD)


def undo(run: ImportRun, *, today: date) -> None:
    """Everything is as before the run. A new member who has got a note or a case since has left instead."""
    needed = sorted(_needed_since(run))
    _run(run, today, PUT_BACK, TAKE_BACK_MOVES, TAKE_OUT, LET_GO, needed=needed)


def _needed_since(run: ImportRun) -> Iterator[UUID]:
    """The new members of the run whom other apps have come to need."""
    numbers = StagedMember.objects.filter(run=run, kind=LineKind.ADDED).values("member_number")
    added = Member.objects.filter(member_number__in=numbers).order_by("id").values_list("public_id", flat=True)
    rest = added.iterator(chunk_size=AT_ONCE)
    while piece := list(islice(rest, AT_ONCE)):
        yield from needs.needed(piece, besides="imports")


def forget(run: ImportRun) -> None:
    """Throw away what was staged and remembered; the run can no longer be applied or undone."""
    for model in (StagedLine, StagedMember, MemberBefore):
        model._base_manager.filter(run=run).delete()
