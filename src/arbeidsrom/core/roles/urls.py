from django.urls import path

from arbeidsrom.core.roles import views

urlpatterns = [
    path("choose-position/", views.choose_position, name="choose_position"),
    path("act-as/", views.act_as, name="act_as"),
    path("offices/", views.offices, name="offices"),
    path("offices/appoint/<uuid:unit_id>/", views.appoint, name="appoint"),
    path("offices/<uuid:position_id>/end/", views.end_office, name="end_office"),
    path("offices/<uuid:position_id>/sign-in-help/", views.help_sign_in, name="help_sign_in"),
    path("access/", views.explain_access, name="explain_access"),
    path("access/one/", views.explain_thing, name="explain_thing"),
    path("support/", views.support, name="support"),
    path("support/ask/<uuid:position_id>/", views.ask_support_access, name="ask_support_access"),
    path("support/<uuid:access_id>/answer/", views.answer_support_access, name="answer_support_access"),
    path("support/<uuid:access_id>/begin/", views.begin_support_view, name="begin_support_view"),
    path("support/end/", views.end_support_view, name="end_support_view"),
]
