"""Addresses of people's and authorities' requests. They carry references drawn by lot, no name."""

from django.urls import path

from bashke.cases.rights import authority_views, lead_views, views

app_name = "rights"
OFFICE = "<language:lang>/<slug:place>/office/requests/"
ONE = OFFICE + "<slug:reference>/"
REGISTER = "<language:lang>/<slug:place>/office/authority-requests/"
HERE = "<language:lang>/<slug:place>/requests/"
QUESTION = HERE + "questions/<uuid:pk>/"
EXTRACT = HERE + "extracts/<uuid:pk>/"
COUNTS = "<language:lang>/<slug:place>/authority-requests/"
urlpatterns = [
    path(OFFICE, views.requests, name="requests"),
    path(OFFICE + "new/", views.request_new, name="request-new"),
    path(ONE, views.request_detail, name="request"),
    path(ONE + "check/", views.request_check, name="check"),
    path(ONE + "ask/", views.request_ask, name="ask"),
    path(ONE + "remind/<uuid:pk>/", views.request_remind, name="remind"),
    path(ONE + "delay/", views.request_delay, name="delay"),
    path(ONE + "answer/", views.request_answer, name="answer"),
    path(ONE + "letter/", views.request_letter, name="letter"),
    path(REGISTER, authority_views.authorities, name="authorities"),
    path(REGISTER + "new/", authority_views.authority_new, name="authority-new"),
    path(REGISTER + "<slug:reference>/", authority_views.authority, name="authority"),
    path(COUNTS, authority_views.authority_counts, name="authority-counts"),
    path(HERE, lead_views.questions, name="questions"),
    path(QUESTION, lead_views.question, name="question"),
    path(QUESTION + "answer/", lead_views.question_answer, name="question-answer"),
    path(QUESTION + "note/", lead_views.question_note, name="question-note"),
    path(QUESTION + "erase/<slug:reference>/", lead_views.question_erase, name="question-erase"),
    path(QUESTION + "case/<slug:reference>/", lead_views.extract_new, name="extract-new"),
    path(EXTRACT, lead_views.extract, name="extract"),
    path(EXTRACT + "release/", lead_views.extract_release, name="extract-release"),
    path(EXTRACT + "return/", lead_views.extract_return, name="extract-return"),
]
