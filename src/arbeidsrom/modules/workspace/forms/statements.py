"""The case statement form. A draft may lack anything; what is missing is told when it is to be finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from arbeidsrom.modules.workspace.facts import DocumentFacts
from arbeidsrom.modules.workspace.forms.fields import LongText
from arbeidsrom.modules.workspace.statements.answers import (
    Answers,
    Asked,
    EmploymentForm,
    Happened,
    Limit,
    in_order,
    left_out,
    read_day,
    required_of,
    view_of,
)
from arbeidsrom.web.inputs import DateInput, offer

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

BLANK_LINES = 2


def _line(label: str | _StrPromise, *, help_text: str | _StrPromise = "", max_length: int = 200) -> forms.CharField:
    return forms.CharField(label=label, required=False, help_text=help_text, max_length=max_length)


def _text(label: str | _StrPromise, *, help_text: str | _StrPromise = "", rows: int = 6) -> LongText:
    return LongText(label=label, required=False, help_text=help_text, rows=rows)


class StatementForm(forms.Form):
    """Everything but the chronology and the time limits, which are lines of their own."""

    use_required_attribute = False

    title = _line(_("What the case is about"), help_text=_("One line. The receiver sees it as the title of the form."))
    member_name = _line(_("Who the case concerns"))
    member_number = _line(_("Member number"))
    member_phone = _line(_("Telephone of the member"))
    member_email = _line(_("E-mail of the member"))
    employer = _line(_("The employer"))
    workplace = _line(_("Workplace"))
    employer_contact = _line(_("Contact at the employer"))
    employer_address = _line(_("How to reach the contact"))
    post = _line(_("Post"))
    percent = _line(_("Percentage of the post"), max_length=10)
    employed_from = forms.DateField(label=_("Employed from"), required=False, widget=DateInput)
    employment = forms.ChoiceField(
        label=_("Form of employment"), required=False, choices=EmploymentForm.choices, widget=forms.RadioSelect
    )
    tariff_area = _line(_("Tariff area"))
    employer_view = _text(
        _("The employer's view"), help_text=_("What reasons has the employer given, orally and in writing?")
    )
    tried = _text(
        _("What has been tried"),
        help_text=_("Meetings, proposals, other posts, adaptation – and what came of it."),
    )
    member_view = _text(_("The member's view"), help_text=_("What does the member want to achieve?"))
    union_view = _text(
        _("The club's view"), help_text=_("How do you judge the case, and how have similar cases been handled?")
    )
    rules = _text(_("Laws and agreements"), help_text=_("Paragraphs and agreements you think matter."), rows=3)
    asked = forms.MultipleChoiceField(
        label=_("What the competence centre is asked to do"),
        required=False,
        choices=Asked.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    asked_words = _text(_("More about what you ask for"), rows=3)
    no_limits = forms.BooleanField(label=_("There are no time limits in the case"), required=False)
    enclosed = forms.MultipleChoiceField(
        label=_("Documents that go with the form"), required=False, widget=forms.CheckboxSelectMultiple
    )
    steward = _line(_("Whom the competence centre can contact"))
    office = _line(_("Office"))
    steward_phone = _line(_("Telephone of the steward"))
    steward_email = _line(_("E-mail of the steward"))

    def __init__(self, *args: Any, documents: tuple[DocumentFacts, ...], subject: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in left_out(subject):
            del self.fields[name]
        if "member_view" in self.fields:
            self.fields["member_view"].label = view_of(subject)
        offer(self, "enclosed", [(str(one.public_id), one.title) for one in documents])


class HappenedForm(forms.Form):
    """A line of the chronology."""

    day = forms.DateField(label=_("Date"), required=False, widget=DateInput)
    what = LongText(label=_("What happened"), required=False, rows=2)
    source = _line(_("Documented by"))


class LimitForm(forms.Form):
    """A time limit."""

    day = forms.DateField(label=_("Day"), required=False, widget=DateInput)
    what = _line(_("What must be done"))


HappenedLines = forms.formset_factory(HappenedForm, extra=BLANK_LINES, max_num=200, absolute_max=200)
LimitLines = forms.formset_factory(LimitForm, extra=1, max_num=50, absolute_max=50)


@dataclass(frozen=True, slots=True)
class StatementForms:
    """The form and its two kinds of lines, together."""

    form: StatementForm
    happened: Any
    limits: Any
    subject: str

    def mark_needed(self) -> None:
        """Show which fields the finished form needs: only the others are marked as optional."""
        for name in required_of(self.subject).keys() & self.form.fields.keys():
            self.form.fields[name].required = True
        for line in (*self.happened, *self.limits):
            line.use_required_attribute = False
            line.fields["day"].required = line.fields["what"].required = True
        self.form.fields["no_limits"].required = True

    def is_valid(self) -> bool:
        """Whether everything that is written can be understood; nothing has to be written."""
        return all([self.form.is_valid(), self.happened.is_valid(), self.limits.is_valid()])

    def answers(self) -> Answers:
        """What has been written."""
        given: dict[str, Any] = dict(self.form.cleaned_data)
        if "employed_from" in given:
            given["employed_from"] = _iso(given["employed_from"])
        given["asked"], given["enclosed"] = tuple(given["asked"]), tuple(given["enclosed"])
        happened = tuple(
            Happened(_iso(line.get("day")), line.get("what", ""), line.get("source", ""))
            for line in self.happened.cleaned_data
        )
        limits = tuple(Limit(_iso(line.get("day")), line.get("what", "")) for line in self.limits.cleaned_data)
        return Answers(
            **given,
            happened=tuple(in_order(happened)),
            limits=tuple(line for line in limits if not line.is_empty),
        )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def opened(answers: Answers, documents: tuple[DocumentFacts, ...], *, subject: str) -> StatementForms:
    """The forms as they open with these answers."""
    there = {str(one.public_id) for one in documents}
    shown = replace(answers, enclosed=tuple(one for one in answers.enclosed if one in there))
    initial: Mapping[str, Any] = {**asdict(shown), "employed_from": read_day(answers.employed_from)}
    happened = [{**asdict(line), "day": read_day(line.day)} for line in answers.happened]
    limits = [{**asdict(line), "day": read_day(line.day)} for line in answers.limits]
    return StatementForms(
        StatementForm(initial=initial, documents=documents, subject=subject),
        HappenedLines(initial=happened, prefix="happened"),
        LimitLines(initial=limits, prefix="limits"),
        subject,
    )


def sent(data: QueryDict, documents: tuple[DocumentFacts, ...], *, subject: str) -> StatementForms:
    """The forms as they were sent."""
    return StatementForms(
        StatementForm(data, documents=documents, subject=subject),
        HappenedLines(data, prefix="happened"),
        LimitLines(data, prefix="limits"),
        subject,
    )
