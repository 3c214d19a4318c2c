"""How the workspace's own things are put into words on a page."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsrom.modules.workspace.rules.calendar import Length
from arbeidsrom.modules.workspace.rules.deadlines import Rule, Step, StepKind
from arbeidsrom.web.components.formats import long_date

register = template.Library()


@register.filter
def in_words(step: Step) -> str:
    """One line of a deadline's arithmetic as a sentence."""
    day = long_date(step.day)
    if step.kind is StepKind.START:
        return _("%(event)s: %(day)s") % {"event": step.event, "day": day}
    if step.kind is StepKind.COUNT:
        return _("plus %(length)s: %(day)s") % {"length": _length(step.length, step.unit), "day": day}
    if step.kind is StepKind.NOT_WORKING:
        return _("%(day)s is %(reason)s") % {"day": day, "reason": step.holiday or _("a Saturday or Sunday")}
    if step.kind is StepKind.MOVED:
        return _("moved to the next working day: %(day)s") % {"day": day}
    return _("the working day before: %(day)s") % {"day": day}


@register.filter
def length_in_words(rule: Rule) -> str:
    """How long a time limit is, such as “2 weeks”."""
    return _length(rule.length or 0, rule.unit)


def _length(length: int, unit: Length) -> str:
    count = {"count": length}
    if unit is Length.DAYS:
        return ngettext("%(count)s day", "%(count)s days", length) % count
    if unit is Length.WEEKS:
        return ngettext("%(count)s week", "%(count)s weeks", length) % count
    return ngettext("%(count)s month", "%(count)s months", length) % count
