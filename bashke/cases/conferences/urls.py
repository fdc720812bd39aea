"""Addresses of conferences. They carry a place and references drawn by lot, never a name."""

from django.urls import path

from bashke.cases.conferences import calling_views, item_views, views

app_name = "conference"
HERE = "<language:lang>/<slug:place>/conferences/"
ONE = HERE + "<slug:reference>/"
ITEM = ONE + "<slug:case>/"
urlpatterns = [
    path(HERE, views.conference_list, name="list"),
    path(HERE + "call/", calling_views.conference_call, name="call"),
    path(HERE + "to-do/<uuid:pk>/", item_views.action_finish, name="action-finish"),
    path(HERE + "to-do/<uuid:pk>/drop/", item_views.action_drop, name="action-drop"),
    path(ONE, views.conference_detail, name="detail"),
    path(ONE + "answer/", views.conference_answer, name="answer"),
    path(ONE + "calendar.ics", views.conference_calendar, name="calendar"),
    path(ONE + "move/", calling_views.conference_move, name="move"),
    path(ONE + "call-off/", calling_views.conference_call_off, name="call-off"),
    path(ONE + "agenda/", calling_views.agenda_add, name="agenda-add"),
    path(ONE + "people/<int:pk>/", calling_views.seat_end, name="seat-end"),
    path(ONE + "presence/", calling_views.presence_note, name="presence"),
    path(ITEM, item_views.item_detail, name="item"),
    path(ITEM + "decide/", item_views.item_decide, name="decide"),
    path(ITEM + "to-do/", item_views.action_add, name="action-add"),
    path(ITEM + "minutes/", item_views.minutes_write, name="minutes"),
    path(ITEM + "told/", item_views.told_add, name="told"),
    path(ITEM + "step-out/", item_views.item_step_out, name="step-out"),
    path(ITEM + "take-off/", calling_views.agenda_drop, name="agenda-drop"),
    path(
        "<language:lang>/<slug:place>/cases/<slug:reference>/conferences/",
        views.of_case,
        name="of-case",
    ),
]
