from django.urls import path

from arbeidsrom.modules.competence.views import (
    globally,
    locally,
    requirement_drafts,
    requirement_ending,
    requirement_files,
    requirement_sharing,
    requirements,
)

ONE = "requirements/<uuid:requirement_id>/"

REQUIREMENTS = [
    path("requirements/", requirements.requirements, name="requirements"),
    path("requirements/add/", requirement_drafts.add_requirement, name="add_requirement"),
    path("central-requirements/", requirements.central_requirements, name="central_requirements"),
    path(
        "central-requirements/add/",
        requirement_drafts.add_requirement,
        {"central": True},
        name="add_central_requirement",
    ),
    path(ONE, requirements.requirement, name="requirement"),
    path(f"{ONE}edit/", requirement_drafts.edit_requirement, name="edit_requirement"),
    path(f"{ONE}publish/", requirement_drafts.publish_requirement, name="publish_requirement"),
    path(f"{ONE}discard/", requirement_drafts.discard_requirement_draft, name="discard_requirement_draft"),
    path(f"{ONE}files/add/", requirement_files.add_requirement_file, name="add_requirement_file"),
    path(f"{ONE}files/<uuid:file_id>/", requirement_files.requirement_file, name="requirement_file"),
    path(
        f"{ONE}files/<uuid:file_id>/remove/", requirement_files.remove_requirement_file, name="remove_requirement_file"
    ),
    path(f"{ONE}sharing/", requirement_sharing.requirement_sharing, name="requirement_sharing"),
    path(f"{ONE}sharing/share/", requirement_sharing.share_requirement, name="share_requirement"),
    path(f"{ONE}sharing/<uuid:sharing_id>/end/", requirement_sharing.end_sharing, name="end_sharing"),
    path(f"{ONE}plans/", requirements.requirement_plans, name="requirement_plans"),
    path(f"{ONE}archiving/", requirement_ending.requirement_archiving, name="requirement_archiving"),
    path(f"{ONE}archive/", requirement_ending.archive_requirement, name="archive_requirement"),
    path(f"{ONE}delete/", requirement_ending.delete_requirement, name="delete_requirement"),
    path(f"{ONE}reset/", requirement_ending.reset_requirement, name="reset_requirement"),
    path(f"{ONE}history/", requirements.requirement_history, name="requirement_history"),
    path(f"{ONE}history/<int:number>/", requirements.requirement_revision, name="requirement_revision"),
]

urlpatterns = [
    path("global-administration/", globally.global_administration, name="global_administration"),
    path("local-administration/", locally.local_administration, name="local_administration"),
    *REQUIREMENTS,
]
