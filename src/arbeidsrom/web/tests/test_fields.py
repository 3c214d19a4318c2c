"""What is wrong with a field is said at the field, in words that fit what is done there (PL-UI-002)."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import override

from arbeidsrom.web.components import fields
from arbeidsrom.web.templatetags.arbeidsrom import form_fields


class Asked(forms.Form):
    """One field of each kind, and one with two faults."""

    name = forms.CharField(label="Navn")
    who = forms.ChoiceField(label="Hvem", choices=[("a", "A")], widget=forms.RadioSelect)
    where = forms.ChoiceField(label="Hvor", choices=[("", "Velg"), ("b", "B")])
    ours = forms.ChoiceField(label="Vår", choices=[("b", "B")], error_messages={"required": "Velg en rolle."})
    paper = forms.FileField(label="Fil")

    def clean(self) -> None:
        for line in (1, 2):
            self.add_error(None, f"Linje {line}")


@pytest.mark.req("PL-UI-002")
def test_what_is_missing_is_to_be_filled_in_or_chosen_as_the_field_is() -> None:
    with override("nb"):
        form = Asked({}, {})
        said = {name: fields.errors_of(form[name]) for name in form.fields}
        summary = str(fields.error_summary(form))
    assert said == {
        "name": ["Fyll ut dette feltet."],
        "who": ["Velg ett av alternativene."],
        "where": ["Velg ett av alternativene."],
        "ours": ["Velg en rolle."],
        "paper": ["Velg en fil."],
    }
    assert "Hvem: Velg ett av alternativene." in summary


def test_each_of_several_faults_stands_on_a_line_of_its_own() -> None:
    form = Asked({}, {})
    form.add_error("name", "Linje <3>")
    assert "<br>Linje &lt;3&gt;</p>" in str(fields.field(form["name"]))


def test_a_form_that_only_asks_carries_no_mark_into_the_address() -> None:
    class Question(forms.Form):
        name = forms.CharField()

    assert 'name="once"' in str(form_fields(Question()))
    assert 'name="once"' not in str(form_fields(Question(), asks=True))
