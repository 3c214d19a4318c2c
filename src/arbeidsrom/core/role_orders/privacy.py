"""What orders of roles hold about people: who asked for which access, who answered what."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary

ORDERS = "role_orders.orders"
ERASE = "role_orders.erase_old"

ACTIVITIES = (
    Activity(
        ORDERS,
        name=_("Orders of roles"),
        purpose=_("To give access by two people’s decision, to look at it every year, and to account for it."),
        people=_("Those who order roles, those who get them, and those who answer and review."),
        basis=_("GDPR art. 6(1)(c) and (e); art. 32 for access to personal data."),
        recipients=_("The owners of the role, whoever ordered it, the holder and the holder's leader."),
        retention=_("Orders that gave no role for one year; roles for five years after they ended."),
        security=_("Nobody answers an order of their own, or one for themselves; every step stands in the log."),
        erased_by=ERASE,
    ),
)

MODELS = {
    "RoleOrder": {
        **ordinary(
            ORDERS,
            {
                "position": _("The position that the role is for"),
                "role": _("Role"),
                "unit": _("Unit"),
                "with_subunits": _("Whether units below are included"),
                "valid_from": _("Valid from"),
                "valid_to": _("Valid to"),
                "covers": _("What the role is to cover"),
                "reason": _("Why the role is needed"),
                "state": _("How far the order has come"),
                "ordered_by": _("Who ordered the role"),
                "ordered_at": _("When it was ordered"),
                "reference": _("The ordering service's own number"),
                "decided_by": _("Who answered"),
                "decided_outside_by": _("Who approved in the ordering service"),
                "decided_at": _("When it was answered"),
                "answer": _("Why the order is refused"),
                "grant": _("The role that was given"),
                "review_due": _("When the role must be reviewed"),
                "reviewed_by": _("Who reviewed it last"),
                "reviewed_at": _("When it was reviewed last"),
                "ended_on": _("When it ended"),
                "ended_because": _("Why it ended"),
                "ended_by": _("Who ended it"),
                "ended_note": _("What was said when it was ended"),
            },
        ),
        **not_personal(
            *("id", "public_id", "client", "asked_for_review_at", "warned_at", "told_of_end_at", "ended_in"),
            "lock_version",
        ),
    },
}

NAMES = {"RoleOrder": pgettext_lazy("stored", "Order of a role")}
