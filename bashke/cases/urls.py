"""Every address of cases: one line for each part of the work."""

from django.urls import include, path

urlpatterns = [
    path("", include("bashke.cases.climbing.urls")),
    path("", include("bashke.cases.plans.urls")),
    path("", include("bashke.cases.conferences.urls")),
    path("", include("bashke.cases.lawchange.urls")),
    path("", include("bashke.cases.referring.urls")),
    path("", include("bashke.cases.working.urls")),
    path("", include("bashke.cases.rights.urls")),
    path("", include("bashke.cases.matching.urls")),
    path("", include("bashke.cases.exports.urls")),
]
