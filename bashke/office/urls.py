"""Addresses of a municipality's own office: for who may set it up, and who holds posts in it."""

from django.urls import URLPattern, URLResolver

app_name = "office"

urlpatterns: list[URLPattern | URLResolver] = []
