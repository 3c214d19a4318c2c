"""A system message as its recipient sees it: in the pop-up, on the home page, among the earlier ones, in preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from arbeidsrom.core.system_messages.models import Delivery, MessageFile, SystemMessage


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A picture or an attachment."""

    public_id: UUID
    name: str
    size: int
    description: str


@dataclass(frozen=True, slots=True)
class Video:
    """A video elsewhere: it opens there."""

    address: str
    place: str


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """Title, sender, content and what belongs to it; ``content`` has been cleaned when it was written."""

    public_id: UUID
    title: str
    content: SafeString
    sender: str
    important: bool
    sent_at: datetime | None
    visible_until: date | None
    pictures: tuple[ShownFile, ...]
    attachments: tuple[ShownFile, ...]
    videos: tuple[Video, ...]
    is_read: bool = False

    @property
    def colour(self) -> str:
        """Yellow for what is important, else blue (KP-SYSMSG-004, 005)."""
        return "warning" if self.important else "info"


def as_recipient(
    message: SystemMessage, files: Sequence[MessageFile], *, sent_at: datetime | None, is_read: bool = False
) -> ShownMessage:
    """The message with its files, as it is shown."""
    described = [(file.is_picture, ShownFile(file.public_id, file.name, file.size, file.description)) for file in files]
    return ShownMessage(
        public_id=message.public_id,
        title=message.title,
        content=mark_safe(message.html),  # noqa: S308 -- cleaned by wording.as_html
        sender=message.sender,
        important=message.important,
        sent_at=sent_at,
        visible_until=message.visible_until,
        pictures=tuple(file for is_picture, file in described if is_picture),
        attachments=tuple(file for is_picture, file in described if not is_picture),
        videos=tuple(Video(address, urlsplit(address).hostname or address) for address in message.videos),
        is_read=is_read,
    )


def received(delivery: Delivery) -> ShownMessage:
    """A message that has been received, with its files fetched before."""
    message = delivery.message
    return as_recipient(
        message, list(message.files.all()), sent_at=message.sent_at, is_read=delivery.read_at is not None
    )
