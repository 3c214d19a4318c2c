"""Fulfilling, signing, assigning and publishing in a region of 80,000 with eight million statuses.

    python -m benchmarks.competence

The demonstration is made (``BENCHMARK_DATABASES`` keeps it). Times are of the server, as in ``benchmarks.lists``; each
is compared with the trivial signed-in page, or with COPY, of the same minute.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks._demonstration import TRIVIAL, add_trivial_page, prepared

WHOLE = "competence=region"
ROUNDS, WARM = 40, 5
PEOPLE, IN_PLAN = 2_000, 20
OWN = 60
SIGNERS, EACH = 8, 40
HAVE_IT = 20_000
EMPLOYEE, LEADER, ADMINISTRATOR = (f"{name}@midtnatt.example" for name in ("jonas", "turid", "sindre"))
OUTSIDE = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def main() -> int:
    """The demonstration, and a process of its own that measures in it."""
    kept = os.environ.get("BENCHMARK_DATABASES")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as own, prepared(WHOLE, Path(kept or own)) as environment:
        command = [sys.executable, "-m", "benchmarks.competence", "measure"]
        return subprocess.run(command, env=environment, check=False).returncode


def measure() -> None:
    """Everything, one after the other; a line of the table for each."""
    import django

    django.setup()
    add_trivial_page()
    tell_of_sizes()
    print("| what | ms | against | asked for |")
    print("|---|---|---|---|")
    for one in (fulfil, sign, open_own_plan, assign, publish, sign_at_once):
        one()


def line(what: str, seconds: float, against: str, wanted: str) -> None:
    """One row."""
    print(f"| {what} | {seconds * 1000:.1f} | {against} | {wanted} |", flush=True)


def tell_of_sizes() -> None:
    """How many there are of each."""
    from arbeidsrom.modules.competence import models

    names = ("Requirement", "Plan", "Link", "Assignment", "Progress", "Performance", "RequirementStatus")
    print(", ".join(f"{getattr(models, name).objects.count():,} {name}" for name in names), flush=True)


def browser(email: str) -> Any:
    """Somebody signed in, whose first page has been shown."""
    from django.test import Client

    from arbeidsrom.core.accounts.models import Account

    client = Client()
    client.force_login(Account.objects.get(email=email))
    client.get(TRIVIAL)
    return client


def actor(email: str) -> Any:
    """The same, without a browser."""
    from arbeidsrom.core.organisation.models import Position

    position = Position.objects.filter(person__email=email, kind="employment").order_by("unit__code").first()
    return actor_of(position)


def actor_of(position: Any) -> Any:
    """Whoever holds the position."""
    from django.utils.timezone import localdate

    from arbeidsrom.core.roles.queries import actor_in

    return actor_in(position, account_id=None, origin="", today=localdate())


def timed(do: Callable[[], object]) -> float:
    """How long it took."""
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def answered(answer: Any, status: int) -> None:
    """It went well."""
    if answer.status_code != status:
        raise ValueError(f"{answer.request['PATH_INFO']}: {answer.status_code} {answer.content[:2000].decode()}")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile, but for the beginning and end of transactions."""
    from django.db import connection

    sent: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if not sql.lstrip().startswith(OUTSIDE):
            sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield sent


@contextmanager
def taken_back() -> Iterator[None]:
    """Nothing of it stays; what is checked at the end of a transaction is checked."""
    from django.db import connection, transaction

    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def in_turns(client: Any, do: Callable[[int], float]) -> tuple[float, float]:
    """The medians of something and of the trivial page, by turns."""
    some, trivial = [], []
    for number in range(ROUNDS + WARM):
        page = timed(lambda: answered(client.get(TRIVIAL), 200))
        one = do(number)
        if number >= WARM:
            trivial.append(page)
            some.append(one)
    return statistics.median(some), statistics.median(trivial)


def fulfil() -> None:
    """«Marker som innfridd», the whole request."""
    from django.urls import reverse
    from django.utils.timezone import localdate

    from arbeidsrom.modules.competence.models import Link, Progress

    client, me = browser(EMPLOYEE), actor(EMPLOYEE)
    held = list(
        Link.objects.filter(
            plan__assignments__position=me.position_id,
            plan__assignments__state="active",
            requirement__requires_signing=False,
            requirement__has_manual_expiry=False,
            requirement__depends_on=None,
            state="active",
        ).values_list("plan__assignments__public_id", "public_id", "requirement")
    )
    asked: list[int] = []

    def once(number: int) -> float:
        assignment, link, requirement = held[number % len(held)]
        progress = Progress.objects.filter(person=me.person_id, requirement=requirement).first()
        said = {
            "do": "fulfil",
            "lock_version": progress.lock_version if progress else 0,
            "performed_on": localdate().isoformat(),
        }
        url = reverse("own_requirement", args=[assignment, link])
        with counted() as sent:
            seconds = timed(lambda: answered(client.post(url, said), 302))
        asked.append(len(sent))
        return seconds

    seconds, trivial = in_turns(client, once)
    against = f"{seconds / trivial:.1f} trivial pages; {statistics.median(asked):.0f} statements, {max(asked)} at most"
    line("fulfil, whole request", seconds, against, "≤ 8")


def sign() -> None:
    """One sign-off by the action, each taken back afterwards."""
    from django.utils.timezone import now

    from arbeidsrom.core.organisation.models import Position
    from arbeidsrom.modules.competence.actions.signing import sign_performance
    from arbeidsrom.modules.competence.models import Performance

    waiting = list(Performance.objects.filter(state="waiting").order_by("signer", "pk")[: ROUNDS + WARM])
    signers = {one.pk: actor_of(one) for one in Position.objects.filter(pk__in={one.signer_id for one in waiting})}
    asked: list[int] = []

    def once(number: int) -> float:
        one = waiting[number]
        assert one.signer_id is not None
        by = signers[one.signer_id]
        with counted() as sent:
            seconds = timed(lambda: sign_performance(one.public_id, comment="", actor=by, now=now()))
        asked.append(len(sent))
        return seconds

    seconds, trivial = in_turns(browser(EMPLOYEE), once)
    usual = f"{statistics.median(asked):.0f} statements, {max(asked)} when a plan is complete by it"
    against = f"{seconds / trivial:.1f} trivial pages; {usual}"
    line("sign", seconds, against, "≤ 13 statements, a third of 29 ms")


def open_own_plan() -> None:
    """A plan with sixty requirements."""
    from django.urls import reverse
    from django.utils.timezone import localdate, now

    from arbeidsrom.modules.competence.models import Assignment, Link, Plan, Requirement, Section
    from arbeidsrom.modules.competence.statuses.refresh import refresh

    client, me = browser(EMPLOYEE), actor(EMPLOYEE)
    held = Requirement.objects.filter(links__plan__assignments__person=me.person_id).distinct().order_by("pk")[:OWN]
    first = Link.objects.filter(requirement=held[0]).select_related("plan").first()
    assert first is not None
    with taken_back():
        plan = Plan.objects.create(
            name="Seksti krav", owner_id=first.plan.owner_id, completion="leader", created_at=now(), changed_at=now()
        )
        parts = [Section.objects.create(plan=plan, name=f"Del {place}", place=place) for place in range(4)]
        Link.objects.bulk_create(
            Link(
                plan=plan,
                section=parts[place % 4],
                requirement=one,
                place=place,
                state="active",
                linked_at=now(),
                activated_at=now(),
            )
            for place, one in enumerate(held)
        )
        mine = Assignment.objects.create(
            plan=plan, position_id=me.position_id, person_id=me.person_id, assigned_on=localdate()
        )
        refresh([(me.person_id, one.pk) for one in held], by="benchmark", now=now())
        url = reverse("own_plan", args=[mine.public_id])
        seconds, trivial = in_turns(client, lambda _number: timed(lambda: answered(client.get(url), 200)))
        rows = client.get(url).content.count(b"<li")
    line(
        f"own plan of {len(held)} requirements ({rows} lines)", seconds, f"{seconds / trivial:.1f} trivial pages", "≤ 5"
    )


def assign() -> None:
    """A plan of twenty to 2,000 people, everything that follows with it; beside COPY of as many rows."""
    from django.utils.timezone import localdate, now

    from arbeidsrom.modules.competence.access.assigning import assignable_positions
    from arbeidsrom.modules.competence.models import Link, Plan, Publication, Requirement, Section

    by, today = actor(LEADER), localdate()
    people = list(assignable_positions(by, today=today).order_by("pk").values_list("public_id", flat=True)[:PEOPLE])
    wanted = Requirement.objects.filter(published_at__isnull=False, archived_at=None).order_by("-pk")[:IN_PLAN]
    taken, statements = [], 0
    for _round in range(3):
        with taken_back():
            top = wanted[0].owner
            while top.parent is not None:
                top = top.parent
            plan = Plan.objects.create(
                name="Tjue krav", owner=top, completion="leader", created_at=now(), changed_at=now()
            )
            part = Section.objects.create(plan=plan, name="Alle", place=0)
            Publication.objects.create(plan=plan, unit=top, with_subunits=True, published_at=now())
            for place, one in enumerate(wanted):
                Link.objects.create(
                    plan=plan,
                    section=part,
                    requirement=one,
                    place=place,
                    state="active",
                    linked_at=now(),
                    activated_at=now(),
                )
            with counted() as sent:
                taken.append(timed(partial(_checked, plan, people, by, now(), today)))
            statements = len(sent)
    pairs = len(people) * IN_PLAN
    copied = min(copy(pairs) for _round in range(3))
    seconds = min(taken)
    against = f"{seconds / copied:.1f} COPY of {pairs:,} rows; {statements} statements"
    line(f"assign {IN_PLAN} requirements to {len(people):,}", seconds, against, "≤ 15")
    line("of it, people × plans a second", seconds, f"{len(people) / seconds:,.0f} a second", "≥ 840")


def _checked(plan: Any, people: list[Any], by: Any, now: Any, today: Any) -> None:
    from django.db import connection

    from arbeidsrom.modules.competence.actions.assigning import assign_plan

    assign_plan(plan.public_id, people, actor=by, now=now, today=today)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def copy(rows: int) -> float:
    """As many rows into a table with the same indexes as that of statuses."""
    from django.db import connection

    with taken_back(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE copied (LIKE competence_requirementstatus INCLUDING ALL)")
        begun = time.perf_counter()
        with cursor.copy(
            "COPY copied (person_id, requirement_id, due, completed_on, deadline, state, pending, relevant_in)"
            " FROM STDIN"
        ) as into:
            for number in range(rows):
                into.write_row((number // IN_PLAN, number % IN_PLAN, "2027-01-01", None, "9999-12-31", 0, 0, 1))
        return time.perf_counter() - begun


def publish() -> None:
    """A new version of a requirement that stands in hundreds of plans of tens of thousands."""
    from dataclasses import replace

    from django.db.models import Count
    from django.utils.timezone import now

    from arbeidsrom.modules.competence.actions.requirements.drafting import save_draft
    from arbeidsrom.modules.competence.actions.requirements.publishing import publish_requirement
    from arbeidsrom.modules.competence.actions.spreading import finish_spreading
    from arbeidsrom.modules.competence.models import Assignment, Requirement, Spreading
    from arbeidsrom.modules.competence.queries.requirements import standing_of

    by, client = actor(ADMINISTRATOR), browser(ADMINISTRATOR)
    central = Requirement.objects.filter(central=True, published_at__isnull=False).annotate(plans=Count("links"))
    one, people = next(
        (one, people)
        for one in central.filter(plans__gte=290).order_by("plans", "pk")
        if (people := Assignment.objects.filter(plan__links__requirement=one).values("person").distinct().count())
        >= HAVE_IT
    )
    standing = standing_of(one)
    settings = replace(standing.settings, validity_days=(standing.settings.validity_days or 300) + 1)
    save_draft(one.public_id, settings, lock_version=standing.lock_version, actor=by, now=now())
    version = standing_of(one).lock_version
    seconds = timed(lambda: publish_requirement(one.public_id, lock_version=version, actor=by, now=now()))
    trivial = statistics.median(timed(lambda: answered(client.get(TRIVIAL), 200)) for _round in range(20))
    against = f"{seconds / trivial:.0f} trivial pages; in {one.plans} plans of {people:,} people"
    line("publish a version, while somebody waits", seconds, against, "≤ 30")
    row = Spreading.objects.filter(finished_at=None).latest("pk")
    seconds = timed(lambda: finish_spreading(row.pk, now=now()))
    line("the rest, in a job", seconds, f"{people / seconds:,.0f} people a second", "")


def sign_at_once() -> None:
    """Eight signers at once, for people who have the same requirement."""
    from django.db import connection
    from django.db.models import Count
    from django.utils.timezone import now

    from arbeidsrom.core.organisation.models import Position
    from arbeidsrom.modules.competence.actions.signing import sign_performance
    from arbeidsrom.modules.competence.models import Performance

    waiting = Performance.objects.filter(state="waiting")
    most = waiting.values("requirement").annotate(count=Count("pk")).order_by("-count").first()
    assert most is not None
    wanted = list(waiting.filter(requirement=most["requirement"]).order_by("pk")[: SIGNERS * EACH])
    signers = {one.pk: actor_of(one) for one in Position.objects.filter(pk__in={one.signer_id for one in wanted})}

    def once(one: Performance) -> None:
        assert one.signer_id is not None
        sign_performance(one.public_id, comment="", actor=signers[one.signer_id], now=now())

    def some(mine: list[Performance]) -> list[float]:
        try:
            return [timed(partial(once, one)) for one in mine]
        finally:
            connection.close()

    begun = time.perf_counter()
    with ThreadPoolExecutor(SIGNERS) as pool:
        parts = list(pool.map(some, [wanted[number::SIGNERS] for number in range(SIGNERS)]))
    whole = time.perf_counter() - begun
    seconds = sorted(one for part in parts for one in part)
    middle, slow = statistics.median(seconds), seconds[int(len(seconds) * 0.95)]
    against = f"p95 {slow * 1000:.0f} ms = {slow / middle:.1f} × p50; {len(seconds) / whole:.0f} a second, no deadlock"
    line(f"{SIGNERS} sign at once for one requirement, {len(seconds)} in all", middle, against, "≤ 3")


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        measure()
    else:
        sys.exit(main())
