"""What the log can say about requirements and plans: one file for each noun."""

from arbeidsrom.modules.competence.events import plans, progress, requirements

EVENTS = (*plans.EVENTS, *progress.EVENTS, *requirements.EVENTS)
