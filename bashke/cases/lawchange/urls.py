"""Addresses of cases that began under an earlier version. They stand before the cases' own."""

from django.urls import path

from bashke.cases.lawchange import views

app_name = "lawchange"
HERE = "<language:lang>/<slug:place>/cases/earlier-law/"
ONE = "<language:lang>/<slug:place>/cases/<slug:reference>/law/"
urlpatterns = [
    path(HERE, views.earlier_law, name="list"),
    path(ONE, views.case_law, name="case"),
    path(ONE + "keep/", views.case_law_keep, name="keep"),
    path(ONE + "move/", views.case_law_move, name="move"),
]
