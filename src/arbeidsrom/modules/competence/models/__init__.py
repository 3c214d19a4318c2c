"""Requirements, plans, who has been given them, and what people have registered."""

from arbeidsrom.modules.competence.models.assignments import (
    Assignment,
    AssignmentEvent,
    AssignmentEventKind,
    Capacity,
    EndedMark,
    NotRelevant,
    PointNotRelevant,
)
from arbeidsrom.modules.competence.models.categories import Category
from arbeidsrom.modules.competence.models.courses import CourseResult
from arbeidsrom.modules.competence.models.plans import (
    Completion,
    Link,
    Plan,
    PlanKind,
    PlanResponsible,
    PlanRevision,
    Publication,
    Section,
)
from arbeidsrom.modules.competence.models.progress import (
    BY_EMPLOYEES,
    COMPLETING,
    IN_ONE_PLAN,
    OF_DEADLINES,
    REGISTERING,
    Attachment,
    DeclineReason,
    Performance,
    Progress,
    ProgressEvent,
    ProgressEventKind,
)
from arbeidsrom.modules.competence.models.recent import RecentRequirement
from arbeidsrom.modules.competence.models.requirements import (
    ActivityLevel,
    CourseLink,
    Dependency,
    Requirement,
    RequirementDraft,
    RequirementFile,
    RequirementKind,
    RequirementRevision,
    Sharing,
)
from arbeidsrom.modules.competence.models.sheets import RequirementSheet
from arbeidsrom.modules.competence.models.spreading import Spreading
from arbeidsrom.modules.competence.models.statuses import RequirementDeadline, RequirementStatus

__all__ = [
    "BY_EMPLOYEES",
    "COMPLETING",
    "IN_ONE_PLAN",
    "OF_DEADLINES",
    "REGISTERING",
    "ActivityLevel",
    "Assignment",
    "AssignmentEvent",
    "AssignmentEventKind",
    "Attachment",
    "Capacity",
    "Category",
    "Completion",
    "CourseLink",
    "CourseResult",
    "DeclineReason",
    "Dependency",
    "EndedMark",
    "Link",
    "NotRelevant",
    "Performance",
    "Plan",
    "PlanKind",
    "PlanResponsible",
    "PlanRevision",
    "PointNotRelevant",
    "Progress",
    "ProgressEvent",
    "ProgressEventKind",
    "Publication",
    "RecentRequirement",
    "Requirement",
    "RequirementDeadline",
    "RequirementDraft",
    "RequirementFile",
    "RequirementKind",
    "RequirementRevision",
    "RequirementSheet",
    "RequirementStatus",
    "Section",
    "Sharing",
    "Spreading",
]
