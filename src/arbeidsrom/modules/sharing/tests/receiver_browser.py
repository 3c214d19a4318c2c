"""A browser at the receiving process: its addresses, its middleware, and no master key, for every single request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client, override_settings

OPEN = "/forsendelse/"

RECEIVING = {
    "PROCESS": "receiver",
    "ROOT_URLCONF": "arbeidsrom.config.receiver_urls",
    "MIDDLEWARE": settings.RECEIVER_MIDDLEWARE,
    "TEMPLATES": [
        {
            **settings.TEMPLATES[0],
            "OPTIONS": {
                **settings.TEMPLATES[0]["OPTIONS"],
                "context_processors": settings.TEMPLATES[0]["OPTIONS"]["context_processors"][:2],
            },
        }
    ],
}


def at(sent: Any, path: str = "innhold/") -> str:
    """An address of the shipment's own."""
    return f"/forsendelse/{sent.reference}/{path}"


class ReceiverBrowser(Client):
    """Somebody without an account, with a browser that says where its forms come from."""

    def __init__(self) -> None:
        super().__init__(headers={"accept-language": "nb", "sec-fetch-site": "same-origin"})

    def request(self, **request: Any) -> Any:
        with override_settings(**RECEIVING):
            return super().request(**request)


def opened_in(browser: ReceiverBrowser, sent: Any) -> ReceiverBrowser:
    """The browser of a receiver who has given link, reference and code."""
    assert browser.post(OPEN, sent.fields()).status_code == 302
    return browser
