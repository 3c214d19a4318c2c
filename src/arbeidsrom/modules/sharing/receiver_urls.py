"""The addresses of the public receiving process, in Norwegian; the link's token is never part of one."""

from django.urls import path

from arbeidsrom.modules.sharing.views import receiver, receiver_answer, receiver_files

urlpatterns = [
    path("", receiver.front, name="receiver_front"),
    path("forsendelse/", receiver.open_shipment, name="receiver_open"),
    path("forsendelse/innhold/", receiver.show_content, name="receiver_content"),
    path("forsendelse/dokument/<int:place>/", receiver_files.download_document, name="receiver_document"),
    path("forsendelse/alle.zip", receiver_files.download_all, name="receiver_all"),
    path("forsendelse/svar/", receiver_answer.give_answer, name="receiver_answer"),
    path("forsendelse/mottatt/", receiver.complete, name="receiver_complete"),
    path("forsendelse/feil-mottaker/", receiver.wrong_receiver, name="receiver_wrong"),
    path("forsendelse/lukk/", receiver.close, name="receiver_close"),
    path("forsendelse/personvern/", receiver.privacy, name="receiver_privacy"),
    path("health/", receiver.health, name="receiver_health"),
]
