"""Files from other systems: each a run that is staged, rehearsed, applied, and can be undone."""

from arbeidsrom.core.imports.models.hr import (
    AnnouncedChange,
    AnnouncementState,
    ChangeKind,
    Foreseen,
    GoneEmployment,
    PersonBefore,
    PositionChange,
    StagedAbsence,
    StagedEmployment,
    StagedUnit,
    UnitBefore,
)
from arbeidsrom.core.imports.models.members import LineKind, MemberBefore, StagedLine, StagedMember
from arbeidsrom.core.imports.models.runs import UPLOADED, ClubDifference, ImportPart, ImportRun, RefusedLine, Source

__all__ = [
    "UPLOADED",
    "AnnouncedChange",
    "AnnouncementState",
    "ChangeKind",
    "ClubDifference",
    "Foreseen",
    "GoneEmployment",
    "ImportPart",
    "ImportRun",
    "LineKind",
    "MemberBefore",
    "PersonBefore",
    "PositionChange",
    "RefusedLine",
    "Source",
    "StagedAbsence",
    "StagedEmployment",
    "StagedLine",
    "StagedMember",
    "StagedUnit",
    "UnitBefore",
]
