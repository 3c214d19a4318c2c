from django.urls import path

from arbeidsrom.core.roles.views import delegates, deputies, offices, overview

urlpatterns = [
    path("choose-position/", offices.choose_position, name="choose_position"),
    path("act-as/", offices.act_as, name="act_as"),
    path("offices/", offices.offices, name="offices"),
    path("offices/appoint/<uuid:unit_id>/", offices.appoint, name="appoint"),
    path("offices/<uuid:position_id>/end/", offices.end_office, name="end_office"),
    path("offices/<uuid:position_id>/sign-in-help/", offices.help_sign_in, name="help_sign_in"),
    path("access/", offices.explain_access, name="explain_access"),
    path("access/one/", offices.explain_thing, name="explain_thing"),
    path("support/", offices.support, name="support"),
    path("support/ask/<uuid:position_id>/", offices.ask_support_access, name="ask_support_access"),
    path("support/<uuid:access_id>/answer/", offices.answer_support_access, name="answer_support_access"),
    path("support/<uuid:access_id>/begin/", offices.begin_support_view, name="begin_support_view"),
    path("support/end/", offices.end_support_view, name="end_support_view"),
    path("roles/", overview.role_overview, name="role_overview"),
    path("deputies/", deputies.own_deputies, name="own_deputies"),
    path("deputies/of/<uuid:leader_id>/", deputies.deputies_of, name="deputies_of"),
    path("deputies/of/<uuid:leader_id>/add/", deputies.add_deputy, name="add_deputy"),
    path("deputies/<uuid:deputy_id>/change/", deputies.change_deputy, name="change_deputy"),
    path("deputies/<uuid:deputy_id>/remove/", deputies.remove_deputy, name="remove_deputy"),
    path("delegates/", delegates.delegates, name="delegates"),
    path("delegates/add/", delegates.add_delegate, name="add_delegate"),
    path("delegates/<uuid:delegate_id>/describe/", delegates.describe_delegate, name="describe_delegate"),
    path("delegates/<uuid:delegate_id>/remove/", delegates.remove_delegate, name="remove_delegate"),
]
