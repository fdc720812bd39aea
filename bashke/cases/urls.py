"""Addresses of referrals. They carry a place and a reference drawn by lot, never a name."""

from django.urls import path

from bashke.cases import draft_views, outside_views, proof_views, referral_views

app_name = "cases"
HERE = "<language:lang>/<slug:place>/referrals/"
ONE = HERE + "<slug:reference>/"
urlpatterns = [
    path(HERE, referral_views.referral_inbox, name="inbox"),
    path(HERE + "sent/", referral_views.referral_sent, name="sent"),
    path(HERE + "new/", draft_views.referral_new, name="new"),
    path(HERE + "by-phone/", referral_views.referral_by_phone, name="by-phone"),
    path(HERE + "proof/", proof_views.proof, name="proof"),
    path(HERE + "by-link/<str:token>/", outside_views.outside, name="outside"),
    path(ONE, referral_views.referral_detail, name="detail"),
    path(ONE + "write/", draft_views.referral_write, name="write"),
    path(ONE + "send/", draft_views.referral_send, name="send"),
    path(ONE + "outside/", outside_views.outside_send, name="outside-send"),
    path(ONE + "outside/again/", outside_views.outside_renew, name="outside-renew"),
    path(ONE + "discard/", draft_views.referral_discard, name="discard"),
    path(ONE + "accept/", referral_views.referral_accept, name="accept"),
    path(ONE + "decline/", referral_views.referral_decline, name="decline"),
    path(ONE + "answer/", referral_views.referral_answer, name="answer"),
    path(ONE + "withdraw/", referral_views.referral_withdraw, name="withdraw"),
    path(ONE + "send-on/", referral_views.referral_send_on, name="send-on"),
    path(ONE + "letter/", referral_views.referral_letter, name="letter"),
]
