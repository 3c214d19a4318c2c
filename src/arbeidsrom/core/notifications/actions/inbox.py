"""The inbox, and what a person wants to be told by which ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from arbeidsrom.core.notifications import access, off_links, queries, rules, types
from arbeidsrom.core.notifications.actions.messages import send_mail
from arbeidsrom.core.notifications.models import Choice, Notification, WithoutMail
from arbeidsrom.core.notifications.queries import Reader
from arbeidsrom.core.notifications.states import Way
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
        person_id=person_id,
        type=type_key,
        about=about,
        url=url,
        params=params,
        once=once,
        created_at=now,
        on_home=kind.offers(Way.HOME),
    )
    if once:
        made, new = Notification.objects.get_or_create(
            person_id=person_id, type=type_key, once=once, defaults=queries.fields_of(made)
        )
        if not new:
            return None
    else:
        made.save()
    reader = queries.reader(person_id, kind)
    hidden, made.weekly = made.on_home and Way.HOME not in reader.ways, Way.WEEKLY in reader.ways
    if hidden or made.weekly:
        made.on_home &= not hidden
        made.save(update_fields=["on_home", "weekly"])
    if Way.SINGLE in reader.ways and reader.email:
        with translation.override(reader.language):
            mail_notification(reader, kind, params=params, about=about, url=url, now=now)
    return made


@transaction.atomic
def withdraw(type_key: str, *, about: UUID | None = None, person_id: int | None = None, once: str | None = None) -> int:
    """What was told no longer applies: it is gone at once, from the coming digest too; gives how many (KP-NOTIF-018).

    Whoever gives notifications in cards without a cross withdraws them when the matter is handled (KP-CARD-016).
    """
    if about is None and once is None:
        raise ValueError("Name the thing or the mark by which it was told.")
    told = Notification.objects.filter(type=types.get_type(type_key).key)
    given = {"about": about, "person_id": person_id, "once": once}
    return told.filter(**{name: value for name, value in given.items() if value is not None}).delete()[0]


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
        "sentences": [kind.tell_by_mail(params)],
        "url": f"{settings.PUBLIC_URL}{url}" if url else "",
        "settings_url": settings.PUBLIC_URL + reverse("notification_settings"),
    }
    send_mail(
        tenant=reader.tenant,
        to=reader.email,
        subject=kind.mail_subject,
        text=render_to_string("notifications/mail.txt", context),
        html=render_to_string("notifications/mail.html", context),
        about=about,
        now=now,
        headers=unsubscribe_headers(reader, kind, now=now),
    )


def unsubscribe_headers(reader: Reader, kind: NotificationType, *, now: datetime) -> dict[str, str]:
    """One click in the mail program switches such mails off (RFC 8058), where the type leaves that choice."""
    return off_links.headers(reader.person_id, kind.key, now=now) if kind.leaves_choice(Way.SINGLE) else {}


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """What a link in a mail switches off: single e-mails of one group, or the weekly digest of all."""

    person_id: int
    kind: NotificationType | None

    @property
    def can_be(self) -> bool:
        """Whether there is a choice."""
        return self.kind is None or self.kind.leaves_choice(Way.SINGLE)

    @property
    def choices(self) -> list[tuple[str, Way]]:
        """Which groups, and which way."""
        if self.kind is None:
            return [(group.key, Way.WEEKLY) for group in types.all_groups()]
        return [(self.kind.group.key, Way.SINGLE)] if self.kind.group else []


def read_token(token: str, *, now: datetime) -> SwitchedOff | None:
    """What a link in a mail switches off for whom; None when it is not ours, or too old."""
    found = off_links.read(token, now=now)
    if found is None:
        return None
    person_id, key = found
    if key == off_links.DIGEST:
        return SwitchedOff(person_id, None)
    kind = types.known_type(key)
    return SwitchedOff(person_id, kind) if kind else None


@transaction.atomic
def switch_off(token: str, *, now: datetime) -> bool:
    """Somebody has followed the link in a mail to have no more of its kind."""
    read = read_token(token, now=now)
    if read is None or not read.can_be:
        return False
    for group, way in read.choices:
        set_choice(read.person_id, group, way, wanted=False)
    if read.kind is None:
        Notification.objects.filter(person_id=read.person_id, weekly=True).update(weekly=False)
    return True


@transaction.atomic
def choose(choices: Mapping[tuple[str, Way], bool], *, without_mail: bool, actor: Actor) -> None:
    """A person chooses the ways for each group, and whether to have e-mails at all; what leaves no choice stays."""
    person_id = access.own_inbox(actor)
    for (group, way), wanted in choices.items():
        if any(kind.leaves_choice(way) for kind in types.types_of(group)):
            set_choice(person_id, group, way, wanted=wanted)
    if without_mail:
        WithoutMail.objects.get_or_create(person_id=person_id)
    else:
        WithoutMail.objects.filter(person_id=person_id).delete()


def set_choice(person_id: int, group: str, way: Way, *, wanted: bool) -> None:
    """Remember a choice; one that is what is proposed needs no row. The home page shows or hides the group at once."""
    if way == Way.HOME:
        keys = [kind.key for kind in types.types_of(group, Way.HOME)]
        Notification.objects.filter(person_id=person_id, type__in=keys).update(on_home=wanted)
    if wanted == types.is_wanted(way, {}):
        Choice.objects.filter(person_id=person_id, group=group, way=way).delete()
        return
    Choice.objects.update_or_create(person_id=person_id, group=group, way=way, defaults={"wanted": wanted})


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


def remove_notification(notification: UUID, *, actor: Actor, now: datetime) -> Notification:
    """A person takes a notification away from the home page; it still stands among all notifications."""
    found = access.visible_notifications(actor).get(public_id=notification)
    access.may_remove(types.known_type(found.type)).or_refuse()
    if found.removed_at is None:
        found.read_at, found.removed_at = found.read_at or now, now
        found.save(update_fields=["read_at", "removed_at"])
    return found


@transaction.atomic
def remove_card(card: str, *, actor: Actor, now: datetime) -> int:
    """The cross of a card: everything that lies in it is gone from the home page; gives how many (KP-CARD-014)."""
    keys = types.keys_in_card(card)
    if keys:
        access.may_remove(types.get_type(keys[0])).or_refuse()
    lying = access.visible_notifications(actor).filter(removed_at=None, type__in=keys)
    return lying.update(removed_at=now, read_at=Coalesce("read_at", now))


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
