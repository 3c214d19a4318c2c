"""Background doors of the club's room: read the clock, call one action."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from arbeidsrom.core.keys import opened
from arbeidsrom.lib.jobs import BACK_OFF
from arbeidsrom.modules.workspace.actions import consents, deadlines, offers, retention, unattended, waiting


@app.periodic(cron="10 5-21 * * *")
@app.task(name="workspace.remind_of_deadlines", queueing_lock="workspace.remind_of_deadlines", retry=BACK_OFF)
def remind_of_deadlines(timestamp: int) -> None:
    """Every hour of the day: reminders that have become due, each sent once."""
    with opened.kept():
        deadlines.remind_of_deadlines(now=timezone.now(), today=timezone.localdate())


@app.periodic(cron="15 5 * * *")
@app.task(name="workspace.tell_of_ending_consents", queueing_lock="workspace.tell_of_ending_consents", retry=BACK_OFF)
def tell_of_ending_consents(timestamp: int) -> None:
    """Every night: consents whose last day comes near or has passed, each told of once."""
    with opened.kept():
        consents.tell_of_ending_consents(now=timezone.now(), today=timezone.localdate())


@app.periodic(cron="20 5 * * *")
@app.task(name="workspace.ask_for_deletions", queueing_lock="workspace.ask_for_deletions", retry=BACK_OFF)
def ask_for_deletions(timestamp: int) -> None:
    """Every night: cases that have been kept as long as they must, and those whose deletion nobody can confirm."""
    retention.ask_for_deletions(now=timezone.now(), today=timezone.localdate())
    retention.tell_of_deletions_without_confirmer(now=timezone.now(), today=timezone.localdate())


@app.periodic(cron="25 5 * * *")
@app.task(name="workspace.drop_unanswerable_offers", queueing_lock="workspace.drop_unanswerable_offers", retry=BACK_OFF)
def drop_unanswerable_offers(timestamp: int) -> None:
    """Every night: questions to take over a case whose answer cannot come, because the asked one's term has ended."""
    with opened.kept():
        offers.drop_unanswerable_offers(now=timezone.now(), today=timezone.localdate())


@app.periodic(cron="30 5 * * *")
@app.task(name="workspace.tell_of_unattended", queueing_lock="workspace.tell_of_unattended", retry=BACK_OFF)
def tell_of_unattended(timestamp: int) -> None:
    """Every night: what waits where a term begins or ends, and unions of cases that nobody is responsible for."""
    unattended.tell_successors(now=timezone.now(), today=timezone.localdate())
    unattended.tell_of_ending_terms(now=timezone.now(), today=timezone.localdate())
    unattended.tell_of_unattended(now=timezone.now(), today=timezone.localdate())


@app.periodic(cron="40 5 * * *")
@app.task(name="workspace.tell_of_waiting", queueing_lock="workspace.tell_of_waiting", retry=BACK_OFF)
def tell_of_waiting(timestamp: int) -> None:
    """Every night: stewards whose cases have waited as long as they were to."""
    waiting.tell_of_waiting(now=timezone.now(), today=timezone.localdate())
