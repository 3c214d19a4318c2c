"""What an employee fills in about a requirement: only the fields that it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.people.queries.choosing import PersonChoice
from arbeidsrom.modules.competence.actions.own_work import MOST_AT_ONCE, Entry
from arbeidsrom.modules.competence.forms.files import endings, what_can_be_added
from arbeidsrom.modules.competence.queries.own_requirement import ToFill
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.web.inputs import DateInput, offer

LONGEST_COMMENT = 2_000
LONGEST_DESCRIPTION = 500


class EntryForm(forms.Form):
    """Date, expiry, check points, comment and signer. What must be there depends on the button that is pressed."""

    needed_sometimes = ("performed_on", "expires_on", "file", "signer_name", "signer")

    lock_version = forms.IntegerField(widget=forms.HiddenInput())
    performed_on = forms.DateField(label=_("Date it was done"), widget=DateInput(), required=False)
    expires_on = forms.DateField(label=_("Expires on"), widget=DateInput(), required=False)
    checklist = forms.MultipleChoiceField(label=_("Checklist"), widget=forms.CheckboxSelectMultiple(), required=False)
    comment = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=LONGEST_COMMENT,
        help_text=_("At most 2,000 characters."),
    )
    file = forms.FileField(label=_("Choose a document"), required=False)
    description = forms.CharField(
        label=_("Description of the attachment"),
        required=False,
        max_length=LONGEST_DESCRIPTION,
        help_text=_("At most 500 characters."),
    )
    signer_name = forms.CharField(
        label=_("Search for the instructor/supervisor"),
        required=False,
        max_length=100,
        help_text=_("Normally whoever saw it done. Write a name and press “Search”."),
    )
    signer = forms.ChoiceField(label=_("Instructor/supervisor"), widget=forms.RadioSelect(), required=False)

    def __init__(self, *given: Any, to_fill: ToFill, signers: Iterable[PersonChoice], **options: Any) -> None:
        super().__init__(*given, **options)
        settings = to_fill.settings
        if not settings.has_manual_expiry:
            del self.fields["expires_on"]
        if not settings.has_comment:
            del self.fields["comment"]
        elif settings.requires_signing:
            self.fields["comment"].help_text = _("Read by whoever signs. At most 2,000 characters.")
        self._offer_attachments(settings)
        points = [(str(one.id), one.name) for one in to_fill.points]
        if points:
            offer(self, "checklist", points)
        else:
            del self.fields["checklist"]
        choices = [(str(one.public_id), one.label) for one in signers]
        if not settings.requires_signing:
            del self.fields["signer_name"]
        if choices and settings.requires_signing:
            offer(self, "signer", choices)
        else:
            del self.fields["signer"]

    def _offer_attachments(self, settings: Settings) -> None:
        if not settings.allows_attachments:
            del self.fields["file"], self.fields["description"]
            return
        self.fields["file"].help_text = what_can_be_added()
        self.fields["file"].widget.attrs["accept"] = endings()

    def entry(self) -> Entry:
        """What was filled in."""
        said = self.cleaned_data
        return Entry(
            performed_on=said.get("performed_on"),
            expires_on=said.get("expires_on"),
            comment=said.get("comment", ""),
            signer=UUID(said["signer"]) if said.get("signer") else None,
            ticked=frozenset(UUID(one) for one in said.get("checklist", ())),
            lock_version=said["lock_version"],
        )


class RepetitionsForm(EntryForm):
    """Several repetitions of one day, registered together (KP-REPEAT-006, KP-LIS-053)."""

    field_order = ("lock_version", "performed_on", "times")

    times = forms.IntegerField(label=_("Number of repetitions"), min_value=1, max_value=MOST_AT_ONCE)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        told = gettext("Write a whole number of repetitions, from 1 to %(most)s.") % {"most": MOST_AT_ONCE}
        self.fields["times"].error_messages |= dict.fromkeys(("required", "invalid", "min_value", "max_value"), told)

    def _offer_attachments(self, _settings: Settings) -> None:
        """They are of the activity, not of one time: added on its own page."""
        del self.fields["file"], self.fields["description"]

    def entry(self) -> Entry:
        """With how many times."""
        return replace(super().entry(), times=self.cleaned_data["times"])


class WhyForm(forms.Form):
    """Why something is not relevant; it must be said (KP-NREL-002)."""

    comment = forms.CharField(
        label=_("Why is it not relevant?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_COMMENT,
        help_text=_("At most 2,000 characters."),
        error_messages={"required": _("Say why it is not relevant.")},
    )
