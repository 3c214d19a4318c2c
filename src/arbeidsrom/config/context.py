"""What templates rendered by other libraries, such as the pages of allauth, need of the page around them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from arbeidsrom.web.frame import frame_of


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Frame, messages and day; our own pages bring theirs, which go before these."""
    shows_users = settings.DEMONSTRATION and settings.PROCESS != "receiver"
    return {
        "frame": SimpleLazyObject(lambda: frame_of(request)),
        "flashes": SimpleLazyObject(lambda: list(get_messages(request))),
        "today": timezone.localdate(),
        "demonstration_url": reverse("demonstration_users") if shows_users else "",
    }
