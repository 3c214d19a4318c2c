from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "arbeidsrom.core.home"
    label = "home"
