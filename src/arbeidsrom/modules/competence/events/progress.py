"""What the log can say about what people register, and who signs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, exported, viewed

EVENTS = (
    Event("competence.progress.drafted", _("A requirement was saved as a draft.")),
    Event("competence.progress.fulfilled", _("A requirement was marked as fulfilled or carried out.")),
    Event("competence.progress.sent", _("A requirement was sent for signing.")),
    Event("competence.progress.withdrawn", _("A request for signing was withdrawn.")),
    Event("competence.progress.signed", _("A requirement was signed.")),
    Event("competence.progress.declined", _("A request for signing was declined.")),
    Event("competence.progress.undone", _("A signature or a decline was undone.")),
    Event("competence.progress.removed", _("A repetition was taken back.")),
    Event(
        "competence.course_results.received",
        _(
            "The learning portal reported %(reported)s passed courses: %(received)s new, %(unchanged)s known already,"
            " %(unknown_person)s of unknown people, %(in_the_future)s in the future."
        ),
    ),
    Event("competence.progress.recertified", _("A requirement was reset for somebody after absence.")),
    Event("competence.progress.not_relevant", _("A requirement was marked as not relevant.")),
    Event("competence.progress.relevant", _("A requirement was marked as relevant again.")),
    Event("competence.progress.ticked", _("Check points of a requirement were ticked or unticked.")),
    Event("competence.progress.point_not_relevant", _("A check point of a requirement was marked as not relevant.")),
    Event("competence.progress.point_relevant", _("A check point of a requirement was marked as relevant again.")),
    Event("competence.deadline.set", _("A requirement got the deadline %(after)s for somebody.")),
    Event(
        "competence.deadline.changed",
        _("The deadline of a requirement for somebody was changed from %(before)s to %(after)s."),
    ),
    Event("competence.deadline.removed", _("The deadline of a requirement for somebody, %(before)s, was removed.")),
    Event(
        "competence.deadlines.set",
        _("The deadline %(after)s was set on %(requirements)s requirements of %(people)s people."),
    ),
    Event(
        "competence.deadlines.removed",
        _("The deadlines were removed of %(requirements)s requirements of %(people)s people."),
    ),
    Event("competence.attachment.added", _("An attachment was added to a requirement.")),
    Event("competence.attachment.removed", _("An attachment was removed from a requirement.")),
    exported("competence.attachment.read", _("An attachment to a requirement was taken out."), hourly=600),
    Event("competence.assignment.assigned", _("A plan was assigned to %(people)s people.")),
    Event("competence.assignment.deactivated", _("An assigned plan was deactivated.")),
    Event("competence.assignment.reactivated", _("An assigned plan was reactivated.")),
    Event("competence.assignment.deleted", _("A plan that was assigned by mistake was deleted for somebody.")),
    Event("competence.assignment.approved", _("A completed plan was approved.")),
    Event("competence.assignment.approval_withdrawn", _("The approval of a plan was withdrawn.")),
    viewed("competence.plan.viewed", _("A plan was looked at.")),
    exported("competence.plan.printed", _("A plan was taken out as a PDF.")),
    viewed("competence.followed_up.viewed", _("How people stand in their requirements was looked at.")),
    viewed("competence.request.viewed", _("A request for signing was looked at.")),
)
