"""An entry of the address book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.modules.sharing.forms.contacts import EmailField, MobileField
from arbeidsrom.modules.sharing.rules.categories import Category
from arbeidsrom.web.inputs import DateInput, offer


class AddressForm(forms.Form):
    """Name, addresses, language; for central entries also whose receiving desk they lead to."""

    owner = forms.TypedChoiceField(label=_("Address book of"), coerce=int)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    email = EmailField()
    mobile = MobileField()
    language = forms.ChoiceField(label=_("Language of the mail and the SMS"), choices=settings.LANGUAGES)
    desk = forms.TypedChoiceField(label=_("Receiving desk"), coerce=int, empty_value=None, required=False)
    verified_date = forms.DateField(
        label=_("Checked on"),
        required=False,
        help_text=_("The day somebody made sure that the address and the number are right."),
        widget=DateInput,
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, owners: Sequence[Unit], desks: Sequence[Unit] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = {unit.pk: unit for unit in owners}
        self.desks = {unit.pk: unit for unit in desks}
        offer(self, "owner", [(str(unit.pk), unit.name) for unit in owners])
        offer(self, "desk", [("", "–"), *((str(unit.pk), unit.name) for unit in desks)])
        if len(owners) == 1:
            self.fields["owner"].widget = forms.HiddenInput()
            self.fields["owner"].initial = owners[0].pk
        if not desks:
            del self.fields["desk"]

    @property
    def is_central(self) -> bool:
        """Entries of a club are its own; all others are central."""
        return self.owning_unit.kind != UnitKind.CLUB

    @property
    def owning_unit(self) -> Unit:
        """Whose entry it is."""
        return self.owners[self.cleaned_data["owner"]]

    @property
    def receiving_desk(self) -> Unit | None:
        """Where what is sent here is listed."""
        return self.desks.get(self.cleaned_data.get("desk") or 0) if self.is_central else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        centre = cleaned.get("category") == Category.COMPETENCE_CENTRE
        if centre and "owner" in cleaned and not self.is_central:
            self.add_error("category", _("Competence centres are kept centrally by the union."))
        return cleaned
