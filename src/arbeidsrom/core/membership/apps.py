from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "arbeidsrom.core.membership"
    label = "membership"
