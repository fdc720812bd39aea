"""Addresses of a case's plan. They carry a place and a case's reference, never a name."""

from django.urls import path

from bashke.cases.plans import views, writing_views

app_name = "plan"
HERE = "<language:lang>/<slug:place>/cases/<slug:reference>/plan/"
urlpatterns = [
    path(HERE, views.plan_detail, name="detail"),
    path(HERE + "begin/", writing_views.plan_begin, name="begin"),
    path(HERE + "write/", writing_views.plan_write, name="write"),
    path(HERE + "agree/", writing_views.plan_agree, name="agree"),
    path(HERE + "discard/", writing_views.plan_discard, name="discard"),
    path(HERE + "review/", writing_views.plan_review, name="review"),
    path(HERE + "help/<uuid:pk>/drop/", writing_views.help_drop, name="help-drop"),
    path(HERE + "help/<uuid:pk>/progress/", views.help_progress, name="help-progress"),
    path(HERE + "<int:version>/", views.plan_version, name="version"),
    path(HERE + "<int:version>/print/", views.plan_print, name="print"),
]
