"""What operation holds about people: nothing. Reasons of failed jobs are kept without what they were about."""

from __future__ import annotations

from arbeidsrom.lib.personal_data import Activity, not_personal

ACTIVITIES: tuple[Activity, ...] = ()

MODELS = {"JobFailure": not_personal("id", "job", "task", "attempt", "at", "reason")}
