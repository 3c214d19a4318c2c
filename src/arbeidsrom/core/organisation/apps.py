from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "arbeidsrom.core.organisation"
    label = "organisation"
