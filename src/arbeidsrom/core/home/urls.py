from django.urls import path

from arbeidsrom.core.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("home/statuses/", views.status_cards, name="status_cards"),
]
