"""What the learning portal says that people have passed (KP-LMS-002, 039)."""

from __future__ import annotations

from django.db import models

from arbeidsrom.core.organisation.models import Person


class CourseResult(models.Model):
    """The last day on which somebody passed a course, whether or not anything here is linked to it yet.

    It belongs to the person, over all positions and plans. ``reported_by`` is the system that said so.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    course = models.CharField(max_length=60)
    passed_on = models.DateField()
    received_at = models.DateTimeField()
    reported_by = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["course", "person"], name="course_result_course")]
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="course_result_once")]
