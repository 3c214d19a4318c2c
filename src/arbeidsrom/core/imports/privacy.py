"""What imports hold about people while a file is rehearsed, applied and can be undone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.membership.privacy import PLAIN, REGISTER, SEALED
from arbeidsrom.core.organisation.privacy import EMPLOYMENT
from arbeidsrom.lib.personal_data import Activity, national_id, not_personal, ordinary, special

ACTIVITIES: tuple[Activity, ...] = ()

UNTIL_UNDONE = _("Until the import can no longer be undone, or it is discarded.")

STAGED = {
    **special(REGISTER, {**PLAIN, **SEALED}, retention=UNTIL_UNDONE),
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
            *("applied_at", "undone_at", "can_undo", "applies_itself", "tells_absences", "units_digest"),
            "positions_digest",
        ),
    },
    "ImportPart": {
        **special(REGISTER, {"content": _("Content of the file")}, retention=UNTIL_UNDONE),
        **not_personal("id", "public_id", "tenant", "run", "number"),
    },
    "RefusedLine": not_personal("id", "run", "table", "used", "line", "column", "fault"),
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
    "StagedUnit": not_personal("id", "run", "line", "code", "name", "kind", "parent_code", "organisation_number"),
    "StagedEmployment": {
        **ordinary(
            EMPLOYMENT,
            {
                "employee_number": _("Employee number"),
                "given_name": _("Given name"),
                "family_name": _("Family name"),
                "email": _("E-mail address"),
                "mobile": _("Mobile number"),
                "professional_number": _("Number in the register of health personnel"),
                "employer_code": _("Employer"),
                "unit_code": _("Unit"),
                "starts_on": _("First day of work"),
                "ends_on": _("Last day of work"),
                "title": _("Job title"),
                "job_code": _("Job code"),
                "percent": _("Position percentage"),
                "category": _("Group of employees"),
                "leader_number": _("The leader's employee number"),
                "digest": _("Keyed hash of the line in the HR system's file"),
            },
            retention=UNTIL_UNDONE,
        ),
        **national_id(
            EMPLOYMENT,
            {
                "identity_number": _("National identity number"),
                "identity_index": _("National identity number, to search by"),
            },
            retention=UNTIL_UNDONE,
        ),
        **not_personal("id", "run", "line", "person_public_id"),
    },
    "StagedAbsence": {
        **ordinary(
            EMPLOYMENT,
            {
                "employee_number": _("Employee number"),
                "employer_code": _("Employer"),
                "unit_code": _("Unit"),
                "starts_on": _("First day away"),
                "ends_on": _("Last day away"),
            },
            retention=UNTIL_UNDONE,
        ),
        **not_personal("id", "run", "line"),
    },
    "GoneEmployment": {
        **ordinary(EMPLOYMENT, {"employment": _("Employment")}, retention=UNTIL_UNDONE),
        **not_personal("id", "run"),
    },
    "PositionChange": {
        **ordinary(
            EMPLOYMENT,
            {
                "employee_number": _("Employee number"),
                "person": _("Person"),
                "position": _("Position"),
                "employer_code": _("Employer"),
                "unit_code": _("Unit"),
                "from_unit_code": _("Unit before"),
                "valid_from": _("Valid from"),
                "valid_to": _("Valid to"),
                "title": _("Job title"),
                "category": _("Group of employees"),
                "leader_number": _("The leader's employee number"),
                "successor": _("Unit of the new position"),
                "after_gap": _("Came back after a gap"),
                "before": _("The position as it was before"),
            },
        ),
        **not_personal("id", "run", "kind"),
    },
    "PersonBefore": {
        **ordinary(
            EMPLOYMENT,
            {"person": _("Person"), "before": _("The employee as registered before")},
            retention=UNTIL_UNDONE,
        ),
        **not_personal("id", "run"),
    },
    "UnitBefore": not_personal("id", "run", "unit", "before"),
    "Foreseen": not_personal("id", "run", "things", "count"),
    "AnnouncedChange": {
        **ordinary(
            EMPLOYMENT,
            {
                "position": _("Position"),
                "to_unit": _("New unit"),
                "on": _("Date of the change"),
                "announced_by": _("Announced by"),
                "announced_at": _("Announced at"),
            },
        ),
        **not_personal("id", "public_id", "state", "settled_in", "settled_on"),
    },
}

NAMES = {
    "ImportPart": pgettext_lazy("stored", "Part of an import file"),
    "ImportRun": pgettext_lazy("stored", "Import"),
    "MemberBefore": pgettext_lazy("stored", "Member as before an import"),
    "StagedLine": pgettext_lazy("stored", "Line of an import file"),
    "StagedMember": pgettext_lazy("stored", "Member waiting in an import"),
    "StagedEmployment": pgettext_lazy("stored", "Line of the HR system's file"),
    "StagedAbsence": pgettext_lazy("stored", "Line of the HR system's file of absences"),
    "GoneEmployment": pgettext_lazy("stored", "Employment that the HR system no longer names"),
    "PositionChange": pgettext_lazy("stored", "What an import did to a position"),
    "PersonBefore": pgettext_lazy("stored", "Employee before an import"),
    "AnnouncedChange": pgettext_lazy("stored", "Announced change"),
}
