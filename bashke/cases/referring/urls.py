"""Addresses of referrals. They carry a place and a reference drawn by lot, never a name."""

from django.urls import path

from bashke.cases.referring import draft_views, outside_views, proof_views, views

app_name = "cases"
HERE = "<language:lang>/<slug:place>/referrals/"
ONE = HERE + "<slug:reference>/"
urlpatterns = [
    path(HERE, views.referral_inbox, name="inbox"),
    path(HERE + "sent/", views.referral_sent, name="sent"),
    path(HERE + "new/", draft_views.referral_new, name="new"),
    path(HERE + "by-phone/", views.referral_by_phone, name="by-phone"),
    path(HERE + "proof/", proof_views.proof, name="proof"),
    path(HERE + "by-link/<str:token>/", outside_views.outside, name="outside"),
    path(ONE, views.referral_detail, name="detail"),
    path(ONE + "write/", draft_views.referral_write, name="write"),
    path(ONE + "send/", draft_views.referral_send, name="send"),
    path(ONE + "outside/", outside_views.outside_send, name="outside-send"),
    path(ONE + "outside/again/", outside_views.outside_renew, name="outside-renew"),
    path(ONE + "discard/", draft_views.referral_discard, name="discard"),
    path(ONE + "accept/", views.referral_accept, name="accept"),
    path(ONE + "decline/", views.referral_decline, name="decline"),
    path(ONE + "answer/", views.referral_answer, name="answer"),
    path(ONE + "withdraw/", views.referral_withdraw, name="withdraw"),
    path(ONE + "send-on/", views.referral_send_on, name="send-on"),
    path(ONE + "letter/", views.referral_letter, name="letter"),
]
