"""What imports hold about people while a file is rehearsed, applied and can be undone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.membership.privacy import PLAIN, REGISTER
from arbeidsrom.lib.personal_data import Activity, national_id, not_personal, ordinary, special

ACTIVITIES: tuple[Activity, ...] = ()

UNTIL_UNDONE = _("Until the import can no longer be undone, or it is discarded.")

STAGED = {
    **special(REGISTER, {**PLAIN, "details": _("Name, e-mail, telephone and job title")}, retention=UNTIL_UNDONE),
    **national_id(
        REGISTER,
        {
            "identity_number": _("National identity number"),
            "identity_index": _("National identity number, to search by"),
        },
        retention=UNTIL_UNDONE,
    ),
    **not_personal("id", "public_id", "tenant", "run"),
}

MODELS = {
    "ImportRun": {
        **ordinary(
            REGISTER,
            {"started_by": _("Who started it"), "applied_by": _("Who applied it"), "undone_by": _("Who undid it")},
        ),
        **not_personal(
            *("id", "public_id", "tenant", "register", "scope", "source", "state", "file_name", "file_size", "fault"),
            *("fault_columns", "stops", "based_on", "lines", "refused", "unchanged", "added", "changed", "moved"),
            *("removed", "before", "without_number", "cut_off", "started_at", "beat_at", "rehearsed_at"),
            *("applied_at", "undone_at", "can_undo"),
        ),
    },
    "ImportPart": {
        **special(REGISTER, {"content": _("Content of the file")}, retention=UNTIL_UNDONE),
        **not_personal("id", "public_id", "tenant", "run", "number"),
    },
    "RefusedLine": not_personal("id", "run", "line", "column", "fault"),
    "ClubDifference": not_personal(
        "id", "run", "club", "before", "added", "changed", "moved_in", "moved_out", "removed"
    ),
    "StagedLine": {
        **special(
            REGISTER,
            {"member_number": _("Member number"), "left_date": _("Day of leaving the union")},
            retention=UNTIL_UNDONE,
        ),
        **not_personal("id", "run", "line", "kind"),
    },
    "StagedMember": {**STAGED, **not_personal("kind")},
    "MemberBefore": {**STAGED, **special(REGISTER, {"member": _("Member")}, retention=UNTIL_UNDONE)},
}

NAMES = {
    "ImportPart": pgettext_lazy("stored", "Part of an import file"),
    "ImportRun": pgettext_lazy("stored", "Import"),
    "MemberBefore": pgettext_lazy("stored", "Member as before an import"),
    "StagedLine": pgettext_lazy("stored", "Line of an import file"),
    "StagedMember": pgettext_lazy("stored", "Member waiting in an import"),
}
