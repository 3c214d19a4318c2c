"""Waiting between the attempts of a job."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from procrastinate.jobs import Job

from arbeidsrom.lib.jobs import BackOff, wait


def test_the_wait_grows_fourfold_up_to_an_hour() -> None:
    assert [wait(attempts) for attempts in range(7)] == [5, 20, 80, 320, 1280, 3600, 3600]
    assert wait(1_000) == 3600


@pytest.mark.parametrize(("attempts", "again"), [(0, True), (10, True), (11, False), (500, False)])
def test_a_job_is_given_up_after_twelve_attempts(attempts: int, again: bool) -> None:
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x", attempts=attempts)

    decision = BackOff().get_retry_decision(exception=OSError(), job=job)

    assert (decision is not None) == again
    if decision:
        assert decision.retry_at
        assert decision.retry_at > datetime.now(UTC)
