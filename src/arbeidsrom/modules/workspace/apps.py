from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "arbeidsrom.modules.workspace"
    label = "workspace"
