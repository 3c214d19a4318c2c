from django.urls import path

from arbeidsrom.config.demo import views

urlpatterns = [
    path("demonstration/", views.demonstration_users, name="demonstration_users"),
    path("demonstration/become/", views.become_demonstration_user, name="become_demonstration_user"),
]
