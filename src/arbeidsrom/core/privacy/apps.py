from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "arbeidsrom.core.privacy"
    label = "privacy"
