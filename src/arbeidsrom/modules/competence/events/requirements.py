"""What the log can say about requirements (KP-ADM-284); what texts said stands in the revisions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, exported

EVENTS = (
    Event("competence.requirement.created", _("Requirement %(requirement)s was created: %(after)s.")),
    Event(
        "competence.requirement.saved",
        _("A draft of requirement %(requirement)s was saved: %(changed)s. Before: %(before)s. After: %(after)s."),
    ),
    Event(
        "competence.requirement.discarded",
        _("The draft of requirement %(requirement)s was discarded: %(changed)s."),
    ),
    Event(
        "competence.requirement.published",
        _(
            "Version %(revision)s of requirement %(requirement)s was published: %(changed)s."
            " Before: %(before)s. After: %(after)s."
        ),
    ),
    Event(
        "competence.requirement.owner_changed",
        _("Requirement %(requirement)s got another owner: unit %(before)s became unit %(after)s."),
    ),
    Event(
        "competence.requirement.shared",
        _("Requirement %(requirement)s was shared with %(units)s (with units below: %(subunits)s)."),
    ),
    Event(
        "competence.requirement.sharing_ended",
        _("Requirement %(requirement)s is shared with %(unit)s no longer."),
    ),
    Event(
        "competence.requirement.deleted",
        _("Requirement %(requirement)s of %(owner)s was deleted; it had been published %(revisions)s times."),
    ),
    Event(
        "competence.requirement.archived",
        _(
            "Requirement %(requirement)s was archived; it stood in %(plans)s plans that %(employees)s employees had,"
            " and %(requests)s requests for signing were closed."
        ),
    ),
    Event(
        "competence.requirement.reset",
        _(
            "Requirement %(requirement)s was reset: %(started)s employees had started, %(fulfilled)s had fulfilled it,"
            " and %(requests)s requests for signing were withdrawn."
        ),
    ),
    Event(
        "competence.requirement.passed",
        _("%(people)s people passed a course that requirement %(requirement)s is linked to."),
    ),
    Event(
        "competence.requirement.left_to_course",
        _("What %(people)s people had begun of requirement %(requirement)s ended: only a course fulfils it now."),
    ),
    Event("competence.requirement.file_added", _("A file was added to requirement %(requirement)s.")),
    Event("competence.requirement.file_removed", _("A file was removed from requirement %(requirement)s.")),
    exported("competence.requirement.file_read", _("A file of requirement %(requirement)s was downloaded.")),
)
