"""The weekly digest: one mail a person, in batches, each claimed in the transaction that queues it.

A run that is killed leaves whole batches behind, and the next takes up what is missing: nobody gets two, nobody is
forgotten, and memory is that of one batch, however many people there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from arbeidsrom.core.keys import opened
from arbeidsrom.core.keys.bulk import TenantSealer, open_tenants
from arbeidsrom.core.keys.fields import Sealed
from arbeidsrom.core.notifications import off_links, outbox, queries, rules
from arbeidsrom.core.notifications.digest import DigestWriter
from arbeidsrom.core.notifications.models import OutgoingMessage, WeeklyDigest
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.notifications.queries import DigestReader
from arbeidsrom.core.notifications.states import Channel

BATCH = 500
CLAIM = """
    INSERT INTO notifications_digestreceipt (digest_id, person_id)
    SELECT %s, unnest(%s::bigint[])
    ON CONFLICT (person_id, digest_id) DO NOTHING
    RETURNING person_id
"""


def make_weekly_digest(*, now: datetime, batch: int = BATCH) -> int:
    """Queue this week's digest, or the rest of it; one that was missed on Wednesday is made up for. Gives how many."""
    digest = begin_digest(now=now)
    if digest is None:
        return 0
    writer, count, after = DigestWriter(), 0, 0
    while people := queries.who_want_the_digest(digest, after=after, most=batch):
        after = people[-1]
        with opened.kept():
            count += queue_digests(digest, people, writer, now=now)
    WeeklyDigest.objects.filter(pk=digest.pk).update(finished_at=now)
    return count


@transaction.atomic
def begin_digest(*, now: datetime) -> WeeklyDigest | None:
    """The digest of the latest Wednesday, with all since the last that was finished; None when it has been made."""
    wednesday = rules.digest_day(now)
    if WeeklyDigest.objects.filter(wednesday__gte=wednesday).exclude(finished_at=None).exists():
        return None
    covers_to = rules.digest_moment(wednesday)
    last = WeeklyDigest.objects.exclude(finished_at=None).order_by("-wednesday").first()
    first = WeeklyDigest.objects.order_by("wednesday").first()
    covers_from = last.covers_to if last else first.covers_from if first else covers_to - timedelta(days=7)
    made, _new = WeeklyDigest.objects.get_or_create(
        wednesday=wednesday, defaults={"covers_from": covers_from, "covers_to": covers_to}
    )
    return made


@transaction.atomic
def queue_digests(digest: WeeklyDigest, people: Sequence[int], writer: DigestWriter, *, now: datetime) -> int:
    """The digests of a batch of people, for those who have not got theirs."""
    readers = queries.digest_readers(digest, people)
    ours = claim_people(digest, [reader.person_id for reader in readers])
    write_messages([reader for reader in readers if reader.person_id in ours], writer, now=now)
    return len(ours)


def claim_people(digest: WeeklyDigest, people: list[int]) -> set[int]:
    """Those of them whose digest nobody has made; the receipt is what makes it one a week (one statement)."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [digest.pk, people])
        return {person_id for (person_id,) in cursor.fetchall()}


def write_messages(readers: Iterable[DigestReader], writer: DigestWriter, *, now: datetime) -> None:
    """Put the mails into the outbox; the worker's round every minute sends them, so no job is made for each."""
    readers = list(readers)
    open_tenants(reader.tenant for reader in readers)
    sealers = {tenant: TenantSealer(OutgoingMessage, tenant) for tenant in {reader.tenant for reader in readers}}
    OutgoingMessage.objects.bulk_create(
        [_message(reader, writer, sealers[reader.tenant], now=now) for reader in readers]
    )


def _message(reader: DigestReader, writer: DigestWriter, sealer: TenantSealer, *, now: datetime) -> OutgoingMessage:
    content = writer.write(reader.language, reader.told)
    outbox.inspect(Channel.MAIL, content)
    public_id: UUID = uuid4()
    return OutgoingMessage(
        public_id=public_id,
        tenant=reader.tenant,
        channel=Channel.MAIL,
        recipient=Sealed(sealer.seal("recipient", public_id, reader.email)),
        content=Sealed(sealer.seal("content", public_id, _with_way_out(content, reader, now=now).to_json())),
        message_id=rules.message_id(public_id, settings.MAIL_DOMAIN),
        created_at=now,
        due_at=now,
        expires_at=now + rules.KEPT,
    )


def _with_way_out(content: Content, reader: DigestReader, *, now: datetime) -> Content:
    headers = off_links.headers(reader.person_id, off_links.DIGEST, now=now)
    return Content(text=content.text, subject=content.subject, html=content.html, headers=headers)


def erase_old_digests(*, now: datetime) -> int:
    """Forget who got the digests of weeks long past; the weeks themselves hold nobody."""
    old = WeeklyDigest.objects.filter(covers_to__lte=now - rules.RECEIPTS_KEPT).exclude(finished_at=None)
    deleted = 0
    for digest in old.order_by("id"):
        deleted += digest.receipts.all().delete()[0]
    return deleted
