"""Creating and editing cases."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.titles import names_somebody
from arbeidsrom.modules.workspace.actions.cases import CaseChanges, CaseDraft, opening_refused
from arbeidsrom.modules.workspace.forms.fields import LockVersion, LongText, StewardField
from arbeidsrom.modules.workspace.models import Case, CaseType, PartyRole, Subject
from arbeidsrom.modules.workspace.queries.members import MemberChoice
from arbeidsrom.modules.workspace.queries.stewards import StewardRow
from arbeidsrom.web.inputs import DateInput, offer

MEMBER_FIELDS = ("member_1", "member_2", "member_3")
MEMBER_NUMBER = re.compile(r"\((\d+)\)\s*$|^\s*(\d+)\s*$")


def type_choices(types: Sequence[CaseType]) -> list[tuple[str, str]]:
    """The case types in the order of the list."""
    return [("", gettext("Choose a type")), *((each.key, str(each.name)) for each in types)]


def steward_choices(stewards: Sequence[StewardRow]) -> list[tuple[str, str]]:
    """People with their offices."""
    return [(str(row.public_id), f"{row.name} ({row.office})") for row in stewards]


class MemberInput(forms.TextInput):
    """A text field with the club's members as suggestions; works without script."""

    def __init__(self) -> None:
        super().__init__(attrs={"list": "members", "autocomplete": "off"})


def chosen_member(text: str, members: Sequence[MemberChoice]) -> MemberChoice:
    """The member that was typed: the suggestion, the member number, or a name that only one has."""
    number = MEMBER_NUMBER.search(text)
    wanted = (number.group(1) or number.group(2)) if number else ""
    name = " ".join(text.casefold().split())
    found = [member for member in members if member.member_number == wanted or member.name.casefold() == name]
    if len(found) != 1:
        raise ValidationError(gettext("Choose a member from the suggestions, or write the member number."))
    return found[0]


def refuse_name_in_title(form: forms.Form, names: Collection[str]) -> None:
    """A title is shown to receivers and to colleagues: it says what the case is about, not whom."""
    if names and names_somebody(form.cleaned_data.get("title", ""), names):
        form.add_error("title", gettext("The title contains the member's name. Write what the case is about instead."))


class NewCaseForm(forms.Form):
    """Everything a new case begins with (KL-CASE-001)."""

    needed_sometimes = ("member_1", "group")
    type = forms.ChoiceField(label=_("Type of case"))
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_(
            "Say what the case is about without anybody's name. The title is shown to receivers you share with."
        ),
    )
    subject = forms.ChoiceField(
        label=_("Who is the case about?"), choices=Subject.choices, widget=forms.RadioSelect, initial=Subject.MEMBER
    )
    member_1 = forms.CharField(
        label=_("Member"), required=False, widget=MemberInput, help_text=_("Write a name or a member number.")
    )
    member_2 = forms.CharField(label=_("One more member"), required=False, widget=MemberInput)
    member_3 = forms.CharField(label=_("And one more"), required=False, widget=MemberInput)
    group = forms.CharField(
        label=_("Group"), required=False, max_length=200, help_text=_("When the case is about a group.")
    )
    employer = forms.CharField(
        label=_("Employer"), required=False, max_length=200, help_text=_("Left empty, it is taken from the member.")
    )
    workplace = forms.CharField(label=_("Workplace"), required=False, max_length=200)
    summary = LongText(label=_("Summary"), required=False)
    responsible = StewardField(label=_("Responsible steward"))
    opened_on = forms.DateField(label=_("Opened on"), required=False, widget=DateInput)

    def __init__(
        self,
        *args: Any,
        types: Sequence[CaseType],
        members: Sequence[MemberChoice],
        stewards: Sequence[StewardRow],
        today: date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.members = members
        self.chosen: list[MemberChoice] = []
        offer(self, "type", type_choices(types))
        offer(self, "responsible", steward_choices(stewards))

    def clean_opened_on(self) -> date | None:
        day: date | None = self.cleaned_data["opened_on"]
        if day and (said := opening_refused(day, today=self.today)):
            raise ValidationError(said)
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("subject") == Subject.MEMBER:
            self._find_members(data)
        if data.get("subject") == Subject.GROUP and not data.get("group"):
            self.add_error("group", gettext("Say which group the case is about."))
        refuse_name_in_title(self, [member.name for member in self.chosen])
        return data

    def _find_members(self, data: dict[str, Any]) -> None:
        for field in MEMBER_FIELDS:
            if text := data.get(field):
                try:
                    self.chosen.append(chosen_member(text, self.members))
                except ValidationError as error:
                    self.add_error(field, error)
        if not any(data.get(field) for field in MEMBER_FIELDS):
            self.add_error("member_1", gettext("Choose the member that the case is about."))

    def draft(self) -> CaseDraft:
        """What was filled in, with the member's employer and workplace where nothing was said."""
        data = self.cleaned_data
        first = self.chosen[0] if self.chosen else None
        return CaseDraft(
            type_key=data["type"],
            title=data["title"],
            subject=Subject(data["subject"]),
            members=[member.public_id for member in self.chosen],
            group=data["group"],
            employer=data["employer"] or (first.employer if first else ""),
            workplace=data["workplace"] or (first.workplace if first else ""),
            summary=data["summary"],
            responsible=UUID(data["responsible"]),
            opened_on=data["opened_on"],
        )


class EditCaseForm(forms.Form):
    """The details of a case."""

    type = forms.ChoiceField(label=_("Type of case"))
    title = forms.CharField(label=_("Title"), max_length=200)
    group = forms.CharField(label=_("Group"), required=False, max_length=200)
    employer = forms.CharField(label=_("Employer"), required=False, max_length=200)
    workplace = forms.CharField(label=_("Workplace"), required=False, max_length=200)
    summary = LongText(label=_("Summary"), required=False, rows=8)
    lock_version = LockVersion()

    def __init__(
        self, *args: Any, types: Sequence[CaseType], case: Case, members: Collection[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.members = members
        offered = types if case.type in types else [*types, case.type]
        offer(self, "type", type_choices(offered))
        if case.subject != Subject.GROUP:
            del self.fields["group"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refuse_name_in_title(self, self.members)
        return data

    def changes(self) -> CaseChanges:
        """What was filled in."""
        data = self.cleaned_data
        return CaseChanges(
            type_key=data["type"],
            title=data["title"],
            employer=data["employer"],
            workplace=data["workplace"],
            group=data.get("group", ""),
            summary=data["summary"],
        )


class AddMemberForm(forms.Form):
    """One more member."""

    member = forms.CharField(label=_("Member"), widget=MemberInput, help_text=_("Write a name or a member number."))

    def __init__(self, *args: Any, members: Sequence[MemberChoice], **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = members

    def clean_member(self) -> MemberChoice:
        return chosen_member(self.cleaned_data["member"], self.members)


class AddPartyForm(forms.Form):
    """Somebody who is not a member of the club."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[choice for choice in PartyRole.choices if choice[0] != PartyRole.MEMBER]
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    contact = forms.CharField(label=_("Phone or e-mail"), required=False, max_length=200)
