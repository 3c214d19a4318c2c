"""The lists of those who administer requirements and plans: one file for each noun."""

from arbeidsrom.modules.competence.listings.matrix import REPETITION_MATRIX, STATUS_MATRIX
from arbeidsrom.modules.competence.listings.plans import ARCHIVED_PLANS, CENTRAL_PLANS, PLANS
from arbeidsrom.modules.competence.listings.requirements import CENTRAL, REQUIREMENTS

__all__ = [
    "ARCHIVED_PLANS",
    "CENTRAL",
    "CENTRAL_PLANS",
    "PLANS",
    "REPETITION_MATRIX",
    "REQUIREMENTS",
    "STATUS_MATRIX",
]
