from django.urls import path

from arbeidsrom.modules.competence.views import globally, locally

urlpatterns = [
    path("global-administration/", globally.global_administration, name="global_administration"),
    path("local-administration/", locally.local_administration, name="local_administration"),
]
