"""The addresses of the public receiving process, in Norwegian; the link's token is never part of one.

What is done with an opened shipment says which one it is: several may stand open in one browser.
"""

from django.urls import path, register_converter

from arbeidsrom.modules.sharing.rules import references
from arbeidsrom.modules.sharing.views import receiver, receiver_answer, receiver_files


class ReferenceConverter:
    """A shipment's public reference, such as 26-5283924-55."""

    regex = references.WRITTEN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")

OPENED = "forsendelse/<reference:reference>/"

urlpatterns = [
    path("", receiver.front, name="receiver_front"),
    path("forsendelse/", receiver.open_shipment, name="receiver_open"),
    path(f"{OPENED}innhold/", receiver.show_content, name="receiver_content"),
    path(f"{OPENED}dokument/<int:place>/", receiver_files.download_document, name="receiver_document"),
    path(f"{OPENED}alle.zip", receiver_files.download_all, name="receiver_all"),
    path(f"{OPENED}svar/", receiver_answer.give_answer, name="receiver_answer"),
    path(f"{OPENED}mottatt/", receiver.complete, name="receiver_complete"),
    path(f"{OPENED}feil-mottaker/", receiver.wrong_receiver, name="receiver_wrong"),
    path(f"{OPENED}lukk/", receiver.close, name="receiver_close"),
    path("forsendelse/feil-mottaker/", receiver.wrong_receiver, name="receiver_wrong"),
    path("forsendelse/personvern/", receiver.privacy, name="receiver_privacy"),
    path("health/", receiver.health, name="receiver_health"),
]
