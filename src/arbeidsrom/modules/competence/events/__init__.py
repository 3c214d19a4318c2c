"""What the log can say about requirements and plans: one file for each noun."""

from arbeidsrom.modules.competence.events import plans, requirements

EVENTS = (*plans.EVENTS, *requirements.EVENTS)
