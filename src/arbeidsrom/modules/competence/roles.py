"""The roles of the competence portal that are ordered, and what each may do (KP-ROLE, «Roles — catalogue»)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.roles.registry import Role, register_role

SYSTEM_OPERATOR = "competence.system_operator"

ROLES = (
    Role(
        SYSTEM_OPERATOR,
        _("System operator"),
        _("Runs the portal for the region: the import of employees, and what others order."),
        frozenset({"organisation.import_employees"}),
    ),
)


def declare() -> None:
    """Make the portal's roles known."""
    for role in ROLES:
        register_role(role)
