from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "arbeidsrom.core.keys"
    label = "keys"
