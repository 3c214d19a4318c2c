"""Adding documents: a file, a title from the proposals, and its date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.privacy.collectors import Record
from arbeidsrom.modules.workspace.data_subject import DOCUMENT
from arbeidsrom.modules.workspace.forms.fields import LockVersion, LongText, StillThere
from arbeidsrom.modules.workspace.rules.titles import dated_title, proposed, title_proposals
from arbeidsrom.web.inputs import DateInput, offer


def kind_choices() -> list[tuple[str, str]]:
    """The proposed titles, and one's own."""
    return [("", gettext("Something else")), *((each.key, str(each.title)) for each in title_proposals())]


def title_of(kind: str, own: str, dated: date | None) -> str:
    """The title that was written, or the chosen proposal with the document's date."""
    if own:
        return dated_title(own, dated)
    return proposed(kind, dated)


class AddDocumentForm(forms.Form):
    """One file and what it is (KL-DOC-003)."""

    file = forms.FileField(label=_("File"))
    kind = forms.ChoiceField(label=_("What is it?"), required=False)
    title = forms.CharField(
        label=_("Own title"),
        required=False,
        max_length=200,
        help_text=_("Left empty, the title is what you chose above with the date behind it."),
    )
    dated = forms.DateField(
        label=_("Date of the document"),
        required=False,
        widget=DateInput,
        help_text=_("The date that stands on the document, not today's."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "kind", kind_choices())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["title"] = title_of(data.get("kind", ""), data.get("title", ""), data.get("dated"))
        if not data["title"]:
            self.add_error("kind", gettext("Choose what the document is, or write a title."))
        return data


class NewVersionForm(forms.Form):
    """A new file for the same document."""

    file = forms.FileField(label=_("File"))


class RenameDocumentForm(forms.Form):
    """Another title or date."""

    title = forms.CharField(label=_("Title"), max_length=200)
    dated = forms.DateField(label=_("Date of the document"), required=False, widget=DateInput)
    lock_version = LockVersion()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("title"):
            data["title"] = dated_title(data["title"], data.get("dated"))
        return data


class WriteOutForm(forms.Form):
    """What a member who asks for access is not given, for somebody else's sake, and why (GDPR art. 15(4)).

    ``shown`` is the fingerprint of what was read through.
    """

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    left_out = StillThere(label=_("Leave out"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = LongText(
        label=_("Why something is left out"),
        required=False,
        rows=3,
        help_text=_("It stands in the copy instead of what is left out. The member reads it."),
    )

    def __init__(self, *args: Any, records: Sequence[Record], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "left_out", list({record.key: record.heading for record in records if record.key}.items()))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("left_out") and not data.get("reason"):
            self.add_error("reason", gettext("Say why something is left out. The member reads the reason."))
        return data

    def documents_left_out(self) -> list[UUID]:
        """The documents that are not given."""
        return [UUID(key.removeprefix(DOCUMENT)) for key in self.cleaned_data["left_out"] if key.startswith(DOCUMENT)]
