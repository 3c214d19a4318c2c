"""Every background job is tried again when it fails, or says here why not."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django import app

TRIED_ONCE = {"imports.rehearse": "a file that stops the reading would stop it again: the run is ended and says so"}


@pytest.mark.req("PL-OPS-002")
def test_every_job_that_fails_is_tried_again() -> None:
    app.perform_import_paths()
    ours = {name: task for name, task in app.tasks.items() if task.func.__module__.endswith(".tasks")}
    assert len(ours) > 20
    assert {name for name, task in ours.items() if task.retry_strategy is None} == set(TRIED_ONCE)
