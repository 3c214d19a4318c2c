from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "arbeidsrom.web"
    label = "web"
