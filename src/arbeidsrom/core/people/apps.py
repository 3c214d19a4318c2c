from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "arbeidsrom.core.people"
    label = "people"
