"""Lists to choose from, written without a template: some have thousands of units or members to choose among."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class FormRenderer(DjangoTemplates):
    """Django's own markup of form fields, with the lists to choose from written a good deal faster."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        return str(super().render(template_name, context, request))


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = [_group(name, options) for name, options, _index in widget["optgroups"]]
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        _attributes(widget["attrs"]),
        format_html_join("", "{}", ((group,) for group in groups)),
    )


def _group(name: str | None, options: list[dict[str, Any]]) -> SafeString:
    written = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((option["value"], _attributes(option["attrs"]), option["label"]) for option in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, written) if name else written


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    if not attributes:
        return SafeString("")
    given = ((name, value) for name, value in attributes.items() if value is not False)
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in given))


def _attribute(name: str, value: Any) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
