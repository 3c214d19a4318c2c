"""What the workspace writes in the audit log, each with its sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, exported, viewed

EVENTS = (
    viewed("workspace.case.viewed", _("Case %(case)s was opened.")),
    exported("workspace.case_list.exported", _("A list of %(count)s cases was exported.")),
    viewed("workspace.members.offered", _("The names of the %(count)s members of %(club)s were shown to choose from.")),
    Event("workspace.case.opened", _("Case %(case)s was created.")),
    Event("workspace.case.changed", _("The details of case %(case)s were changed.")),
    Event("workspace.case.waiting", _("Case %(case)s was set to wait until %(until)s.")),
    Event("workspace.case.resumed", _("Case %(case)s was taken up again.")),
    Event("workspace.case.sent", _("Case %(case)s was sent to the competence centre.")),
    Event("workspace.case.closed", _("Case %(case)s was closed.")),
    Event("workspace.case.reopened", _("Case %(case)s was reopened.")),
    Event("workspace.case.handed_over", _("Case %(case)s was handed over.")),
    Event("workspace.case.taken_over", _("Case %(case)s came from %(from)s with the merger; it was %(number)s there.")),
    Event("workspace.case.deleted", _("Case %(case)s was deleted for good: its keys were destroyed.")),
    Event("workspace.party.added", _("Somebody was added to case %(case)s.")),
    Event("workspace.party.removed", _("Somebody was removed from case %(case)s.")),
    Event("workspace.timeline.written", _("An entry was written in the timeline of case %(case)s.")),
    Event("workspace.steward.added", _("A steward was given access to case %(case)s.")),
    Event("workspace.steward.removed", _("A steward's access to case %(case)s was taken away.")),
    Event("workspace.conflict.declared", _("A conflict of interest was registered in case %(case)s.")),
    Event("workspace.conflict.lifted", _("A conflict of interest in case %(case)s was lifted.")),
    Event("workspace.consent.recorded", _("A consent was recorded in case %(case)s.")),
    Event("workspace.consent.withdrawn", _("A consent in case %(case)s was withdrawn.")),
    Event("workspace.deadline.set", _("A deadline was set in case %(case)s: %(due)s.")),
    Event("workspace.deadline.moved", _("A deadline in case %(case)s was moved to %(due)s.")),
    Event("workspace.deadline.met", _("A deadline in case %(case)s was met.")),
    Event("workspace.deadline.dropped", _("A deadline in case %(case)s is no longer relevant.")),
    Event("workspace.deadline.running", _("A deadline in case %(case)s runs again: %(due)s.")),
    Event("workspace.statement.saved", _("The case statement form of case %(case)s was written in.")),
    Event("workspace.statement.finished", _("The case statement form of case %(case)s was made into documents.")),
    Event("workspace.template.added", _("The Word template %(template)s was added for %(unit)s.")),
    Event("workspace.template.removed", _("The Word template %(template)s was removed from %(unit)s.")),
    exported("workspace.report.made", _("A report of case %(case)s was taken out.")),
    viewed("workspace.document.viewed", _("A document in case %(case)s was looked at.")),
    exported("workspace.document.downloaded", _("A document in case %(case)s was downloaded."), hourly=600),
    Event("workspace.document.added", _("A document was added to case %(case)s.")),
    Event("workspace.document.version", _("A new version of a document was added to case %(case)s.")),
    Event("workspace.document.renamed", _("A document in case %(case)s got another title.")),
    Event("workspace.document.removed", _("A document was removed from case %(case)s.")),
    Event("workspace.document.released", _("A document in case %(case)s was released without a scan.")),
    Event("workspace.deletion.proposed", _("The union confirmed that case %(case)s can be deleted.")),
    Event("workspace.deletion.postponed", _("Case %(case)s is kept until %(until)s.")),
    Event("workspace.deletion.returned", _("The confirmation to delete case %(case)s was taken back.")),
    Event("workspace.settings.changed", _("The settings of a club were changed.")),
    Event("workspace.case_type.changed", _("The case type %(key)s was changed.")),
)
