"""By which day many must have fulfilled what is chosen, and what the page showed when it was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.competence.queries.following_up import FollowedRow, pair_of
from arbeidsrom.modules.competence.queries.pairs import Key
from arbeidsrom.web.inputs import DateInput


class DeadlinesForm(forms.Form):
    """The day; the calendar offers none that has been (KP-LIMP-026)."""

    due = forms.DateField(
        label=_("Deadline"),
        widget=DateInput(),
        help_text=_("Today or a day to come. It holds in all plans that have the requirement."),
    )

    def __init__(self, *given: Any, today: date, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["due"].widget.attrs["min"] = today.isoformat()


def carried(rows: Iterable[FollowedRow]) -> str:
    """What the page shows, a line for each, so that nothing is done to what comes later; with what it is called."""
    return "\n".join(f"{row.key} {row.name}, {row.requirement_name}" for row in rows)


def shown_before(text: str) -> Mapping[Key, str]:
    """The same read again: what was shown, and what it was called."""
    lines = (line.strip().partition(" ") for line in text.splitlines())
    found = ((pair_of(key), words) for key, _space, words in lines)
    return {key: words for key, words in found if key is not None}
