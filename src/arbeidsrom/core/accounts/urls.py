from django.urls import path

from arbeidsrom.core.accounts import views

urlpatterns = [path("profile/", views.profile, name="profile")]
