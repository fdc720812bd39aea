"""The address of what is late in a municipality."""

from django.urls import path

from bashke.cases.climbing import views

app_name = "climbing"
urlpatterns = [path("<language:lang>/<slug:place>/overdue/", views.overdue, name="overdue")]
