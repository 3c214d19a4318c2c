"""What a staged register would change: in all, per tenant and per club."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from arbeidsrom.core.imports.models import ClubDifference, ImportRun
from arbeidsrom.core.imports.rules import Size

GONE = """
    member.left_date IS NULL AND club.lft BETWEEN %(first)s AND %(last)s AND NOT EXISTS (
        SELECT 1 FROM imports_stagedline staged
         WHERE staged.run_id = %(run)s AND staged.member_number = member.member_number AND staged.kind <> 'left')
"""
"""Members of the scope whom no line speaks of any more. A refused line speaks of its member too."""

PER_CLUB = f"""
    WITH now_there AS (
        SELECT member.club_id AS club, count(*) AS before, count(*) FILTER (WHERE {GONE}) AS removed
          FROM membership_member member JOIN organisation_unit club ON club.id = member.club_id
         WHERE member.left_date IS NULL AND club.lft BETWEEN %(first)s AND %(last)s
         GROUP BY 1
    ), coming AS (
        SELECT staged.club_id AS to_club, member.club_id AS from_club,
               member.id IS NULL OR member.left_date IS NOT NULL AS is_new
          FROM imports_stagedmember staged LEFT JOIN membership_member member USING (member_number)
         WHERE staged.run_id = %(run)s
    ), arriving AS (
        SELECT to_club AS club, count(*) FILTER (WHERE is_new) AS added,
               count(*) FILTER (WHERE NOT is_new AND to_club = from_club) AS changed,
               count(*) FILTER (WHERE NOT is_new AND to_club <> from_club) AS moved_in
          FROM coming GROUP BY 1
    ), leaving AS (
        SELECT from_club AS club, count(*) AS moved_out
          FROM coming WHERE NOT is_new AND to_club <> from_club GROUP BY 1
    )
    SELECT %(run)s, club, coalesce(before, 0), coalesce(added, 0), coalesce(changed, 0), coalesce(moved_in, 0),
           coalesce(moved_out, 0), coalesce(removed, 0)
      FROM now_there FULL JOIN arriving USING (club) FULL JOIN leaving USING (club)
"""  # noqa: S608 -- composed of constants


def place(run: ImportRun) -> dict[str, int]:
    """The run and the part of the tree it is for, as the statements name them."""
    return {"run": run.pk, "first": run.scope.lft, "last": run.scope.rgt}


def compare(run: ImportRun) -> None:
    """Write down what the run would do in each club."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE imports_stagedline, imports_stagedmember")
        cursor.execute(
            "INSERT INTO imports_clubdifference"
            f" (run_id, club_id, before, added, changed, moved_in, moved_out, removed) {PER_CLUB}",
            place(run),
        )
        cursor.execute(
            "SELECT count(*) FROM imports_stagedline WHERE run_id = %s AND kind = 'unchanged'",
            [run.pk],
        )
        run.unchanged = cursor.fetchone()[0]
        cursor.execute(
            """SELECT coalesce(sum(before), 0), coalesce(sum(added), 0), coalesce(sum(changed), 0),
                      coalesce(sum(moved_in), 0), coalesce(sum(removed), 0)
                 FROM imports_clubdifference WHERE run_id = %s""",
            [run.pk],
        )
        run.before, run.added, run.changed, run.moved, run.removed = cursor.fetchone()


def sizes(run: ImportRun) -> dict[str, Size]:
    """How many members each tenant has, and how many of them the run would remove."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT club.tenant, sum(difference.before), sum(difference.removed)
                 FROM imports_clubdifference difference JOIN organisation_unit club ON club.id = difference.club_id
                WHERE difference.run_id = %s GROUP BY 1""",
            [run.pk],
        )
        return {str(tenant): Size(int(before), int(removed)) for tenant, before, removed in cursor}


def changed_tenants(run: ImportRun) -> dict[UUID, dict[str, int]]:
    """What the run does in each tenant where it does anything, for the audit log."""
    changes = (
        ClubDifference.objects.filter(run=run)
        .order_by("club_id")
        .values_list("club__tenant", "added", "changed", "moved_in", "moved_out", "removed")
    )
    found: dict[UUID, dict[str, int]] = {}
    for tenant, *numbers in changes:
        if tenant and any(numbers):
            of_tenant = found.setdefault(tenant, {})
            for word, number in zip(("added", "changed", "moved_in", "moved_out", "removed"), numbers, strict=True):
                of_tenant[word] = of_tenant.get(word, 0) + number
    return found
