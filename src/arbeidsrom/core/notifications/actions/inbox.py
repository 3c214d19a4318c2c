"""The inbox, and what a person wants to be told by e-mail and SMS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications import access, off_links, queries, rules, types
from arbeidsrom.core.notifications.actions.messages import send_mail, send_sms
from arbeidsrom.core.notifications.models import Choice, Notification
from arbeidsrom.core.notifications.queries import Reader
from arbeidsrom.core.notifications.states import Channel
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.lib.actor import Actor


@transaction.atomic
def notify(
    person_id: int,
    type_key: str,
    *,
    about: UUID | None,
    url: str = "",
    params: Mapping[str, str | int] | None = None,
    now: datetime,
    once: str = "",
) -> Notification | None:
    """Tell a person something: in the inbox, and by the ways that the type proposes or the person has chosen.

    ``params`` hold nothing that lies sealed elsewhere. With ``once`` (such as ``"2026/14 3 days"``) the same is told
    one time only, however often it is asked for; then the answer is None.
    """
    kind, params = types.get_type(type_key), dict(params or {})
    made = Notification(
        person_id=person_id, type=type_key, about=about, url=url, params=params, once=once, created_at=now
    )
    if once:
        _row, new = Notification.objects.get_or_create(
            person_id=person_id, type=type_key, once=once, defaults=queries.fields_of(made)
        )
        if not new:
            return None
    else:
        made.save()
    reader = queries.reader(person_id, kind)
    with translation.override(reader.language):
        if Channel.MAIL in reader.channels and reader.email:
            mail_notification(reader, kind, params=params, about=about, url=url, now=now)
        if Channel.SMS in reader.channels and reader.mobile:
            text = f"{kind.tell(params)} {settings.PUBLIC_URL}"
            send_sms(tenant=reader.tenant, to=reader.mobile, text=text, about=about, now=now)
    return made


def mail_notification(
    reader: Reader,
    kind: NotificationType,
    *,
    params: Mapping[str, str | int],
    about: UUID | None,
    url: str,
    now: datetime,
) -> None:
    """The notification as a mail, with a link to switch such mails off where that is allowed."""
    context = {
        "name": reader.name,
        "label": kind.label,
        "sentence": kind.tell(params),
        "url": f"{settings.PUBLIC_URL}{url}" if url else "",
        "settings_url": settings.PUBLIC_URL + reverse("notification_settings"),
    }
    send_mail(
        tenant=reader.tenant,
        to=reader.email,
        subject=_("Arbeidsrom: %(what)s") % {"what": kind.label},
        text=render_to_string("notifications/mail.txt", context),
        html=render_to_string("notifications/mail.html", context),
        about=about,
        now=now,
        headers=unsubscribe_headers(reader, kind, now=now),
    )


def unsubscribe_headers(reader: Reader, kind: NotificationType, *, now: datetime) -> dict[str, str]:
    """One click in the mail program switches such mails off (RFC 8058), where the type leaves that choice."""
    if not kind.leaves_choice(Channel.MAIL):
        return {}
    token = off_links.make(reader.person_id, kind.key, now=now)
    url = settings.PUBLIC_URL + reverse("switch_off_mail", args=[token])
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read_token(token: str, *, now: datetime) -> tuple[int, NotificationType] | None:
    """Whose mails of which kind a link in a mail switches off; None when it is not ours, or too old."""
    found = off_links.read(token, now=now)
    kind = types.known_type(found[1]) if found else None
    return (found[0], kind) if found and kind else None


def switch_off(token: str, *, now: datetime) -> bool:
    """Somebody has followed the link in a mail to have no more of its kind."""
    read = read_token(token, now=now)
    if read is None or not read[1].leaves_choice(Channel.MAIL):
        return False
    set_choice(read[0], read[1], Channel.MAIL, wanted=False)
    return True


@transaction.atomic
def choose(choices: Mapping[tuple[str, Channel], bool], *, actor: Actor) -> None:
    """A person chooses by which ways to be told what; what cannot be switched off stays as it is."""
    person_id = access.own_inbox(actor)
    for (key, channel), wanted in choices.items():
        kind = types.get_type(key)
        if kind.leaves_choice(channel):
            set_choice(person_id, kind, channel, wanted=wanted)


def set_choice(person_id: int, kind: NotificationType, channel: Channel, *, wanted: bool) -> None:
    """Remember a choice; one that is what the type proposes needs no row."""
    if wanted == kind.proposes(channel):
        Choice.objects.filter(person_id=person_id, type=kind.key, channel=channel).delete()
        return
    Choice.objects.update_or_create(person_id=person_id, type=kind.key, channel=channel, defaults={"wanted": wanted})


@transaction.atomic
def erase_old_notifications(*, now: datetime) -> int:
    """Forget what was told more than a year ago."""
    count, _by_model = Notification.objects.filter(created_at__lte=now - rules.INBOX_KEPT).delete()
    return count


def mark_read(notification: UUID, *, actor: Actor, now: datetime) -> Notification:
    """A person has opened a notification."""
    found = access.visible_notifications(actor).get(public_id=notification)
    if found.read_at is None:
        found.read_at = now
        found.save(update_fields=["read_at"])
    return found


def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """A person has seen enough."""
    return access.visible_notifications(actor).filter(read_at=None).update(read_at=now)


def forget(person_id: int, *, about: UUID) -> int:
    """Take away what somebody was told about a thing that they may no longer know of; gives how many."""
    deleted, _rows = Notification.objects.filter(person_id=person_id, about=about).delete()
    return deleted


def forget_in_lists(person_id: int, *, about: UUID) -> None:
    """Take a thing out of what lists several: its number has the place in ``numbers`` that its id has in ``keys``."""
    key = str(about)
    for told in Notification.objects.filter(person_id=person_id, params__keys__icontains=key).order_by("id"):
        pairs = zip(told.params["keys"].split(", "), told.params["numbers"].split(", "), strict=True)
        left = [pair for pair in pairs if pair[0] != key]
        if left:
            told.params["keys"], told.params["numbers"] = (", ".join(words) for words in zip(*left, strict=True))
            told.save(update_fields=["params"])
        else:
            told.delete()
