"""Addresses of a municipality's own office: for who may set it up, and who holds posts in it."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from bashke.office.views import (
    duty,
    glass,
    hand_over,
    home,
    institutions,
    key_holders,
    posts,
    recovery,
    start,
)

app_name = "office"

View = Callable[..., HttpResponseBase]

OPERATOR: list[tuple[str, View, str]] = [
    ("", start.municipalities, "municipalities"),
    ("begin/", start.municipality_begin, "municipality-begin"),
    ("<slug:place>/take/", start.office_take, "office-take"),
    ("<slug:place>/invite/", start.administrator_invite, "administrator-invite"),
]

HERE: list[tuple[str, View, str]] = [
    ("", home.home, "home"),
    ("contacts/", home.contacts, "contacts"),
    ("card/", home.card, "card"),
    ("mechanisms/", institutions.mechanisms, "mechanisms"),
    ("institutions/add/", institutions.institution_add, "institution-add"),
    ("institutions/<int:pk>/", institutions.institution, "institution"),
    ("institutions/<int:pk>/rename/", institutions.institution_rename, "institution-rename"),
    ("institutions/<int:pk>/protect/", institutions.institution_protect, "institution-protect"),
    ("institutions/<int:pk>/close/", institutions.institution_close, "institution-close"),
    ("institutions/<int:pk>/posts/", institutions.post_add, "post-add"),
    ("posts/", posts.posts, "posts"),
    ("posts/<uuid:post>/end/", institutions.post_end, "post-end"),
    ("posts/<uuid:post>/invite/", posts.invite, "invite"),
    ("posts/<uuid:post>/appoint/", posts.appoint, "appoint"),
    ("invitations/<int:pk>/withdraw/", posts.invitation_withdraw, "invitation-withdraw"),
    ("invitations/<int:pk>/again/", posts.invitation_again, "invitation-again"),
    ("memberships/<int:pk>/end/", posts.membership_end, "membership-end"),
    ("memberships/<int:pk>/key/", posts.key_give, "key-give"),
    ("people/<uuid:person>/password/", posts.renewal_allow, "renewal-allow"),
    ("people/<uuid:person>/sign-out/", posts.sessions_end, "sessions-end"),
    ("duty/", duty.duties, "duties"),
    ("duty/<int:pk>/remove/", duty.duty_remove, "duty-remove"),
    ("key-holders/", key_holders.key_holders, "key-holders"),
    ("key-holders/make/", key_holders.recovery_make, "recovery-make"),
    ("key-holders/show/", key_holders.words_show, "words-show"),
    ("key-holders/next/", key_holders.words_next, "words-next"),
    ("key-holders/try/", key_holders.recovery_try, "recovery-try"),
    ("keys/give-back/", recovery.give_back, "give-back"),
    ("hand-over/", hand_over.hand_over, "hand-over"),
    ("open/<slug:kind>/<slug:reference>/", glass.glass_break, "glass-break"),
    ("opened/<uuid:opening>/", glass.glass_told, "glass-told"),
    ("step-out/<slug:kind>/<slug:reference>/", glass.recuse, "recuse"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("bashke.office.gate_urls")),
    path("", include("bashke.office.import_urls")),
    path("", include("bashke.office.oversight_urls")),
    *(path(f"<language:lang>/office/{end}", view, name=name) for end, view, name in OPERATOR),
    *(
        path(f"<language:lang>/<slug:place>/office/{end}", view, name=name)
        for end, view, name in HERE
    ),
]
