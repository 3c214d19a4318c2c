"""An absence: its days, a note, and what the employee does again after it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.people.actions.absences import Terms
from arbeidsrom.core.people.again import Demand
from arbeidsrom.core.people.rules import Days
from arbeidsrom.web.inputs import DateInput, offer


class AbsenceForm(forms.Form):
    """What «Lagre» saves; nothing is before (KP-ABSENCE-012). Of what the HR system says only what is done again."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    first_day = forms.DateField(
        label=_("Start date"),
        widget=DateInput(),
        error_messages={"required": _("Say on which day the absence begins.")},
    )
    last_day = forms.DateField(
        label=_("End date"), widget=DateInput(), required=False, help_text=_("Can be left empty and set later.")
    )
    is_back = forms.BooleanField(
        label=_("Back in work"),
        required=False,
        help_text=_("The end date becomes today, and the employee is available again."),
    )
    note = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_("Do not write anything about health. Read by those who register absence for the employee."),
    )
    again = forms.MultipleChoiceField(
        label=_("Recertification after absence"),
        widget=forms.CheckboxSelectMultiple(),
        required=False,
        help_text=_("What you tick is reset when you save, and the employee is told that it must be done again."),
        error_messages={
            "invalid_choice": _("One of the requirements can be reset no longer. Look at the list once more.")
        },
    )

    def __init__(
        self, *given: Any, demands: Iterable[Demand], is_by_hand: bool = True, can_end: bool = False, **options: Any
    ) -> None:
        super().__init__(*given, **options)
        choices = [(str(one.id), _choice(one)) for one in demands]
        offer(self, "again", choices)
        if not choices and "again" not in self.data:  # what was ticked, and cannot be any more, is refused
            del self.fields["again"]
        if not can_end:
            del self.fields["is_back"]
        if not is_by_hand:
            for name in ("first_day", "last_day", "note"):
                del self.fields[name]

    def demands(self) -> frozenset[UUID]:
        """What was ticked."""
        return frozenset(UUID(one) for one in self.cleaned_data.get("again", ()))

    def terms(self) -> Terms:
        """What was filled in."""
        said = self.cleaned_data
        return Terms(Days(said["first_day"], said["last_day"]), said["note"], self.demands())


def _choice(demand: Demand) -> SafeString:
    """The name leads to the requirement's own page, beside this one so that nothing typed is lost (KP-ABSENCE-009)."""
    return format_html(
        '<a class="ds-link" href="{}" target="_blank" rel="noopener">{}<span class="ds-sr-only"> ({})</span></a>'
        ' <span class="secondary">{}</span>',
        demand.url,
        demand.name,
        gettext("opens in a new tab"),
        demand.standing,
    )
