from django.urls import path

from arbeidsrom.core.notifications import views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/read/", views.mark_all_read, name="mark_all_read"),
    path("notifications/settings/", views.notification_settings, name="notification_settings"),
    path("notifications/off/<str:token>/", views.switch_off_mail, name="switch_off_mail"),
    path("notifications/<uuid:notification_id>/open/", views.open_notification, name="open_notification"),
    path("notifications/<uuid:notification_id>/remove/", views.remove_notification, name="remove_notification"),
    path("notifications/cards/<slug:card>/remove/", views.remove_card, name="remove_card"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<uuid:message_id>/", views.outgoing_message, name="outgoing_message"),
    path("outbox/<uuid:message_id>/again/", views.send_message_again, name="send_message_again"),
]
