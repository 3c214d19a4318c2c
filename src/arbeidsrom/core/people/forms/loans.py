"""A loan: the days, the leader and a comment; the department has been searched for before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.people.actions.loans import Terms
from arbeidsrom.core.people.queries.choosing import PersonChoice
from arbeidsrom.core.people.rules import Days
from arbeidsrom.web.inputs import DateInput, offer


class LoanForm(forms.Form):
    """What is agreed with the department that borrows; a loan that has begun keeps its first day."""

    unit = forms.UUIDField(widget=forms.HiddenInput())
    lock_version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    first_day = forms.DateField(
        label=_("Start date"),
        widget=DateInput(),
        error_messages={"required": _("Say on which day the loan begins.")},
    )
    last_day = forms.DateField(
        label=_("End date"), widget=DateInput(), required=False, help_text=_("Can be left empty and set later.")
    )
    leader = forms.ChoiceField(
        label=_("Choose leader"), error_messages={"required": _("Choose who leads the employee in the department.")}
    )
    comment = forms.CharField(
        label=_("Comment from the leader"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_("Read by the leader who borrows the employee, and by you."),
    )

    def __init__(
        self, *given: Any, leaders: Iterable[PersonChoice], has_begun: bool = False, knows_comment: bool = True,
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*given, **options)
        choices = [(str(leader.public_id), leader.label) for leader in leaders]
        offer(self, "leader", choices if len(choices) == 1 else [("", gettext("Choose a leader")), *choices])
        if has_begun:
            self.fields["first_day"].disabled = True
        if not knows_comment:
            del self.fields["comment"]

    def terms(self) -> Terms:
        """What was filled in."""
        said = self.cleaned_data
        days = Days(said["first_day"], said["last_day"])
        return Terms(said["unit"], UUID(said["leader"]), days, said.get("comment"))
