"""What people type about offices, deputies, access and support."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.core.roles import explainers, explaining, registry
from arbeidsrom.core.roles.choosing import Colleague
from arbeidsrom.core.roles.sign_in_help import Checked
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.norwegian import sort_key
from arbeidsrom.web.inputs import DateInput, offer


class AppointForm(forms.Form):
    """Who is elected to which office, in which club, from when to when."""

    given_name = forms.CharField(max_length=100, label=gettext_lazy("Given name"))
    family_name = forms.CharField(max_length=100, label=gettext_lazy("Family name"))
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy(
            "Somebody already known by this address and name keeps their account and gets the office in addition."
        ),
    )
    mobile = forms.CharField(max_length=20, required=False, label=gettext_lazy("Mobile phone"))
    office = forms.ChoiceField(label=gettext_lazy("Office"))
    also_in = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Also in these clubs"),
        help_text=gettext_lazy("Only for an office that covers several clubs."),
    )
    main_agreement = forms.CharField(
        max_length=120,
        required=False,
        label=gettext_lazy("Main agreement"),
        help_text=gettext_lazy("Such as KS, Spekter or Virke."),
    )
    valid_from = forms.DateField(widget=DateInput, label=gettext_lazy("First day of the term"))
    last_day = forms.DateField(widget=DateInput, required=False, label=gettext_lazy("Last day of the term"))

    def __init__(self, *args: Any, unit: Unit, siblings: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.siblings = {str(sibling.public_id): sibling for sibling in siblings}
        offer(
            self,
            "office",
            [
                (office.key, str(office.label))
                for office in registry.offices().values()
                if office.exists_in(unit.kind, is_controller=unit.is_controller)
            ],
        )
        offer(self, "also_in", [(key, sibling.name) for key, sibling in self.siblings.items()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ValidationError(_("The last day cannot be before the first day.")))
        office = registry.offices().get(cleaned.get("office", ""))
        if office and cleaned.get("also_in") and not office.spans_units:
            self.add_error("also_in", ValidationError(_("This office covers one unit only.")))
        return cleaned

    def covered(self) -> list[Unit]:
        """The further clubs the election covers."""
        return [self.siblings[key] for key in self.cleaned_data["also_in"]]

    def valid_to(self) -> date | None:
        """The day after the last one."""
        last: date | None = self.cleaned_data["last_day"]
        return date.fromordinal(last.toordinal() + 1) if last else None


class EndOfficeForm(forms.Form):
    """The last day of a term of office."""

    last_day = forms.DateField(widget=DateInput, label=gettext_lazy("Last day of the term"))
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class ExplainForm(forms.Form):
    """Why can somebody do something somewhere?"""

    person = forms.CharField(max_length=100, label=gettext_lazy("Person"), required=False)
    unit = forms.CharField(max_length=100, label=gettext_lazy("Unit"))
    permission = forms.ChoiceField(label=gettext_lazy("What"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "permission", sorted(registry.permissions().items(), key=lambda named: sort_key(named[1])))


class ExplainThingForm(forms.Form):
    """Who can see one thing, or why can somebody?"""

    kind = forms.ChoiceField(label=gettext_lazy("What"))
    reference = forms.CharField(max_length=40, label=gettext_lazy("Number"))
    unit = forms.CharField(max_length=200, label=gettext_lazy("Club or unit"))
    person = forms.CharField(
        max_length=100,
        required=False,
        label=gettext_lazy("Person"),
        help_text=gettext_lazy("Leave it empty to see everybody who can."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        kinds = explainers.explainers()
        offer(self, "kind", [(key, str(kind.label)) for key, kind in kinds.items()])
        self.fields["reference"].help_text = " ".join(str(kind.hint) for kind in kinds.values())

    def clean_person(self) -> list[Person]:
        """Whom the typed name may mean."""
        name = self.cleaned_data["person"].strip()
        people = explaining.people_to_ask_about(name, actor=self.actor) if name else []
        if name and not people:
            raise ValidationError(_("Nobody with this name is known here."))
        return people

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"kind", "reference", "unit"} <= cleaned.keys():
            self._find(cleaned)
        return cleaned

    def _find(self, cleaned: dict[str, Any]) -> None:
        explainer = explainers.explainers()[cleaned["kind"]]
        found = explaining.find_things(explainer, cleaned["reference"], cleaned["unit"], actor=self.actor)
        if len(found) == 1:
            cleaned["explainer"], cleaned["thing"] = explainer, found[0]
        elif found:
            several = "; ".join(thing.label for thing in found)
            self.add_error("unit", _("Several fit: %(several)s. Write the whole name.") % {"several": several})
        else:
            self.add_error("reference", _("Nothing with this number in a unit with that name."))


class AskSupportForm(forms.Form):
    """Why support needs to see what somebody sees."""

    reason = forms.CharField(
        max_length=300, widget=forms.Textarea(attrs={"rows": 3}), label=gettext_lazy("Why do you need to see it?")
    )


class RemoveSecondStepForm(forms.Form):
    """How the helper made sure who it is."""

    checked = forms.ChoiceField(
        choices=Checked.choices, widget=forms.RadioSelect, label=gettext_lazy("How do you know that it is the person?")
    )


class _ColleagueForm(forms.Form):
    """Somebody among the colleagues who were found by name."""

    person = forms.ChoiceField(widget=forms.RadioSelect, label=gettext_lazy("Who"))

    def __init__(self, *args: Any, found: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", [(str(one.public_id), " – ".join((one.name, *one.works))) for one in found])


class AddDeputyForm(_ColleagueForm):
    """Who stands in, and to which day."""

    last_day = forms.DateField(
        widget=DateInput,
        required=False,
        label=gettext_lazy("Expiry date"),
        help_text=gettext_lazy("The last day as deputy. Without it, the deputy stays until removed."),
    )


class ChangeDeputyForm(forms.Form):
    """To which day somebody stands in."""

    last_day = forms.DateField(
        widget=DateInput,
        required=False,
        label=gettext_lazy("Expiry date"),
        help_text=gettext_lazy("The last day as deputy. Without it, the deputy stays until removed."),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class AddDelegateForm(_ColleagueForm):
    """Who approves, and what."""

    description = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("Description"),
        help_text=gettext_lazy("Such as which goals the person can approve. Those in training see it."),
    )


class DescribeDelegateForm(forms.Form):
    """What a delegate approves."""

    description = forms.CharField(max_length=300, required=False, label=gettext_lazy("Description"))
