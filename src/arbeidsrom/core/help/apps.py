from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "arbeidsrom.core.help"
    label = "help"
