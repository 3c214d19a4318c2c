"""The components that pages are made of: ``{% load arbeidsrom %}``."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms, template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from arbeidsrom.lib.norwegian import shown_phone
from arbeidsrom.web.components import fields, formats, icons, pager, tables
from arbeidsrom.web.components.attributes import attributes
from arbeidsrom.web.components.pager import Pages
from arbeidsrom.web.status import SYMBOLS, Colour, Status

register = template.Library()

for _filter in (
    formats.long_date,
    formats.plain_date,
    formats.short_date,
    formats.moment,
    formats.short_moment,
    formats.number,
    formats.relative_day,
    formats.file_size,
    formats.mail_address,
    shown_phone,
):
    register.filter(_filter)
register.simple_tag(icons.icon, name="icon")
register.simple_tag(fields.field, name="field")
register.simple_tag(fields.error_summary, name="error_summary")


def trimmed(content: str) -> SafeString:
    """What stands inside a block, which the template engine has escaped already, without the space around it."""
    return mark_safe(content.strip())  # noqa: S308


@register.simple_block_tag
def button(
    content: str, variant: str = "primary", color: str = "", icon: str = "", type: str = "submit", **attrs: Any
) -> SafeString:
    """A button; the only filled one on a page is the next sensible action."""
    return format_html(
        '<button class="ds-button" type="{}"{}>{}{}</button>',
        type,
        attributes({"data_variant": variant, "data_color": color, **attrs}),
        icons.icon(icon) if icon else "",
        content,
    )


@register.simple_block_tag
def link_button(
    content: str, href: str, variant: str = "primary", color: str = "", icon: str = "", **attrs: Any
) -> SafeString:
    """A link that looks like a button, for going somewhere rather than changing something."""
    return format_html(
        '<a class="ds-button" href="{}"{}>{}{}</a>',
        href,
        attributes({"data_variant": variant, "data_color": color, **attrs}),
        icons.icon(icon) if icon else "",
        content,
    )


@register.simple_tag
def form_fields(form: forms.BaseForm, asks: bool = False) -> SafeString:
    """The whole form: what is wrong, hidden fields, and the visible ones one below the other.

    It acts once however often it is sent, but for forms with files, which are not repeated by themselves, and for
    those that only ask, whose answer can be asked for again.
    """
    parts = [fields.error_summary(form), *(fields.field(bound) for bound in form)]
    if not (asks or form.is_multipart()):
        parts.append(once())
    return mark_safe("".join(str(part) for part in parts))  # noqa: S308 built by format_html


@register.simple_tag
def once() -> SafeString:
    """The mark by which a form that is sent twice is known."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())


@register.simple_block_tag
def tag(content: str, color: Colour = "neutral", icon: str = "") -> SafeString:
    """A word with its symbol; the colour only underlines what both say."""
    return _tag(trimmed(content), color, icon or SYMBOLS[color])


@register.simple_tag
def status(value: Status) -> SafeString:
    """The status of a thing, from the ``Status`` that its app gives."""
    return _tag(str(value.label), value.colour, value.symbol)


def _tag(word: str, color: str, symbol: str) -> SafeString:
    return format_html('<span class="ds-tag" data-color="{}">{}{}</span>', color, icons.icon(symbol), word)


@register.simple_block_tag
def alert(content: str, color: Colour = "info", title: str = "", role: str = "") -> SafeString:
    """A message that belongs to the page; ``role="alert"`` only where it must interrupt."""
    heading = format_html('<h2 class="ds-heading" data-size="2xs">{}</h2>', title) if title else ""
    return format_html(
        '<div class="ds-alert" data-color="{}"{}>{}<div class="stack-tight">{}</div></div>',
        color,
        attributes({"role": role}),
        heading,
        content,
    )


@register.simple_block_tag
def card(content: str, color: str = "", title: str = "", level: int = 2, **attrs: Any) -> SafeString:
    """A framed piece of a page."""
    heading = format_html('<h{} class="ds-heading" data-size="xs">{}</h{}>', level, title, level) if title else ""
    return format_html(
        '<section class="ds-card"{}>{}{}</section>', attributes({"data_color": color, **attrs}), heading, content
    )


@register.simple_block_tag
def table(content: str, caption: str, visible_caption: bool = False, zebra: bool = False) -> SafeString:
    """A table; on a phone a wide one becomes cards, and a narrow one scrolls sideways by itself, not the page."""
    cards = tables.has_cards(content)
    return format_html(
        '<div class="table-frame" role="region" aria-label="{}" tabindex="0"><table class="ds-table{}" data-hover{}{}>'
        "<caption{}>{}</caption>{}</table></div>",
        caption,
        " table-cards" if cards else "",
        mark_safe(' role="table"') if cards else "",
        attributes({"data_zebra": zebra}),
        "" if visible_caption else mark_safe(' class="ds-sr-only"'),
        caption,
        tables.labelled(mark_safe(content)) if cards else content,  # noqa: S308
    )


@register.simple_block_tag
def empty(content: str, title: str, icon: str = "tray-food") -> SafeString:
    """Nothing here yet: why, and what to do about it."""
    return format_html(
        '<div class="empty">{}<p class="ds-heading" data-size="xs">{}</p><div class="stack-tight">{}</div></div>',
        icons.icon(icon, size="large"),
        title,
        content,
    )


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:
    """Something to unfold; works without script."""
    return format_html(
        '<details class="ds-details"{}><summary>{}</summary><div>{}</div></details>',
        attributes({"open": open}),
        summary,
        content,
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A dialog opened by ``{% button type="button" command="show-modal" commandfor=id %}``."""
    return format_html(
        '<dialog id="{}" class="ds-dialog" closedby="any" aria-labelledby="{}-title">'
        '<button class="ds-button" data-variant="tertiary" data-icon type="button" command="close" commandfor="{}"'
        ' aria-label="{}"></button>'
        '<h2 id="{}-title" class="ds-heading" data-size="xs">{}</h2>{}</dialog>',
        id,
        id,
        id,
        gettext("Close"),
        id,
        title,
        content,
    )


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """The facts that decide, in the header of a detail page: ``{% fact %}`` in ``{% facts %}``."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, label: str, wide: bool = False) -> SafeString:
    """One fact and its name; a long one takes the whole width."""
    width = mark_safe(' class="fact--wide"') if wide else ""
    return format_html("<div{}><dt>{}</dt><dd>{}</dd></div>", width, label, trimmed(content) or "–")


@register.simple_tag
def crumb(url: str, label: str) -> SafeString:
    """One page above this one, in ``{% block crumbs %}``."""
    return format_html('<li><a class="ds-link" href="{}">{}</a></li>', url, label)


@register.simple_tag
def progress(done: int, total: int, failed: int = 0, label: str = "") -> SafeString:
    """Long work: what is done, what is left, what failed."""
    text = gettext("%(done)s of %(total)s") % {"done": formats.number(done), "total": formats.number(total)}
    if failed:
        text += " · " + gettext("%(failed)s failed") % {"failed": formats.number(failed)}
    return format_html(
        '<div class="progress"><progress max="{}" value="{}" aria-label="{}"></progress><span>{}</span></div>',
        total or 1,
        done,
        label or gettext("Progress"),
        text,
    )


@register.simple_tag
def pagination(pages: Pages) -> SafeString | str:
    """Earlier, a few numbers, later; nothing when all fits on one page."""
    return pager.navigation(pages)


@register.simple_tag(takes_context=True)
def tabs(context: template.Context, *links: tuple[str, str], label: str = "") -> SafeString:
    """Sections of one thing as links; the one whose address this is stands out."""
    path = context["request"].get_full_path() if "request" in context else ""
    return pager.tab_links([(word, url, url == path) for word, url in links], label)
