"""What tests with several connections need."""

from __future__ import annotations

import pytest

from arbeidsrom.modules.workspace.models import CaseType, DeadlineRule
from arbeidsrom.modules.workspace.rules.case_types import shipped_case_types
from arbeidsrom.modules.workspace.rules.deadlines import shipped_rules
from arbeidsrom.modules.workspace.shipped import load_rules
from tests.cast import Cast, make_cast


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    """The cast, the shipped case types and time limits in a database that is emptied afterwards."""
    load_rules(DeadlineRule, shipped_rules())
    for order, shipped in enumerate(shipped_case_types(), start=1):
        CaseType.objects.get_or_create(
            key=shipped.key,
            defaults={
                "name_nb": shipped.name.nb,
                "name_nn": shipped.name.nn,
                "name_en": shipped.name.en,
                "retention_years": shipped.retention_years,
                "outcomes": list(shipped.outcomes),
                "steps": [{"nb": step.nb, "nn": step.nn, "en": step.en} for step in shipped.steps],
                "order": order,
            },
        )
    return make_cast()
