"""Addresses of signing in, joining and one's own account."""

from django.urls import path

from bashke.accounts.views import calendar, entrance, factors, home, links, notices, own

app_name = "accounts"
urlpatterns = [
    path("<language:lang>/account/", home.home, name="home"),
    path("<language:lang>/account/notices/", notices.notices, name="notices"),
    path("<language:lang>/account/notices/seen/", notices.notices_see, name="notices-see"),
    path("<language:lang>/account/notices/choose/", notices.choose, name="notices-choose"),
    path("<language:lang>/account/notices/<int:pk>/open/", notices.notice_open, name="notice-open"),
    path("<language:lang>/account/notices/<int:pk>/seen/", home.notice_see, name="notice-see"),
    path("<language:lang>/account/calendar/", calendar.calendar, name="calendar"),
    path("<language:lang>/account/calendar/end/", calendar.calendar_end, name="calendar-end"),
    path("<language:lang>/account/calendar/<str:token>.ics", calendar.feed, name="calendar-feed"),
    path("<language:lang>/account/keys/<int:pk>/give/", home.key_give, name="key-give"),
    path("<language:lang>/account/sign-in/", entrance.sign_in, name="sign-in"),
    path("<language:lang>/account/sign-in/second/", entrance.second, name="second"),
    path("<language:lang>/account/sign-out/", entrance.sign_out, name="sign-out"),
    path("<language:lang>/account/lost/", entrance.lost, name="lost"),
    path("<language:lang>/account/join/<str:token>/", links.join, name="join"),
    path("<language:lang>/account/renew/<str:token>/", links.renew, name="renew"),
    path("<language:lang>/account/factors/", factors.first, name="factor-first"),
    path("<language:lang>/account/factors/app/", factors.app, name="factor-app"),
    path("<language:lang>/account/factors/passkey/", factors.passkey, name="factor-passkey"),
    path("<language:lang>/account/factors/codes/", factors.codes, name="factor-codes"),
    path("<language:lang>/account/factors/<int:pk>/remove/", factors.remove, name="factor-remove"),
    path("<language:lang>/account/own/", own.own, name="own"),
    path("<language:lang>/account/own/password/", own.password, name="password"),
    path("<language:lang>/account/own/browsers/end/", own.sessions_end, name="sessions-end"),
    path(
        "<language:lang>/account/own/browsers/<str:mark>/end/", own.session_end, name="session-end"
    ),
    path("<language:lang>/account/confirm/", own.confirm, name="confirm"),
    path("<language:lang>/account/stay/", own.stay, name="stay"),
]
