from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    name = "arbeidsrom.core.preferences"
    label = "preferences"
