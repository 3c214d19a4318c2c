"""How often a background job that fails is tried again.

The row is the job: what has to be done, and how far it has come, stands on a row of the field (an outgoing message, an
import, a verification), claimed by ``select_for_update(skip_locked=True)``. The job in the queue only says "look now",
so that one that is lost, repeated or late does no harm. See ``docs/how-to/jobs.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job


@dataclass(frozen=True, slots=True)
class BackOff(BaseRetryStrategy):
    """Try again after 5 seconds, 20, 80 …, never more than ``longest`` seconds apart; give up after ``attempts``."""

    attempts: int = 12
    first: int = 5
    longest: int = 3600

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, or None when it has been tried often enough."""
        if job.attempts + 1 >= self.attempts:
            return None
        return RetryDecision(retry_in={"seconds": wait(job.attempts, first=self.first, longest=self.longest)})


def wait(attempts: int, *, first: int = 5, longest: int = 3600) -> int:
    """Seconds to wait after so many failed attempts before this one."""
    return int(min(longest, first * 4 ** min(attempts, 12)))


BACK_OFF = BackOff()
