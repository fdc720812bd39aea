"""What I was told, newest first, and how I want to be told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts import services
from bashke.accounts.access import me
from bashke.accounts.forms import NoticesForm
from bashke.accounts.models import Notice, NoticeMail
from bashke.accounts.notice_places import address_of
from bashke.accounts.services.notices import Wish
from bashke.accounts.telling import settings_of
from bashke.accounts.texting import sender

A_PAGE = 50


@require_GET
def notices(request: HttpRequest, lang: str) -> HttpResponse:
    """All that I was told and that is still kept; what is new is marked."""
    found = Notice.objects.visible_to(me(request))
    context = {
        "page": Paginator(found.order_by("-at", "-pk"), A_PAGE).get_page(request.GET.get("page")),
        "has_new": found.unseen().exists(),
        "refused": last_refused(request),
    }
    return render(request, "accounts/notices.html", context)


@require_POST
def notice_open(request: HttpRequest, lang: str, pk: int) -> HttpResponseBase:
    """Go to what a notice tells of; it is read by that."""
    notice = get_object_or_404(Notice.objects.visible_to(me(request)), pk=pk)
    services.see_notice(notice=notice)
    address = address_of(notice, lang)
    if not address:
        messages.info(request, _("This is all that there is to see of it, or it is over by now."))
    return redirect(address or "accounts:notices", *([] if address else [lang]))


@require_POST
def notices_see(request: HttpRequest, lang: str) -> HttpResponseBase:
    """I have read all of it."""
    services.see_all(person=me(request))
    return redirect("accounts:notices", lang)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Which mails come to me, when, and in which language."""
    person = me(request)
    chosen = settings_of(person)
    form = NoticesForm(
        request.POST if request.method == "POST" else None,
        texts=sender() is not None,
        initial={
            **model_to_dict(chosen),
            "quiet_from": f"{chosen.quiet_from:%H:%M}",
            "quiet_until": f"{chosen.quiet_until:%H:%M}",
            "language": person.language,
        },
    )
    if form.is_valid():
        language = form.cleaned_data.pop("language")
        services.choose_notices(person=person, language=language, wish=Wish(**form.cleaned_data))
        messages.success(request, _("Saved."))
        return redirect("accounts:notices-choose", lang)
    context = {"form": form, "refused": last_refused(request), "texts": sender() is not None}
    return render(
        request, "accounts/notices_choose.html", context, status=422 if form.errors else 200
    )


def last_refused(request: HttpRequest) -> NoticeMail | None:
    """The last mail to me, if the mail server refused it."""
    last = NoticeMail.objects.visible_to(me(request)).exclude(kind=NoticeMail.Kind.TEXT)
    found = last.order_by("-claimed_at", "-pk").first()
    return found if found and found.refused_at else None
