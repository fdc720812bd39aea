"""Lost keys are given back by two recovery holders together."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from bashke.accounts.access import me, needs
from bashke.accounts.models import Membership, Person, Renewal
from bashke.accounts.policy import May, title_of
from bashke.accounts.refusals import AccountError
from bashke.core.text import albanian_order
from bashke.keys.refusals import KeysError
from bashke.mechanisms.library import from_files
from bashke.office import services, words
from bashke.office.services import ToGiveBack
from bashke.office.views.acting import shown


@needs(May.RECOVER)
@words.in_a_sitting
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Who waits for keys that nobody at work can give, and the two lists that give them back."""
    keepers, first = words.keepers_here(place), me(request)
    people, orphaned = renewed(place), without_giver(place)
    chosen = ToGiveBack(
        [each for each in people if str(each.pk) in request.POST.getlist("people")],
        [each for each in orphaned if str(each.pk) in request.POST.getlist("memberships")],
    )
    if request.method == "GET" or first not in keepers:
        entry = words.blank(request, first)
    else:
        try:
            entry = words.read(request, place, keepers, first)
            if entry.is_complete:
                done(request, place, entry, chosen)
                return redirect("office:give-back", lang, place)
        except (AccountError, KeysError) as refusal:
            messages.error(request, str(refusal))
            return redirect("office:give-back", lang, place)
    pack = from_files().pack
    return shown(
        request,
        "office/give_back.html",
        place,
        status=422 if request.method == "POST" else 200,
        people=people,
        memberships=[(each, title_of(each.post.role, pack, lang)) for each in orphaned],
        chosen=chosen,
        is_keeper=first in keepers,
        keepers=[each for each in keepers if each != first],
        entry=entry,
    )


def done(request: HttpRequest, place: str, entry: words.Entry, chosen: ToGiveBack) -> None:
    first, second = entry.both
    services.give_back(
        municipality=place, first=first, second=second, wanted=chosen, actor=me(request).actor
    )
    messages.success(request, _("The keys are given back."))


def renewed(place: str) -> Sequence[Person]:
    """Who chose a new password, and has not got the keys back here."""
    waiting = Renewal.objects.filter(person=OuterRef("pk"), used_at__isnull=False, restored_at=None)
    held = Membership.objects.current().of(place)
    people = Person.objects.filter(Exists(waiting), pk__in=held.values("person"))
    return sorted(people, key=lambda person: albanian_order(person.name))


def without_giver(place: str) -> Sequence[Membership]:
    """Who waits for the key of a post that nobody at work has any more."""
    keyed = Membership.objects.current().filter(post=OuterRef("post"), keyed_at__isnull=False)
    waiting = Membership.objects.without_key().of(place).filter(~Exists(keyed))
    return [*waiting.select_related("post__institution", "person").order_by("starts_at")]
