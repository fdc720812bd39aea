"""Addresses of signing in, joining and one's own account."""

from django.urls import path

from bashke.accounts.views import entrance, home

app_name = "accounts"
urlpatterns = [
    path("<language:lang>/account/", home.home, name="home"),
    path("<language:lang>/account/notices/<int:pk>/seen/", home.notice_see, name="notice-see"),
    path("<language:lang>/account/keys/<int:pk>/give/", home.key_give, name="key-give"),
    path("<language:lang>/account/sign-in/", entrance.sign_in, name="sign-in"),
    path("<language:lang>/account/sign-out/", entrance.sign_out, name="sign-out"),
]
