"""Addresses of comparing names: within one case, by its reference."""

from django.urls import path

from bashke.cases.matching import views

app_name = "matching"
ONE = "<language:lang>/<slug:place>/cases/<slug:reference>/matching/"
urlpatterns = [
    path(ONE, views.matching, name="matching"),
    path(ONE + "link/<slug:other>/", views.matching_link, name="link"),
    path(ONE + "forget/", views.matching_forget, name="forget"),
]
