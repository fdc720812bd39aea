"""Who keeps the recovery key: named, given a list of words each, and tried."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from bashke.accounts import throttle
from bashke.accounts.access import me, needs
from bashke.accounts.models import Person
from bashke.accounts.policy import May
from bashke.accounts.views.entrance import says_wait
from bashke.core.refusals import Refusal
from bashke.keys.handing import Words
from bashke.keys.living import keepers_of_words
from bashke.keys.refusals import BusyError, KeysError
from bashke.office import services, words
from bashke.office.keepers import keeper_of, keepers_here, named, with_names
from bashke.office.steps import KEEPERS
from bashke.office.views.acting import shown


@needs(May.SET_UP)
@require_GET
def key_holders(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """How far it is: three joined, the key made, all lists tried, somebody for emergencies."""
    kept = keepers_of_words(place)
    holders = named(place, May.RECOVER)
    return shown(
        request,
        "office/key_holders.html",
        place,
        holders=holders,
        emergency=named(place, May.BREAK_GLASS),
        kept=with_names(kept),
        missing=max(0, KEEPERS - len(holders.people)),
        may_be_made=len(holders.people) >= KEEPERS,
        is_ready=bool(kept) and all(each.tried for each in kept),
    )


@needs(May.SET_UP)
@words.in_a_sitting
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def recovery_make(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Make the recovery key for three who are here together, and begin to give the lists out."""
    people = named(place, May.RECOVER).people
    chosen = [each for each in people if str(each.pk) in request.POST.getlist("keepers")]
    if request.method == "GET" or len(chosen) != KEEPERS:
        wrong = request.method == "POST"
        context = {"people": people, "wrong": wrong, "again": bool(keepers_of_words(place))}
        status = 422 if wrong else 200
        return shown(request, "office/recovery_make.html", place, status=status, **context)
    try:
        lists = services.make_recovery_key(
            municipality=place, keepers=chosen, actor=me(request).actor
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("office:key-holders", lang, place)
    return turn_of(request, place, lists)


def turn_of(
    request: HttpRequest, place: str, lists: Sequence[Words], error: str = ""
) -> HttpResponseBase:
    """Ask the next keeper to the screen; the lists travel on, sealed."""
    return shown(
        request,
        "office/words_turn.html",
        place,
        status=422 if error else 200,
        keeper=keeper_of(lists[0]),
        number=KEEPERS - len(lists) + 1,
        sealed=words.put_into(request, lists),
        error=error,
    )


@needs(May.SET_UP)
@words.in_a_sitting
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def words_show(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Show one list, once, to its keeper, who says so by the own password."""
    if request.method == "GET":
        return redirect("office:key-holders", lang, place)
    try:
        lists = words.taken_from(request)
    except words.GoneError as gone:
        messages.error(request, str(gone))
        return redirect("office:key-holders", lang, place)
    keeper = keeper_of(lists[0])
    if wrong := why_not(keeper, request.POST.get("password", "")):
        return turn_of(request, place, lists, wrong)
    rest = lists[1:]
    return shown(
        request,
        "office/words_list.html",
        place,
        keeper=keeper,
        number=KEEPERS - len(rest),
        words=lists[0].words.split(),
        sealed=words.put_into(request, rest) if rest else "",
    )


@sensitive_variables()
def why_not(keeper: Person, password: str) -> str:
    """Why this is not the keeper, or cannot be told just now; empty where it is."""
    try:
        attempt = throttle.attempt("list", str(keeper.pk))
        is_here = keeper.check_password(password)
    except throttle.WaitError as wait:
        return says_wait(wait)
    except BusyError as busy:
        return str(busy)
    if not is_here:
        return _("This is not the password of the person whose list comes next.")
    attempt.succeeded()
    return ""


@needs(May.SET_UP)
@words.in_a_sitting
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def words_next(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """The list was written down and taken: the next keeper comes to the screen."""
    if request.method == "GET":
        return redirect("office:key-holders", lang, place)
    try:
        lists = words.taken_from(request)
    except words.GoneError as gone:
        messages.error(request, str(gone))
        return redirect("office:key-holders", lang, place)
    return turn_of(request, place, lists)


@needs(May.SET_UP)
@words.in_a_sitting
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def recovery_try(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Two write their lists as in an emergency, until each of the three was tried."""
    keepers = keepers_here(place)
    if not keepers:
        return redirect("office:key-holders", lang, place)
    if request.method == "GET":
        return try_page(request, place, keepers, words.blank(request))
    try:
        entry = words.read(request, place, keepers)
        if not entry.is_complete:
            return try_page(request, place, keepers, entry)
        first, second = entry.both
        ready = services.try_words(
            municipality=place, first=first, second=second, actor=me(request).actor
        )
    except KeysError as refusal:
        messages.error(request, str(refusal))
        return redirect("office:recovery-try", lang, place)
    if ready:
        messages.success(request, _("All three lists are right. The recovery key is ready."))
        return redirect("office:key-holders", lang, place)
    messages.success(request, _("Both lists are right. Now the third one, with any other."))
    return redirect("office:recovery-try", lang, place)


def try_page(
    request: HttpRequest, place: str, keepers: Sequence[Person], entry: words.Entry
) -> HttpResponseBase:
    tried: set[UUID] = {each.holder for each in keepers_of_words(place) if each.tried}
    return shown(
        request,
        "office/recovery_try.html",
        place,
        status=422 if request.method == "POST" else 200,
        keepers=keepers,
        tried=[each for each in keepers if each.holder in tried],
        entry=entry,
    )
