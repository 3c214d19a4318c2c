from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "arbeidsrom.core.imports"
    label = "imports"
