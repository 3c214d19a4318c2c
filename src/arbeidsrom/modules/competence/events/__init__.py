"""What the log can say about requirements and plans: one file for each noun."""

from arbeidsrom.modules.competence.events import categories, matrix, plans, progress, requirements

EVENTS = (*categories.EVENTS, *matrix.EVENTS, *plans.EVENTS, *progress.EVENTS, *requirements.EVENTS)
