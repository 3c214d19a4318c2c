"""A limit that the privacy register promises is carried out by a job, and not by good intentions."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override
from procrastinate.contrib.django import app

from arbeidsrom.core.privacy import register
from arbeidsrom.core.privacy.register import FieldRow

TIME = re.compile(r"\b(hour|day|night|week|month|year)s?\b", re.IGNORECASE)


def periodic_jobs() -> set[str]:
    """The jobs that run by themselves."""
    return {task.task.name for task in app.periodic_registry.periodic_tasks.values()}


def without_eraser(rows: list[FieldRow]) -> list[str]:
    """The fields that promise to be gone by some time, with no job that would do it."""
    jobs = periodic_jobs()
    return [
        f"{row.place}: {row.retention} ({row.erased_by or 'no job'})"
        for row in rows
        if (TIME.search(row.retention) and not row.erased_by) or (row.erased_by and row.erased_by not in jobs)
    ]


@pytest.mark.req("PL-AUD-004")
def test_every_limit_in_the_register_has_a_job_that_carries_it_out() -> None:
    with override("en"):
        rows = register.personal_fields()

    assert without_eraser(rows) == []
    assert len({row.erased_by for row in rows if TIME.search(row.retention)}) > 5


@pytest.mark.req("PL-AUD-004")
@pytest.mark.parametrize("erased_by", ["", "membership.erase_never"])
def test_a_limit_without_a_job_is_found(erased_by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from arbeidsrom.core.membership import privacy
    from arbeidsrom.lib.personal_data import special

    fields = special(privacy.REGISTER, {"content": "Text"}, retention="Three months.", erased_by=erased_by)
    monkeypatch.setitem(privacy.MODELS, "MemberMessage", {**privacy.MODELS["MemberMessage"], **fields})

    found = without_eraser(register.personal_fields())

    assert found == [f"membership.MemberMessage.content: Three months. ({erased_by or 'no job'})"]
