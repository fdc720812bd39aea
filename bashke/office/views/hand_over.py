"""A whole office goes over in one sitting: every post with its key, or none."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bashke.accounts import services as accounts
from bashke.accounts.access import grave, me, ring_of
from bashke.accounts.policy import title_of
from bashke.core.acting import posted
from bashke.core.refusals import Refusal
from bashke.keys.refusals import LapsedError
from bashke.mechanisms.library import from_files
from bashke.office.forms.hand_over import HandOverForm
from bashke.office.roster import colleagues, to_hand_over
from bashke.office.views.acting import shown


@grave
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """A successor for each post that I hold or have the key of; then all go over at once."""
    held = to_hand_over(me(request), place)
    if not held:
        raise Http404
    pack = from_files().pack
    form = HandOverForm(posted(request), held=held, people=colleagues(place), pack=pack, lang=lang)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return shown(request, "office/hand_over.html", place, status=status, form=form)
    successions = form.successions()
    try:
        accounts.hand_over_office(
            successions=successions, ring=ring_of(request), actor=me(request).actor
        )
    except LapsedError:
        raise
    except Refusal as refusal:
        messages.error(request, _("Nothing was handed over.") + " " + str(refusal))
        return shown(request, "office/hand_over.html", place, status=409, form=form)
    done = [(title_of(leaving.post.role, pack, lang), leaving, new) for leaving, new in successions]
    return shown(request, "office/handed_over.html", place, done=done)
