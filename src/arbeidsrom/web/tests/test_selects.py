"""Lists to choose from: written by us, and the same as Django's own."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from lxml import html

from arbeidsrom.web.components.selects import FormRenderer

HOSTILE = "</option><script>x</script>\"'&"
FLAT = [("", "---"), ("1", "Ærlig Østby"), (2, HOSTILE), (HOSTILE, "Å")]
GROUPED = [("Klubber", [("a", "A"), ("b", "B")]), ("", "Ingen"), (HOSTILE, [("c", "C")])]


def parts(text: str) -> list[tuple[Any, dict[str, str], str]]:
    """Every element with its attributes and words."""
    return [(one.tag, dict(one.attrib), (one.text or "").strip()) for one in html.fragment_fromstring(text).iter()]


@pytest.mark.parametrize("value", ["", "1", 2, HOSTILE, "b", None, "unknown"])
@pytest.mark.parametrize("choices", [FLAT, GROUPED, []])
@pytest.mark.parametrize("attrs", [{}, {"id": "x", "required": True, "disabled": False, "data-words": HOSTILE}])
def test_a_list_to_choose_from_is_the_same_as_djangos(choices: Any, value: Any, attrs: dict[str, Any]) -> None:
    widget = forms.Select(attrs={"class": "ds-input"}, choices=choices)
    ours = widget.render("unit", value, attrs, renderer=FormRenderer())
    assert parts(ours) == parts(widget.render("unit", value, attrs, renderer=DjangoTemplates()))
    assert "<script" not in ours


def test_several_can_be_chosen() -> None:
    widget = forms.SelectMultiple(choices=FLAT)
    ours = widget.render("unit", ["1", HOSTILE], {}, renderer=FormRenderer())
    assert parts(ours) == parts(widget.render("unit", ["1", HOSTILE], {}, renderer=DjangoTemplates()))
    assert ours.count(" selected") == 2


def test_every_form_uses_it(settings: Any) -> None:
    assert isinstance(forms.Form().renderer, FormRenderer)
