from django.urls import path

from arbeidsrom.core.accounts import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/sessions/<int:session_id>/end/", views.end_session, name="end_session"),
]
