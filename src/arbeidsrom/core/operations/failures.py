"""Writes down why jobs fail, for the operations page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from procrastinate import App, JobContext
from procrastinate.worker import Worker


def watch(app: App) -> None:
    """Hang the note-taking around every task of the workers."""
    defaults: dict[str, Any] = dict(app.worker_defaults or {})
    defaults["task_middleware"] = [*defaults.get("task_middleware", []), noting_failures]
    app.worker_defaults = defaults  # type: ignore[assignment]


def noting_failures(run_task: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Run the task; when it fails, say why before the failure goes on to the retry."""
    try:
        return run_task()
    except Exception as error:
        from arbeidsrom.core.operations.actions import note_failure  # the apps are ready by now

        job = context.job
        note_failure(job.id or 0, task=job.task_name, attempt=job.attempts + 1, error=error, now=timezone.now())
        raise
