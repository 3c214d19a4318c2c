"""What the public receiving process may do in the database: this and nothing else (``./arbeidsrom database-roles``).

It reads no title, message, name or address of anybody: those columns are not granted, and what it may read of keys is
sealed under what receivers bring with them. Where files lie and which key answers are sealed to stands in the manifest,
so that it reads no table of keys or documents. It adds to the audit log and cannot read it.
"""

from __future__ import annotations

from arbeidsrom.modules.sharing.queries.openings import GENERATION_COLUMNS, SHIPMENT_COLUMNS

RECEIVER = {
    "sharing_shipment": (f"SELECT ({', '.join(SHIPMENT_COLUMNS)})", "UPDATE (state, opened_at, completed_at)"),
    "sharing_generation": (
        f"SELECT ({', '.join(GENERATION_COLUMNS)})",
        "UPDATE (attempts, tried_at, openings, locked_at, used_up_at)",
    ),
    "sharing_shipmentdocument": ("SELECT (id, shipment_id, version, place)",),
    "sharing_documentkey": ("SELECT",),
    "sharing_openingsession": ("SELECT", "INSERT", "UPDATE (expires_at)", "DELETE"),
    "sharing_receipt": ("SELECT", "INSERT", "UPDATE"),
    "sharing_download": ("SELECT", "INSERT", "UPDATE"),
    "sharing_trycounter": ("SELECT", "INSERT", "UPDATE"),
    "sharing_shipmentevent": ("INSERT", "SELECT (id, shipment_id, kind, at)"),
    "sharing_answer": ("INSERT", "SELECT (id, shipment_id, arrived_at)"),
    "sharing_answerdocument": ("INSERT", "SELECT (id, answer_id, size)"),
}
