"""The rows that deadlines are counted by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.periods import day_after
from arbeidsrom.modules.workspace.actions.deadline_rules import COUNTING
from arbeidsrom.modules.workspace.forms.fields import LockVersion
from arbeidsrom.modules.workspace.models import CaseType, DeadlineRule
from arbeidsrom.modules.workspace.rules.calendar import Length
from arbeidsrom.modules.workspace.rules.deadlines import Claim, OnHoliday, Rule, Verified, events
from arbeidsrom.modules.workspace.rules.words import Words
from arbeidsrom.web.inputs import DateInput, offer

UNITS = [(Length.DAYS.value, _("Days")), (Length.WEEKS.value, _("Weeks")), (Length.MONTHS.value, _("Months"))]
ON_HOLIDAY = [
    (OnHoliday.NEXT_WORKING_DAY.value, _("The limit moves to the next working day")),
    (OnHoliday.EARLIER.value, _("Act on the working day before")),
    (OnHoliday.AS_IS.value, _("The limit stays")),
]
CLAIMS = [
    (Claim.ANY.value, _("Whatever is claimed")),
    (Claim.VALIDITY.value, _("That the decision is invalid")),
    (Claim.COMPENSATION.value, _("Compensation only")),
    (Claim.FORM_ERROR.value, _("That the form was wrong")),
]
KEPT = (
    *("key", "paragraph", "label_nb", "label_nn", "label_en", "case_types", "trigger", "otherwise", "claim", "length"),
    *("unit", "on_holiday", "valid_from", "source", "note_nb", "note_nn", "note_en", "lock_version"),
)


def _note(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class DeadlineRuleForm(forms.Form):
    """One time limit with its source, as it holds from a day on."""

    key = forms.SlugField(label=_("Key"), max_length=60, help_text=_("Short, in English; cannot be changed later."))
    label_nb = forms.CharField(label=_("What must be done, in Bokmål"), max_length=200)
    label_nn = forms.CharField(label=_("What must be done, in Nynorsk"), max_length=200)
    label_en = forms.CharField(label=_("What must be done, in English"), max_length=200)
    paragraph = forms.CharField(label=_("Paragraph"), max_length=100, help_text=_("Such as “aml. § 17-4 (1)”."))
    source = forms.CharField(
        label=_("Source"), required=False, max_length=300, help_text=_("Where somebody else can look it up.")
    )
    case_types = forms.MultipleChoiceField(label=_("Case types"), widget=forms.CheckboxSelectMultiple)
    trigger = forms.ChoiceField(label=_("Counts from"))
    otherwise = forms.ChoiceField(label=_("Counts from, while that has not happened"), required=False)
    claim = forms.ChoiceField(label=_("What is claimed"), choices=CLAIMS, required=False)
    length = forms.IntegerField(
        label=_("Length"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Left empty, no deadline is counted, and the steward is told to look it up."),
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS)
    on_holiday = forms.ChoiceField(label=_("When it ends on a day off"), choices=ON_HOLIDAY)
    valid_from = forms.DateField(label=_("Holds from"), widget=DateInput)
    last_day = forms.DateField(label=_("Last day it holds"), required=False, widget=DateInput)
    note_nb = _note(_("Note in Bokmål"))
    note_nn = _note(_("Note in Nynorsk"))
    note_en = _note(_("Note in English"))
    lock_version = LockVersion()

    def __init__(
        self,
        *args: Any,
        types: list[CaseType],
        row: DeadlineRule | None = None,
        is_counted_by: bool = False,
        **options: Any,
    ) -> None:
        if row is not None:
            options["initial"] = _initial(row) | options.get("initial", {})
        super().__init__(*args, **options)
        known = [(key, str(label)) for key, label in events().items()]
        offer(self, "case_types", [(each.key, str(each.name)) for each in types])
        offer(self, "trigger", known)
        offer(self, "otherwise", [("", gettext("Nothing else")), *known])
        for name in ("key",) if row is not None else ():
            self.fields[name].disabled = True
        for name in COUNTING if is_counted_by else ():
            self.fields[name].disabled = True
        if row is None:
            self.fields["lock_version"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("The last day cannot be before the first."))
        if data.get("otherwise") and data.get("otherwise") == data.get("trigger"):
            self.add_error("otherwise", gettext("Choose another event, or nothing else."))
        notes = [bool(data.get(f"note_{language}")) for language in ("nb", "nn", "en")]
        if len(set(notes)) > 1:
            self.add_error("note_nb", gettext("Write the note in all three languages, or in none."))
        return data

    def rule(self) -> Rule:
        """What was filled in, not verified by anybody yet."""
        data = self.cleaned_data
        last_day = data["last_day"]
        return Rule(
            key=data["key"],
            paragraph=data["paragraph"],
            label=Words(data["label_nb"], data["label_nn"], data["label_en"]),
            case_types=frozenset(data["case_types"]),
            trigger=data["trigger"],
            otherwise=data["otherwise"],
            claim=Claim(data["claim"]),
            length=data["length"],
            unit=Length(data["unit"]),
            on_holiday=OnHoliday(data["on_holiday"]),
            valid_from=data["valid_from"],
            valid_to=day_after(last_day),
            source=data["source"],
            verified=Verified.NOT,
            checked_by="",
            checked_on=None,
            note=Words(data["note_nb"], data["note_nn"], data["note_en"]),
        )


class ChangeLawForm(DeadlineRuleForm):
    """The rule as it will be from a day on; the row it follows ends the day before."""

    field_order = ("valid_from",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["valid_from"].label = gettext("The law changes on")
        del self.fields["last_day"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["last_day"] = None
        return data


def _initial(row: DeadlineRule) -> dict[str, Any]:
    return {name: getattr(row, name) for name in KEPT} | {"last_day": row.rule.last_day}
