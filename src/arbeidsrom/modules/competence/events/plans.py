"""What the log can say about plans (KP-ADM-284)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event

EVENTS = (
    Event("competence.plan.created", _("The plan “%(plan)s” was created.")),
    Event("competence.template.loaded", _("The template “%(plan)s” for goal plans was loaded.")),
    Event("competence.plan.described", _("The plan “%(plan)s” was described anew: %(before)s became %(after)s.")),
    Event("competence.plan.owner_changed", _("The plan “%(plan)s” got another owner: %(before)s became %(after)s.")),
    Event("competence.plan.section_added", _("The sub-plan “%(section)s” was added to “%(plan)s”.")),
    Event(
        "competence.plan.section_renamed",
        _("A sub-plan of “%(plan)s” was changed: “%(before)s” became “%(after)s”."),
    ),
    Event("competence.plan.section_moved", _("The sub-plan “%(section)s” was moved within “%(plan)s”.")),
    Event("competence.plan.section_removed", _("The sub-plan “%(section)s” was removed from “%(plan)s”.")),
    Event(
        "competence.plan.relevance_changed",
        _("Whether the sub-plan “%(section)s” of “%(plan)s” may be not relevant: %(before)s became %(after)s."),
    ),
    Event("competence.plan.requirements_fetched", _("%(count)s requirements were fetched into “%(plan)s”.")),
    Event("competence.plan.requirement_added", _("Requirement %(requirement)s was made in “%(plan)s”.")),
    Event("competence.plan.link_moved", _("Requirement %(requirement)s was moved within “%(plan)s”.")),
    Event("competence.plan.link_activated", _("Requirement %(requirement)s was activated in “%(plan)s”.")),
    Event(
        "competence.plan.link_deactivated",
        _("Requirement %(requirement)s was deactivated in “%(plan)s”: %(because)s"),
    ),
    Event("competence.plan.link_reactivated", _("Requirement %(requirement)s was activated again in “%(plan)s”.")),
    Event("competence.plan.link_deleted", _("Requirement %(requirement)s was taken out of “%(plan)s”.")),
    Event(
        "competence.plan.validity_adapted",
        _("The validity of requirement %(requirement)s in “%(plan)s” was adapted: %(before)s became %(after)s days."),
    ),
    Event(
        "competence.plan.changes_approved",
        _("%(count)s changes of “%(plan)s” were approved; its version is %(version)s."),
    ),
    Event(
        "competence.plan.people_set",
        _("Document owner and document responsible of “%(plan)s” were set."),
    ),
    Event("competence.plan.responsible_named", _("Somebody was made responsible for the plan “%(plan)s”.")),
    Event("competence.plan.responsible_removed", _("Somebody is responsible for the plan “%(plan)s” no longer.")),
    Event("competence.plan.published", _("The plan “%(plan)s” was published to %(unit)s.")),
    Event("competence.plan.unpublished", _("The plan “%(plan)s” is published to %(unit)s no longer.")),
    Event("competence.plan.usage_reported", _("The usage report of the plan “%(plan)s” was taken out.")),
    Event(
        "competence.plan.archived",
        _("The plan “%(plan)s” was archived; %(employees)s employees had it. %(because)s"),
    ),
)
