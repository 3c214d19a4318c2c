from django.urls import path

from arbeidsrom.core.preferences import views

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/views/save/", views.save_view, name="save_view"),
    path("preferences/views/opening/", views.open_list_with, name="open_list_with"),
    path("preferences/views/remove/", views.remove_view, name="remove_view"),
    path("preferences/columns/", views.choose_columns, name="choose_columns"),
    path("drafts/keep/", views.keep_draft, name="keep_draft"),
    path("drafts/discard/", views.discard_draft, name="discard_draft"),
]
