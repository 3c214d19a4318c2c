from django.urls import path

from arbeidsrom.modules.competence import views

urlpatterns = [path("global-administration/", views.global_administration, name="global_administration")]
