from django.urls import path

from arbeidsrom.core.system_messages.views import reading, sending

ONE = "system-messages/<uuid:system_message_id>/"

urlpatterns = [
    path("system-messages/", sending.system_messages, name="system_messages"),
    path("system-messages/new/", sending.new_system_message, name="new_system_message"),
    path("system-messages/earlier/", reading.earlier_system_messages, name="earlier_system_messages"),
    path(f"{ONE}close/", reading.close_system_message, name="close_system_message"),
    path(ONE, sending.system_message, name="system_message"),
    path(f"{ONE}edit/", sending.edit_system_message, name="edit_system_message"),
    path(f"{ONE}recipients/", sending.system_message_recipients, name="system_message_recipients"),
    path(f"{ONE}recipients/choose/", sending.choose_recipients, name="choose_recipients"),
    path(f"{ONE}recipients/leave-out/", sending.leave_out_recipients, name="leave_out_recipients"),
    path(f"{ONE}files/add/", sending.add_system_message_file, name="add_system_message_file"),
    path(f"{ONE}files/<uuid:file_id>/remove/", sending.remove_system_message_file, name="remove_system_message_file"),
    path(f"{ONE}files/<uuid:file_id>/", reading.system_message_file, name="system_message_file"),
    path(f"{ONE}preview/", sending.preview_system_message, name="preview_system_message"),
    path(f"{ONE}send/", sending.send_system_message, name="send_system_message"),
    path(f"{ONE}stop/", sending.stop_system_message, name="stop_system_message"),
    path(f"{ONE}take-up/", sending.take_up_system_message, name="take_up_system_message"),
    path(f"{ONE}withdraw/", sending.withdraw_system_message, name="withdraw_system_message"),
    path(f"{ONE}discard/", sending.discard_system_message, name="discard_system_message"),
]
