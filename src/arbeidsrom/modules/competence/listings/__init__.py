"""The lists of those who administer requirements and plans: one file for each noun."""

from arbeidsrom.modules.competence.listings.requirements import CENTRAL, REQUIREMENTS

__all__ = ["CENTRAL", "REQUIREMENTS"]
