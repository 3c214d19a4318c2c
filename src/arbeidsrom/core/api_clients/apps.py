from django.apps import AppConfig


class ApiClientsConfig(AppConfig):
    name = "arbeidsrom.core.api_clients"
    label = "api_clients"
