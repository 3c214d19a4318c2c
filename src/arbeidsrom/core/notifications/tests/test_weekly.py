"""The weekly digest: on Wednesday, one a person and week, whatever happens to whoever makes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.notifications import actions, rules
from arbeidsrom.core.notifications.actions import weekly
from arbeidsrom.core.notifications.actions.inbox import read_token
from arbeidsrom.core.notifications.models import Choice, DigestReceipt, Notification, OutgoingMessage, WeeklyDigest
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.core.notifications.tests.servers import MailServer
from arbeidsrom.core.organisation.models import Position
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 5, 4, tzinfo=UTC)  # four minutes past six in Norway
READERS = ("kari", "ola", "nina", "mona")


def tell(cast: Cast, *names: str, kind: str = "test.quiet", now: datetime = TUESDAY) -> None:
    for name in names:
        actions.notify(cast.people[name].pk, kind, about=None, params={"who": "Tove Hemmelig"}, now=now)


def choose_weekly(cast: Cast, *names: str) -> None:
    for name in names:
        actions.choose({("cases", Way.WEEKLY): True}, without_mail=False, actor=cast.actor(name))


def receivers() -> list[str]:
    """Whom the digests in the outbox go to, in the order they were made."""
    rows = OutgoingMessage.objects.order_by("id")
    return [row.recipient.partition("@")[0] for row in rows if "oppsummering" in Content.from_json(row.content).subject]


@pytest.mark.parametrize(
    ("now", "wednesday"),
    [
        (datetime(2026, 11, 25, 4, 59, tzinfo=UTC), "2026-11-18"),
        (datetime(2026, 11, 25, 5, 0, tzinfo=UTC), "2026-11-25"),
        (datetime(2026, 12, 1, 22, 0, tzinfo=UTC), "2026-11-25"),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), "2026-07-01"),
        (datetime(2026, 7, 1, 3, 59, tzinfo=UTC), "2026-06-24"),
        (datetime(2028, 3, 1, 5, 0, tzinfo=UTC), "2028-03-01"),
        (datetime(2026, 12, 30, 23, 30, tzinfo=UTC), "2026-12-30"),
    ],
)
def test_the_week_closes_at_six_on_wednesday_by_the_clock_on_the_wall(now: datetime, wednesday: str) -> None:
    assert rules.digest_day(now).isoformat() == wednesday


@pytest.mark.req("KP-NOTIF-004")
def test_a_week_is_one_collected_mail_on_wednesday(cast: Cast) -> None:
    choose_weekly(cast, "kari")
    tell(cast, "kari", "kari")
    assert actions.make_weekly_digest(now=TUESDAY) == 0

    assert actions.make_weekly_digest(now=WEDNESDAY) == 1
    assert actions.make_weekly_digest(now=WEDNESDAY + timedelta(hours=1)) == 0

    (message,) = OutgoingMessage.objects.all()
    content = Content.from_json(message.content)
    assert content.subject == "Arbeidsrom: Ukentlig oppsummering"
    assert (message.recipient, message.tenant) == ("kari@example.no", cast.hospital_club.tenant)
    assert "- Cases: A colleague has written (2)" in content.text
    assert "<li>Cases: A colleague has written (2)</li>" in content.html
    assert "http://localhost:8000/" in content.text


def test_the_digest_says_nothing_about_anybody_and_comes_in_the_readers_language(cast: Cast) -> None:
    choose_weekly(cast, "kari")
    Account.objects.filter(person=cast.people["kari"]).update(language="nn")
    tell(cast, "kari")

    actions.make_weekly_digest(now=WEDNESDAY)

    content = Content.from_json(OutgoingMessage.objects.get().content)
    assert "Hemmelig" not in content.everything()
    assert "Kari" not in content.everything()
    assert content.subject == "Arbeidsrom: Vekentleg oppsummering"


def test_the_digest_is_sent_like_any_mail(cast: Cast, mails: MailServer) -> None:
    choose_weekly(cast, "kari")
    tell(cast, "kari")
    actions.make_weekly_digest(now=WEDNESDAY)

    assert actions.deliver_waiting(now=WEDNESDAY) == 1

    (mail,) = mails.mails
    assert mail["To"] == "kari@example.no"


def test_one_click_in_the_mail_program_ends_the_digests(cast: Cast) -> None:
    choose_weekly(cast, "kari")
    tell(cast, "kari")
    actions.make_weekly_digest(now=WEDNESDAY)
    header = Content.from_json(OutgoingMessage.objects.get().content).headers["List-Unsubscribe"]
    token = header.rstrip("/>").rpartition("/")[2]

    read = read_token(token, now=WEDNESDAY)
    assert read is not None
    assert read.person_id == cast.people["kari"].pk
    assert actions.switch_off(token, now=WEDNESDAY)

    assert not Choice.objects.exists()
    shown = Client().get(reverse("switch_off_mail", args=[token]))
    assert shown.status_code in (200, 404), "the link is old by the clock of another day, or asks"


@pytest.mark.req("KP-NOTIF-004")
def test_a_wednesday_that_was_missed_is_made_up_for_with_what_came_before_it(cast: Cast) -> None:
    choose_weekly(cast, "kari", "ola")
    tell(cast, "kari")
    friday = WEDNESDAY + timedelta(days=2)
    tell(cast, "ola", now=friday - timedelta(hours=1))

    assert actions.make_weekly_digest(now=friday) == 1
    assert receivers() == ["kari"]
    assert actions.make_weekly_digest(now=WEDNESDAY + timedelta(days=7)) == 1
    assert receivers() == ["kari", "ola"], "what came after Wednesday is in the next"


def test_weeks_that_nobody_made_are_all_in_the_next(cast: Cast) -> None:
    choose_weekly(cast, "kari")
    actions.make_weekly_digest(now=WEDNESDAY)
    tell(cast, "kari", now=WEDNESDAY + timedelta(days=1))

    assert actions.make_weekly_digest(now=WEDNESDAY + timedelta(days=21)) == 1


@pytest.mark.req("KP-NOTIF-004")
def test_a_run_that_was_killed_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    choose_weekly(cast, *READERS)
    tell(cast, *READERS)
    write, written = weekly.write_messages, []

    def killed(*given: object, **named: object) -> None:
        written.append(given)
        if len(written) == 3:
            raise KeyboardInterrupt
        write(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(weekly, "write_messages", killed)
    with pytest.raises(KeyboardInterrupt):
        actions.make_weekly_digest(now=WEDNESDAY, batch=1)
    assert len(receivers()) == 2

    monkeypatch.setattr(weekly, "write_messages", write)
    assert actions.make_weekly_digest(now=WEDNESDAY, batch=1) == 2
    assert sorted(receivers()) == sorted(READERS)


def test_who_got_theirs_before_a_run_was_given_up_is_not_told_the_same_in_the_next_week(cast: Cast) -> None:
    choose_weekly(cast, "kari", "ola")
    tell(cast, "kari", "ola")
    digest = weekly.begin_digest(now=WEDNESDAY)
    assert digest
    DigestReceipt.objects.create(digest=digest, person=cast.people["kari"])

    assert actions.make_weekly_digest(now=WEDNESDAY + timedelta(days=7)) == 1
    assert receivers() == ["ola"]


def test_what_somebody_else_has_claimed_is_not_made_again(cast: Cast) -> None:
    choose_weekly(cast, "kari", "ola")
    tell(cast, "kari", "ola")
    digest = weekly.begin_digest(now=WEDNESDAY)
    assert digest

    assert weekly.claim_people(digest, [cast.people["kari"].pk]) == {cast.people["kari"].pk}
    assert weekly.claim_people(digest, [cast.people["kari"].pk]) == set()
    assert actions.make_weekly_digest(now=WEDNESDAY) == 1
    assert receivers() == ["ola"]


def test_who_has_left_cannot_sign_in_or_has_no_address_gets_none(cast: Cast) -> None:
    choose_weekly(cast, *READERS)
    tell(cast, *READERS)
    Position.objects.filter(person=cast.people["kari"]).update(valid_to=WEDNESDAY.date())
    Account.objects.filter(person=cast.people["ola"]).update(is_active=False)
    cast.people["nina"].email = ""
    cast.people["nina"].save()

    assert actions.make_weekly_digest(now=WEDNESDAY) == 1
    assert receivers() == ["mona"]


def test_a_batch_costs_the_same_queries_however_many_people_are_in_it(cast: Cast) -> None:
    choose_weekly(cast, *READERS)
    tell(cast, *READERS)
    digest = weekly.begin_digest(now=WEDNESDAY)
    assert digest
    counts = []
    for names in (READERS[:1], READERS[1:]):
        with CaptureQueriesContext(connection) as asked:
            people = [cast.people[name].pk for name in names]
            weekly.queue_digests(digest, people, weekly.DigestWriter(), now=WEDNESDAY)
        counts.append(len(asked))
    assert counts[1] <= counts[0], "tenants' keys are opened together"


def test_receipts_are_forgotten_and_the_weeks_stay(cast: Cast) -> None:
    choose_weekly(cast, "kari")
    tell(cast, "kari")
    actions.make_weekly_digest(now=WEDNESDAY)

    assert actions.erase_old_digests(now=WEDNESDAY + timedelta(days=59)) == 0
    assert actions.erase_old_digests(now=WEDNESDAY + timedelta(days=61)) == 1
    assert WeeklyDigest.objects.count() == 1
    assert Notification.objects.count() == 1
