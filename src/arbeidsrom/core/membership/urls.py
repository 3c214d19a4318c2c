from django.urls import path

from arbeidsrom.core.membership import views

urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/write/", views.write_to_members, name="write_to_members"),
    path("members/<uuid:member_id>/", views.member, name="member"),
    path("members/<uuid:member_id>/identity-number/", views.show_identity_number, name="show_identity_number"),
    path("members/<uuid:member_id>/note/", views.write_note, name="write_member_note"),
]
