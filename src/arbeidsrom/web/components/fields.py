"""Form fields in Designsystemet's markup, with help and errors tied to what they are about (PL-UI-002)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop

DJANGOS_WORDS = (gettext_noop("This field is required."),)
"""Said by Django's own fields, and here in words that say what to do."""
TO_CHOOSE = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)
GROUPS = (*CHOICES, forms.MultiWidget, forms.SelectDateWidget)
TICKS = (forms.CheckboxInput,)


def field(bound: BoundField, *, size: str = "", before: str = "", after: str = "", **attrs: Any) -> SafeString:
    """One field of a form: label, help, the input, its errors. Optional ones are marked, not the required."""
    widget = bound.field.widget
    if widget.is_hidden:
        return mark_safe(str(bound))  # noqa: S308 Django's own markup
    if isinstance(widget, CHOICES):
        return _choices(bound)
    if isinstance(widget, GROUPS):
        return _group(bound, bound.as_widget(attrs=_attributes(bound, attrs)))
    if isinstance(widget, TICKS):
        return _tick(bound, attrs)
    control = bound.as_widget(attrs=_attributes(bound, attrs))
    if before or after:
        control = format_html('<div class="ds-field-affixes">{}{}{}</div>', _affix(before), control, _affix(after))
    return format_html(
        '<ds-field class="ds-field{}">{}{}{}{}</ds-field>',
        f" field--{size}" if size else "",
        label_of(bound),
        _help(bound),
        control,
        _errors(bound),
    )


def label_of(bound: BoundField, *, weight: str = "") -> SafeString:
    """The label, with «optional» where nothing has to be filled in, whatever else is answered."""
    return format_html(
        '<label class="ds-label" for="{}"{}>{}{}</label>',
        bound.id_for_label,
        format_html(' data-weight="{}"', weight) if weight else "",
        bound.label,
        _optional(bound),
    )


def error_summary(form: forms.BaseForm) -> SafeString | str:
    """All errors at the top, each a link to its field; the page gives it the focus."""
    if not form.errors:
        return ""
    lines = [(anchor, error) for anchor, errors in _all_errors(form) for error in errors]
    return format_html(
        '<ds-error-summary class="ds-error-summary" tabindex="-1" data-autofocus>'
        '<h2 class="ds-heading" data-size="2xs">{}</h2><ul class="ds-list">{}</ul></ds-error-summary>',
        gettext("Correct this before you go on:"),
        format_html_join("", "<li>{}</li>", ((_link_to(anchor, error),) for anchor, error in lines)),
    )


def _all_errors(form: forms.BaseForm) -> list[tuple[str, list[str]]]:
    found = [("", [str(error) for error in form.non_field_errors()])]
    for name in form.errors:
        if name in form.fields:
            bound = form[name]
            anchor = "" if bound.is_hidden else _anchor(bound)
            found.append((anchor, [f"{bound.label}: {error}" for error in errors_of(bound)]))
    return found


def errors_of(bound: BoundField) -> list[str]:
    """What is wrong with a field; what is missing is to be chosen, or filled in, as the field is."""
    said = [str(error) for error in bound.errors]
    missing, widget = gettext("This field is required."), bound.field.widget
    if isinstance(widget, TO_CHOOSE):
        return [gettext("Choose one of these.") if one == missing else one for one in said]
    if isinstance(widget, forms.FileInput):
        return [gettext("Choose a file.") if one == missing else one for one in said]
    return said


def _anchor(bound: BoundField) -> str:
    """The first control of the field; groups have it numbered."""
    if isinstance(bound.field.widget, GROUPS):
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label)


def _link_to(anchor: str, error: str) -> SafeString:
    return format_html('<a class="ds-link" href="#{}">{}</a>', anchor, error) if anchor else format_html("{}", error)


def _attributes(bound: BoundField, extra: dict[str, Any]) -> dict[str, Any]:
    described = described_by(bound)
    attributes: dict[str, Any] = {"class": "ds-input"}
    if described:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if "placeholder" in bound.field.widget.attrs:
        attributes["placeholder"] = ""  # the label stands above already
    attributes.update({key.replace("_", "-"): value for key, value in extra.items()})
    return attributes


def described_by(bound: BoundField) -> str:
    """The ids of help and errors, in the order they are read."""
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_help")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def _optional(bound: BoundField) -> SafeString | str:
    if bound.field.required or isinstance(bound.field.widget, TICKS) or bound.name in _needed_sometimes(bound):
        return ""
    return format_html(' <span class="optional">({})</span>', gettext("optional"))


def _needed_sometimes(bound: BoundField) -> Collection[str]:
    """The fields that the form says another answer can demand."""
    names: Collection[str] = getattr(bound.form, "needed_sometimes", ())
    return names


def _help(bound: BoundField) -> SafeString | str:
    if not bound.help_text:
        return ""
    return format_html('<p id="{}_help" data-field="description">{}</p>', bound.auto_id, bound.help_text)


def _errors(bound: BoundField) -> SafeString | str:
    if not bound.errors:
        return ""
    return format_html(
        '<p id="{}_error" class="ds-validation-message" data-field="validation">{}</p>',
        bound.auto_id,
        format_html_join(mark_safe("<br>"), "{}", ((error,) for error in errors_of(bound))),
    )


def _affix(text: str) -> SafeString | str:
    return format_html('<span class="ds-field-affix" aria-hidden="true">{}</span>', text) if text else ""


def _tick(bound: BoundField, extra: dict[str, Any]) -> SafeString:
    return format_html(
        '<ds-field class="ds-field">{}{}{}{}</ds-field>',
        bound.as_widget(attrs=_attributes(bound, extra)),
        label_of(bound, weight="regular"),
        _help(bound),
        _errors(bound),
    )


def _choices(bound: BoundField) -> SafeString:
    options = format_html_join(
        "",
        '<ds-field class="ds-field">{}<label class="ds-label" data-weight="regular" for="{}">{}</label></ds-field>',
        (
            (_option_input(bound, option), option.data["attrs"].get("id", ""), option.choice_label)
            for option in bound.subwidgets
        ),
    )
    return _group(bound, options)


def _option_input(bound: BoundField, option: Any) -> SafeString:
    data = option.data
    return format_html(
        '<input class="ds-input" type="{}" name="{}" value="{}" id="{}"{}{}{}>',
        data["type"],
        data["name"],
        "" if data["value"] is None else data["value"],
        data["attrs"].get("id", ""),
        mark_safe(" checked") if data["selected"] else "",
        mark_safe(' aria-invalid="true"') if bound.errors else "",
        mark_safe(" disabled") if bound.field.disabled else "",
    )


def _group(bound: BoundField, controls: SafeString | str) -> SafeString:
    described = described_by(bound)
    return format_html(
        '<fieldset class="ds-fieldset"{}><legend>{}{}</legend>{}{}{}</fieldset>',
        format_html(' aria-describedby="{}"', described) if described else "",
        bound.label,
        _optional(bound),
        _help(bound),
        controls,
        _errors(bound),
    )
