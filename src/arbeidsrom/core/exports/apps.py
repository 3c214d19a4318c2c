from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "arbeidsrom.core.exports"
    label = "exports"
