"""Telling very many people at once: one statement for all of them, and their e-mails afterwards, some at a time."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from contextlib import nullcontext
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django import app

from arbeidsrom.core.keys import opened
from arbeidsrom.core.keys.bulk import TenantSealer, open_tenants
from arbeidsrom.core.keys.fields import Sealed
from arbeidsrom.core.notifications import off_links, outbox, rules, types
from arbeidsrom.core.notifications.addressees import Addressee, addressees
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.notifications.states import Channel, Way
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.lib.refusals import Refused

log = logging.getLogger(__name__)
BATCH = 500

TELL = """
WITH {instead} told AS (
    INSERT INTO notifications_notification
           (public_id, person_id, type, about, url, params, once, created_at, on_home, weekly, mail_waits)
    SELECT gen_random_uuid(), found.person_id, %(told_type)s, found.about, found.url, found.params, found.once,
           %(told_at)s, %(told_home)s AND coalesce(home.wanted, %(told_home_else)s),
           %(told_weekly)s AND coalesce(weekly.wanted, %(told_weekly_else)s) AND without_mail.id IS NULL,
           %(told_always)s OR (%(told_single)s AND coalesce(single.wanted, %(told_single_else)s)
                               AND without_mail.id IS NULL)
      FROM ({found}) found
      LEFT JOIN notifications_choice home
        ON home.person_id = found.person_id AND home."group" = %(told_group)s AND home.way = 'home'
      LEFT JOIN notifications_choice weekly
        ON weekly.person_id = found.person_id AND weekly."group" = %(told_group)s AND weekly.way = 'weekly'
      LEFT JOIN notifications_choice single
        ON single.person_id = found.person_id AND single."group" = %(told_group)s AND single.way = 'single'
      LEFT JOIN notifications_withoutmail without_mail ON without_mail.person_id = found.person_id
        ON CONFLICT DO NOTHING
    RETURNING person_id, mail_waits
)
SELECT array_agg(DISTINCT person_id), bool_or(mail_waits) FROM told
"""
"""What ``NotificationType.ways_for`` says, for everybody at once: a test compares them."""

INSTEAD = """taken_back AS (
    DELETE FROM notifications_notification WHERE type = %(back_type)s AND about = ANY(%(back_about)s::uuid[])
),"""
WITHDRAW = """
DELETE FROM notifications_notification told USING ({holds}) holds
 WHERE told.person_id = holds.person_id AND told.type = holds.type
   AND told.about IS NOT DISTINCT FROM holds.about AND told.once IS DISTINCT FROM holds.once
"""


def tell_found(
    type_key: str,
    found: str,
    values: Mapping[str, Any],
    *,
    now: datetime,
    instead_of: tuple[str, Collection[UUID]] | None = None,
    cursor: CursorWrapper | None = None,
) -> list[int]:
    """Tell everybody whom a SELECT finds the same kind of thing, in one statement; gives who had not been told.

    It gives ``person_id, about, url, params, once``, as ``notify`` takes them, and holds nothing that comes from
    outside. E-mails are written afterwards by ``mail_told``, so that nobody waits for them. ``instead_of``: what was
    told anybody in that type, which is another one, about those things is gone by it, as by ``withdraw``.
    """
    kind = types.get_type(type_key)
    said = {**values, **_ways(kind), "told_at": now}
    if instead_of:
        said |= {"back_type": types.get_type(instead_of[0]).key, "back_about": list(instead_of[1])}
    with nullcontext(cursor) if cursor else connection.cursor() as sending:
        sending.execute(TELL.format(found=found, instead=INSTEAD if instead_of else ""), said)
        people, mails = sending.fetchone()
    if mails:
        app.configure_task("notifications.mail_told").defer()
    return people or []


def _ways(kind: NotificationType) -> dict[str, Any]:
    return {
        "told_type": kind.key,
        "told_group": kind.group.key if kind.group else "",
        "told_home": kind.offers(Way.HOME),
        "told_home_else": types.is_wanted(Way.HOME, {}),
        "told_weekly": kind.offers(Way.WEEKLY),
        "told_weekly_else": types.is_wanted(Way.WEEKLY, {}),
        "told_single": kind.offers(Way.SINGLE),
        "told_single_else": types.is_wanted(Way.SINGLE, {}),
        "told_always": kind.always_mailed,
    }


def withdraw_outdated(holds: str, values: Mapping[str, Any], *, cursor: CursorWrapper | None = None) -> int:
    """Take away what many were told that holds no longer: it is gone at once, from the coming digest too.

    The SELECT gives ``person_id, about, type, once``: of what was told the person about it in this type, only that
    with the mark ``once`` stays, and nothing when it is NULL.
    """
    with nullcontext(cursor) if cursor else connection.cursor() as sending:
        sending.execute(WITHDRAW.format(holds=holds), values)
        count: int = sending.rowcount
    return count


def withdraw_about(type_key: str, about: Collection[UUID]) -> int:
    """What was told anybody about these things in this type is gone; gives how many."""
    return Notification.objects.filter(type=types.get_type(type_key).key, about__in=about).delete()[0]


def mail_told(*, now: datetime, batch: int = BATCH) -> int:
    """Write the e-mails that wait, each lot in a transaction of its own; several workers share the work."""
    count = 0
    while told := _next_lot(now=now, most=batch):
        count += told
    return count


@transaction.atomic
def _next_lot(*, now: datetime, most: int) -> int:
    waiting = Notification.objects.select_for_update(skip_locked=True).filter(mail_waits=True)
    rows = list(waiting.order_by("person_id", "id")[:most])
    if rows:
        with opened.kept():
            _write(rows, now=now)
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mail_waits=False)
    return len(rows)


def _write(rows: Iterable[Notification], *, now: datetime) -> None:
    """One e-mail to each person about all of a kind; one that cannot be written stops nobody else's (KP-EIMP-012)."""
    rows = sorted(rows, key=lambda row: (row.person_id, row.type, row.pk))
    known = addressees({row.person_id for row in rows})
    open_tenants(one.tenant for one in known.values())
    sealers = {tenant: TenantSealer(OutgoingMessage, tenant) for tenant in {one.tenant for one in known.values()}}
    messages = []
    for (person, key), of_kind in groupby(rows, key=lambda row: (row.person_id, row.type)):
        kind, to = types.known_type(key), known.get(person)
        if kind and to:
            try:
                messages.append(_message(to, _content(to, kind, list(of_kind), now=now), sealers[to.tenant], now=now))
            except Refused:
                log.warning("An e-mail of the kind %s could not be written.", key)
    OutgoingMessage.objects.bulk_create(messages)


def _content(to: Addressee, kind: NotificationType, rows: list[Notification], *, now: datetime) -> Content:
    with translation.override(to.language):
        context = {
            "name": to.name,
            "label": kind.label,
            "sentences": list(dict.fromkeys(kind.tell_by_mail(row.params) for row in rows)),
            "url": settings.PUBLIC_URL + (rows[0].url if len(rows) == 1 and rows[0].url else reverse("home")),
            "settings_url": settings.PUBLIC_URL + reverse("notification_settings"),
        }
        return Content(
            subject=rules.one_line(kind.mail_subject),
            text=render_to_string("notifications/mail.txt", context),
            html=render_to_string("notifications/mail.html", context),
            headers=off_links.headers(to.person_id, kind.key, now=now) if kind.leaves_choice(Way.SINGLE) else {},
        )


def _message(to: Addressee, content: Content, sealer: TenantSealer, *, now: datetime) -> OutgoingMessage:
    outbox.inspect(Channel.MAIL, content)
    public_id = uuid4()
    return OutgoingMessage(
        public_id=public_id,
        tenant=to.tenant,
        channel=Channel.MAIL,
        recipient=Sealed(sealer.seal("recipient", public_id, rules.mail_address(to.email))),
        content=Sealed(sealer.seal("content", public_id, content.to_json())),
        message_id=rules.message_id(public_id, settings.MAIL_DOMAIN),
        created_at=now,
        due_at=now,
        expires_at=now + rules.KEPT,
    )
