"""How the weekly digest is worded: kinds and how many, never a name, a number or a sentence about anybody.

Tens of thousands are written in a row, and each line is worded once for each language.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications import types
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.web.components.formats import number

Told = tuple[str, int]
PLACE = "¤lines¤"


class DigestWriter:
    """Writes digests; what is the same for all is made once."""

    def __init__(self) -> None:
        self._places = {kind.key: place for place, kind in enumerate(types.all_types())}
        self._line = lru_cache(maxsize=10_000)(_line)
        self._frame = lru_cache(maxsize=8)(_frame)

    def write(self, language: str, told: Iterable[Told]) -> Content:
        """The mail about these kinds of notification and how many of each, group by group."""
        subject, text, html = self._frame(language)
        lines = [self._line(language, *one) for one in sorted(told, key=lambda one: self._places[one[0]])]
        return Content(
            subject=subject,
            text=text.replace(PLACE, "\n".join(plain for plain, _rich in lines)),
            html=html.replace(PLACE, "\n".join(rich for _plain, rich in lines)),
        )


def _line(language: str, key: str, count: int) -> tuple[str, str]:
    kind = types.get_type(key)
    with translation.override(language):
        group = kind.group.label if kind.group else ""
        said = {"group": group, "what": kind.label, "count": number(count)}
        text = _("%(group)s: %(what)s (%(count)s)") % said
        return f"- {text}", format_html("<li>{}</li>", text)


def _frame(language: str) -> tuple[str, str, str]:
    with translation.override(language):
        context = {
            "lines": PLACE,
            "home_url": settings.PUBLIC_URL + reverse("home"),
            "settings_url": settings.PUBLIC_URL + reverse("notification_settings"),
        }
        return (
            _("Arbeidsrom: %(what)s") % {"what": _("Weekly digest")},
            render_to_string("notifications/digest.txt", context),
            render_to_string("notifications/digest.html", context),
        )
