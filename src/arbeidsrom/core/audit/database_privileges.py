"""What the roles of the program may do with the log: add to it and read it."""

from __future__ import annotations

INSERT_ONLY = ("audit_entry", "audit_checkpoint", "audit_delivery")
READ_ONLY = ("audit_link",)

RECEIVER = {
    "audit_entry": ("INSERT", "SELECT (id)"),
    "audit_detail": ("INSERT",),
    "audit_subject": ("INSERT",),
}
