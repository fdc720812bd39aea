"""Addresses of the Guide: contacts are those of the municipality, without one the national ones."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path

from bashke.guide import views

app_name = "guide"

View = Callable[..., HttpResponseBase]

ANYWHERE: list[tuple[str, View, str]] = [
    ("guide/", views.contents, "contents"),
    ("guide/<str:key>/", views.part, "part"),
    ("table/<str:code>/", views.mechanism, "mechanism"),
    ("contacts/", views.contacts, "contacts"),
    ("search/", views.search_page, "search"),
    ("table/", views.table, "table"),
    ("table.csv", views.table_sheet, "table-csv"),
]

urlpatterns = [
    path("<language:lang>/law/", views.register, name="register"),
    path("<language:lang>/law/<slug:key>/", views.act, name="act"),
    path("<language:lang>/law/<slug:key>.json", views.act_json, name="act-json"),
    path("<language:lang>/changes/", views.changed, name="changes"),
    path("<language:lang>/unconfirmed/", views.unconfirmed, name="unconfirmed"),
    path("<language:lang>/terms/", views.terms, name="terms"),
    *(
        path(f"<language:lang>/{end}", view, name=f"{name}-anywhere")
        for end, view, name in ANYWHERE
    ),
    *(path(f"<language:lang>/<slug:place>/{end}", view, name=name) for end, view, name in ANYWHERE),
]
