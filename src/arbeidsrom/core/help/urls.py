from django.urls import path

from arbeidsrom.core.help import views

urlpatterns = [
    path("help/", views.help, name="help"),
    path("help/<slug:chapter>/", views.help_chapter, name="help_chapter"),
]
