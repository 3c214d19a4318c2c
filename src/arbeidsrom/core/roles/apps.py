from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "arbeidsrom.core.roles"
    label = "roles"
