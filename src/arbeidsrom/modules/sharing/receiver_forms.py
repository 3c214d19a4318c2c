"""What receivers type: link key, reference and code, each read before anything is looked up; and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.sharing.actions import answers
from arbeidsrom.modules.sharing.rules import codes, links, references
from arbeidsrom.web.components.formats import file_size


class LinkAndReferenceForm(forms.Form):
    """The first step. The link key is filled in from the link by a few lines of script, or pasted."""

    link_key = forms.CharField(
        label=_("Link key"),
        max_length=400,
        help_text=_("Paste the whole link or the link key («lenkenøkkel») from the e-mail."),
        error_messages={"required": _("Paste the link or the link key from the e-mail.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    reference = forms.CharField(
        label=_("Shipment reference"),
        max_length=40,
        help_text=_("You find it in the e-mail. It looks like this: 26-5283924-55."),
        error_messages={"required": _("Write the shipment reference from the e-mail.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
    )

    def clean_link_key(self) -> str:
        try:
            return links.written(links.read_token(self.cleaned_data["link_key"]))
        except links.MistypedLinkKey as error:
            message = _("This is not a whole link or link key. Copy it once more from the e-mail.")
            raise forms.ValidationError(message) from error

    def clean_reference(self) -> str:
        try:
            return references.read_reference(self.cleaned_data["reference"])
        except references.MistypedReference as error:
            message = _("One of the digits in the reference is wrong or missing. This does not count as an attempt.")
            raise forms.ValidationError(message) from error


class CodeForm(LinkAndReferenceForm):
    """The second step: the code, with what the first step read."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Twelve letters and digits, from the SMS or from the sender: XXXX-XXXX-XXXX."),
        error_messages={"required": _("Write the code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("link_key", "reference"):
            self.fields[name].widget = forms.HiddenInput()

    def clean_code(self) -> str:
        try:
            return codes.read_code(self.cleaned_data["code"])
        except codes.MistypedCode as error:
            message = _("One of the symbols in the code is wrong or missing. This does not count as an attempt.")
            raise forms.ValidationError(message) from error


class SeveralFilesInput(forms.FileInput):
    """Chooses any number of files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class SeveralFiles(forms.FileField):
    """All the files that were chosen; an empty one is a file as well."""

    widget = SeveralFilesInput

    def clean(self, data: Sequence[UploadedFile[Any]] | None, initial: Any = None) -> list[UploadedFile[Any]]:
        return list(data or ())


class AnswerForm(forms.Form):
    """A message and files to go back to the sender (KL-SHARE-013)."""

    message = forms.CharField(
        label=_("Message"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": answers.LONGEST_MESSAGE}),
    )
    files = SeveralFiles(label=_("Documents"), required=False)  # type: ignore[assignment]  # no more than its name

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["files"].help_text = gettext(
            "You can choose several, of %(size)s altogether at most. They are encrypted while they are sent, "
            "and only the sender can open them."
        ) % {"size": file_size(answers.largest_answer())}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        for name, sentence in answers.problems(message=said["message"], files=len(said["files"])).items():
            self.add_error(name, sentence)
        return said
