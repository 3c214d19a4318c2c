"""The jobs that look after the jobs."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from arbeidsrom.lib.jobs import BACK_OFF

KEPT_HOURS = 24 * 14


@app.periodic(cron="* * * * *")
@app.task(name="jobs.run_stalled_again", queueing_lock="jobs.run_stalled_again", retry=BACK_OFF)
async def run_stalled_again(timestamp: int) -> None:
    """Jobs whose worker was killed run again: their worker has given no sign of life for half a minute."""
    for job in await app.job_manager.get_stalled_jobs():
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # its next time has come already, and waits
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=False)


@app.periodic(cron="17 3 * * *")
@app.task(name="jobs.clear_finished", queueing_lock="jobs.clear_finished", retry=BACK_OFF)
async def clear_finished(timestamp: int) -> None:
    """Finished jobs are kept for two weeks for the operations page, failed ones too."""
    await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True)
