"""Addresses of Ask. They carry the language and the place, never an answer."""

from django.urls import path

from bashke.ask import views

app_name = "ask"
urlpatterns = [
    path("", views.root, name="root"),
    path("<language:lang>/", views.home, name="home"),
    path("<language:lang>/<slug:place>/", views.place, name="place"),
    path("<language:lang>/<slug:place>/ask/", views.ask, name="ask"),
]
