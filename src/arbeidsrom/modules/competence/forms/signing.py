"""What a signer fills in: a comment, and when declining a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.competence.models import DeclineReason, Performance
from arbeidsrom.web.components.formats import short_date
from arbeidsrom.web.inputs import offer


class DecisionForm(forms.Form):
    """The comment is optional when signing and must be there when declining, as must the reason.

    ``chosen`` are the performances that it is about, where somebody has been sent several (KP-SIGN-018).
    """

    needed_sometimes = ("reason", "comment")

    chosen = forms.MultipleChoiceField(
        label=_("What do you sign or decline?"),
        widget=forms.CheckboxSelectMultiple(),
        error_messages={
            "required": _("Tick at least one."),
            "invalid_choice": _("One of them waits for you no longer. These are left."),
        },
    )
    comment = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2_000,
        help_text=_("Must be filled in when you decline; the employee reads it. At most 2,000 characters."),
    )
    reason = forms.ChoiceField(
        label=_("Reason for declining"),
        choices=[("", "–"), *DeclineReason.choices],
        required=False,
    )

    def __init__(self, *given: Any, request_id: UUID, waiting: Iterable[Performance], **options: Any) -> None:
        super().__init__(*given, **options)
        self.request_id = request_id
        choices = [(str(one.public_id), _label(one)) for one in waiting]
        if choices:
            offer(self, "chosen", choices)
            self.fields["chosen"].initial = [str(request_id)]
        else:
            del self.fields["chosen"]

    def requests(self) -> list[UUID]:
        """Those that were ticked; where nothing is to be ticked, the one that was opened."""
        return [UUID(one) for one in self.cleaned_data.get("chosen", [str(self.request_id)])]


def _label(one: Performance) -> str:
    day = short_date(one.performed_on)
    return f"{day}: {one.comment}" if one.comment else day
