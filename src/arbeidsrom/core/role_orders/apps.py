from django.apps import AppConfig


class RoleOrdersConfig(AppConfig):
    name = "arbeidsrom.core.role_orders"
    label = "role_orders"
