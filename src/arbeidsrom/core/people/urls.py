"""Addresses about employees."""

from __future__ import annotations

from django.urls import path

from arbeidsrom.core.people.views import absences, chart, control, details, emails, employees, loans, seen_by

EMPLOYEE = "employees/<uuid:position_id>/"
POSITION = "access-control/<uuid:position_id>/"
LOAN = f"{EMPLOYEE}loans/<uuid:loan_id>/"
ABSENCE = f"{EMPLOYEE}absences/<uuid:absence_id>/"

urlpatterns = [
    path("employees/", employees.employees, name="employees"),
    path("employees/without-leader/", employees.employees_without_leader, name="employees_without_leader"),
    path("employees/write/", emails.write_to_employees, name="write_to_employees"),
    path("employees/tasks/", employees.my_tasks, name="my_tasks"),
    path("my-details/", details.own_details, name="own_details"),
    path(EMPLOYEE, details.personal_details, name="personal_details"),
    path(f"{EMPLOYEE}leader/", details.choose_leader, name="choose_leader"),
    path(f"{EMPLOYEE}leader/remove/", details.remove_leader, name="remove_leader"),
    path(f"{EMPLOYEE}availability/", absences.availability, name="availability"),
    path(f"{EMPLOYEE}availability/loans/", loans.employee_loans, name="employee_loans"),
    path(f"{EMPLOYEE}absences/", absences.register_absence, name="register_absence"),
    path(f"{ABSENCE}edit/", absences.edit_absence, name="edit_absence"),
    path(f"{ABSENCE}delete/", absences.delete_absence, name="delete_absence"),
    path(f"{EMPLOYEE}loans/", loans.register_loan, name="register_loan"),
    path(f"{LOAN}edit/", loans.edit_loan, name="edit_loan"),
    path(f"{LOAN}end/", loans.end_loan, name="end_loan"),
    path(f"{LOAN}delete/", loans.delete_loan, name="delete_loan"),
    path("access-control/", control.control_access, name="control_access"),
    path(POSITION, control.position_access, name="position_access"),
    path(f"{POSITION}activate/", control.activate_position, name="activate_position"),
    path(f"{POSITION}deactivate/", control.deactivate_position, name="deactivate_position"),
    path("who-sees/", seen_by.who_sees_me, name="who_sees_me"),
    path("who-sees/<uuid:person_id>/", seen_by.who_sees_person, name="who_sees_person"),
    path("organisation-chart/", chart.organisation_chart, name="organisation_chart"),
    path("organisation-chart/<uuid:workplace_id>/", chart.chart_unit, name="chart_unit"),
]
