"""Addresses of the club's room."""

from __future__ import annotations

from django.urls import path

from arbeidsrom.modules.workspace.views import (
    cases,
    deadlines,
    documents,
    letters,
    people,
    statements,
    states,
    timeline,
)

CASE = "cases/<uuid:case_id>/"

urlpatterns = [
    path("cases/", cases.case_list, name="cases"),
    path("cases/new/", cases.new_case, name="new_case"),
    path("cases/handed-over/", people.hand_overs, name="hand_overs"),
    path("cases/hand-over-all/", people.hand_over_all, name="hand_over_all"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}edit/", cases.edit_case, name="edit_case"),
    path(f"{CASE}members/new/", cases.add_member, name="add_member"),
    path(f"{CASE}people/new/", cases.add_party, name="add_party"),
    path(f"{CASE}people/<uuid:party_id>/remove/", cases.remove_party, name="remove_party"),
    path(f"{CASE}steps/<int:order>/", cases.tick_step, name="tick_step"),
    path(f"{CASE}timeline/", timeline.case_timeline, name="case_timeline"),
    path(f"{CASE}timeline/new/", timeline.write_in_timeline, name="write_in_timeline"),
    path(f"{CASE}wait/", states.let_wait, name="let_wait"),
    path(f"{CASE}resume/", states.resume_case, name="resume_case"),
    path(f"{CASE}close/", states.close_case, name="close_case"),
    path(f"{CASE}reopen/", states.reopen_case, name="reopen_case"),
    path(f"{CASE}deadlines/new/", deadlines.set_deadline, name="set_deadline"),
    path(f"{CASE}deadlines/propose/", deadlines.propose_deadlines, name="propose_deadlines"),
    path("cases/deadlines/<uuid:deadline_id>/move/", deadlines.move_deadline, name="move_deadline"),
    path("cases/deadlines/<uuid:deadline_id>/settle/", deadlines.settle_deadline, name="settle_deadline"),
    path(f"{CASE}documents/", documents.case_documents, name="case_documents"),
    path(f"{CASE}documents/new/", documents.add_document, name="add_document"),
    path(f"{CASE}documents/<uuid:document_id>/", documents.document, name="document"),
    path(f"{CASE}documents/<uuid:document_id>/new-version/", documents.add_version, name="add_version"),
    path(f"{CASE}documents/<uuid:document_id>/title/", documents.rename_document, name="rename_document"),
    path(f"{CASE}documents/<uuid:document_id>/remove/", documents.remove_document, name="remove_document"),
    path(f"{CASE}files/<uuid:version_id>/", documents.download_document, name="download_document"),
    path(f"{CASE}files/<uuid:version_id>/release/", documents.release_document, name="release_document"),
    path(f"{CASE}statement/", statements.case_statement, name="case_statement"),
    path(f"{CASE}statement/save/", statements.save_statement, name="save_statement"),
    path(f"{CASE}letters/", letters.choose_letter, name="choose_letter"),
    path(f"{CASE}letters/<str:template>/", letters.make_letter, name="make_letter"),
    path(f"{CASE}report/", letters.case_report, name="case_report"),
    path("letter-templates/", letters.letter_templates, name="letter_templates"),
    path("letter-templates/<uuid:template_id>/remove/", letters.remove_template, name="remove_template"),
    path(f"{CASE}people/", people.case_people, name="case_people"),
    path(f"{CASE}stewards/new/", people.give_access, name="give_access"),
    path(f"{CASE}stewards/<uuid:position_id>/remove/", people.take_access, name="take_access"),
    path(f"{CASE}hand-over/", people.hand_over_case, name="hand_over_case"),
    path(f"{CASE}conflict/", people.declare_conflict, name="declare_conflict"),
    path(f"{CASE}conflicts/new/", people.bar_steward, name="bar_steward"),
    path(f"{CASE}conflicts/<uuid:conflict_id>/lift/", people.lift_conflict, name="lift_conflict"),
    path(f"{CASE}consents/new/", people.record_consent, name="record_consent"),
    path(f"{CASE}consents/<uuid:consent_id>/withdraw/", people.withdraw_consent, name="withdraw_consent"),
]
