"""Every address of the site."""

from django.urls import include, path

import bashke.core.converters  # noqa: F401 (registers `language`)
from bashke.config import views

urlpatterns = [
    path("", include("bashke.ask.offline_urls")),
    path("", include("bashke.accounts.urls")),
    path("<language:lang>/account/doctor/", views.doctor, name="doctor"),
    # Before Ask: a word of the Guide is no municipality.
    path("", include("bashke.guide.upkeep_urls")),
    path("", include("bashke.guide.urls")),
    # Before Ask too: a municipality's office is no question.
    path("", include("bashke.office.urls")),
    path("", include("bashke.cases.urls")),
    path("", include("bashke.ask.urls")),
]
