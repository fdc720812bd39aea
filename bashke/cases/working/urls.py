"""Addresses of cases. They carry a place and a reference drawn by lot, never a name."""

from django.urls import path

from bashke.cases.working import (
    beside_views,
    board_views,
    end_views,
    entry_views,
    member_views,
    step_views,
    views,
)

app_name = "case"
HERE = "<language:lang>/<slug:place>/cases/"
ONE = HERE + "<slug:reference>/"
STEP = ONE + "steps/<int:pk>/"
urlpatterns = [
    path(HERE, views.case_list, name="list"),
    path(HERE + "search/", views.case_search, name="search"),
    path(HERE + "board/", board_views.case_board, name="board"),
    path(ONE, views.case_detail, name="detail"),
    path(ONE + "words/", entry_views.case_words, name="words"),
    path(ONE + "steps/", step_views.case_steps, name="steps"),
    path(ONE + "steps/begin/", step_views.step_begin, name="step-begin"),
    path(STEP + "finish/", step_views.step_finish, name="step-finish"),
    path(STEP + "leave-out/", step_views.step_leave_out, name="step-leave-out"),
    path(STEP + "pause/", step_views.step_pause, name="step-pause"),
    path(STEP + "resume/", step_views.step_resume, name="step-resume"),
    path(ONE + "notes/", entry_views.case_notes, name="notes"),
    path(ONE + "members/", member_views.case_members, name="members"),
    path(ONE + "members/<int:pk>/end/", member_views.member_end, name="member-end"),
    path(ONE + "members/hand-over/", member_views.member_hand_over, name="hand-over"),
    path(ONE + "members/lead/", member_views.member_name_lead, name="name-lead"),
    path(ONE + "family/", beside_views.case_relatives, name="relatives"),
    path(ONE + "family/<uuid:pk>/remove/", beside_views.relative_remove, name="relative-remove"),
    path(ONE + "orders/", beside_views.case_orders, name="orders"),
    path(ONE + "orders/<uuid:pk>/lift/", beside_views.order_lift, name="order-lift"),
    path(ONE + "links/", beside_views.case_links, name="links"),
    path(ONE + "links/<int:pk>/end/", beside_views.link_end, name="link-end"),
    path(ONE + "beside/", beside_views.case_beside, name="beside"),
    path(ONE + "end/", end_views.case_end, name="end"),
    path(ONE + "end/reopen/", end_views.case_reopen, name="reopen"),
    path(ONE + "end/hold/", end_views.case_hold, name="hold"),
    path(ONE + "end/let-go/", end_views.case_let_go, name="let-go"),
]
