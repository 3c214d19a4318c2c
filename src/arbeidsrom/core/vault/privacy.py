"""What the vault holds about people: whatever the documents say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary, special

DOCUMENTS = "vault.documents"
CLEAR_EXPIRED = "vault.clear_expired_uploads"
TWO_DAYS = _("Two days at most.")

ACTIVITIES = (
    Activity(
        DOCUMENTS,
        name=_("Keeping documents"),
        purpose=_("To keep the documents that a case or a shipment needs."),
        people=_("Members, their employers and others whom the documents are about; whoever put them there."),
        basis=_("GDPR art. 6(1)(f) and 9(2)(d) and (f)."),
        recipients=_("Those who have access to what the document belongs to."),
        retention=_("As what the document belongs to; then the key is destroyed."),
        security=_("Sealed with a key of its own; searched by keyed hashes only."),
    ),
)

MODELS = {
    "Document": {
        **special(
            DOCUMENTS,
            {
                "title": _("Title"),
                "title_tokens": _("Title, to search by"),
                "kind": _("Kind of document"),
                "dated": _("Date of the document"),
            },
        ),
        **not_personal("id", "public_id", "tenant", "holder", "created_at", "lock_version"),
    },
    "DocumentVersion": {
        **special(
            DOCUMENTS,
            {
                "file_name": _("File name"),
                "facts": _("Checksums of the file"),
                "release_reason": _("Why it was released"),
                "tokens": _("Words of the text, to search by"),
            },
        ),
        **ordinary(
            DOCUMENTS,
            {
                "created_by": _("Who added it"),
                "created_by_person": _("Person who added it"),
                "released_by": _("Who released it"),
            },
        ),
        **not_personal(
            *("id", "public_id", "document", "holder", "tenant", "number", "size", "content_type", "disguised"),
            *("storage_key", "wrapped_key", "scan_state", "scanned_at", "found", "indexed_at", "reading", "created_at"),
        ),
    },
    "Upload": {
        **special(DOCUMENTS, {"meta": _("Name and details of the file")}, retention=TWO_DAYS, erased_by=CLEAR_EXPIRED),
        **ordinary(DOCUMENTS, {"account": _("Account")}, retention=TWO_DAYS, erased_by=CLEAR_EXPIRED),
        **not_personal(
            *("id", "public_id", "tenant", "destination", "about", "size", "parts", "writer", "key"),
            *("created_at", "expires_at", "finished_at", "result"),
        ),
    },
}

NAMES = {
    "Document": pgettext_lazy("stored", "Document"),
    "DocumentVersion": pgettext_lazy("stored", "Version of a document"),
    "Upload": pgettext_lazy("stored", "File being uploaded"),
}
