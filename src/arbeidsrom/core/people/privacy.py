"""What people hold about employees beside the organisation: loans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.organisation.privacy import EMPLOYMENT
from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary

ACTIVITIES: tuple[Activity, ...] = ()

MODELS = {
    "Loan": {
        **ordinary(
            EMPLOYMENT,
            {
                "position": _("Own position"),
                "temporary": _("Temporary position"),
                "comment": _("Comment to the leader who borrows"),
                "registered_by": _("Who registered the loan"),
                "registered_at": _("When the loan was registered"),
                "valid_to_before": _("When the loan was to end"),
                "taken_away": _("What a loan was that did not begin"),
            },
        ),
        **not_personal("id", "public_id", "tenant", "told_at", "lock_version", "ended_in"),
    },
    "Activation": {
        **ordinary(
            EMPLOYMENT,
            {
                "position": _("Position"),
                "activates": _("Whether it was made active or ended"),
                "valid_from": _("Valid from"),
                "valid_to": _("Valid to"),
                "before_from": _("Valid from before that"),
                "before_to": _("Valid to before that"),
                "by": _("Who did it"),
                "at": _("When it was done"),
                "ended_at": _("When it was put back"),
            },
        ),
        **not_personal("id", "public_id", "until_delivery", "ended_in"),
    },
}

NAMES = {
    "Loan": pgettext_lazy("stored", "Loan of an employee"),
    "Activation": pgettext_lazy("stored", "Position made active or ended by hand"),
}
