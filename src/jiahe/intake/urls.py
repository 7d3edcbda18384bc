"""Addresses of the files that come in."""

from django.urls import path

from jiahe.intake import views
from jiahe.intake.mending import views as mending
from jiahe.intake.whole import views as whole

urlpatterns = [
    path("", views.loads, name="loads"),
    path("templates/<str:key>/", views.template, name="load-template"),
    path("whole/", whole.whole_tables, name="whole-tables"),
    path("whole/<slug:name>/", whole.whole_table, name="whole-table"),
    path("<uuid:key>/", views.load, name="load"),
    path("<uuid:key>/changes/", views.changes, name="load-changes"),
    path("<uuid:key>/faults/<str:rule>/", views.faults, name="load-faults"),
    path("<uuid:key>/values/", mending.values, name="load-values"),
    path("<uuid:key>/passed/", views.passed, name="load-passed"),
    path("<uuid:key>/commented.xlsx", views.commented, name="load-commented"),
    path("<uuid:key>/set-aside.xlsx", views.set_aside, name="load-set-aside"),
]
