from django.apps import AppConfig


class CompetenceConfig(AppConfig):
    name = "arbeidsrom.modules.competence"
    label = "competence"
