"""Addresses of Ask. They carry the language and the place, never an answer."""

from django.urls import URLPattern

app_name = "ask"
urlpatterns: list[URLPattern] = []
