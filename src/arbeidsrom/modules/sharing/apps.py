from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "arbeidsrom.modules.sharing"
    label = "sharing"
