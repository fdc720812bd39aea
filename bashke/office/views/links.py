"""A way in, just made: mailed, or shown once to be handed over. Kept nowhere but as a hash."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from bashke.accounts import mails
from bashke.accounts.models import Person
from bashke.accounts.policy import title_of
from bashke.accounts.services.invitations import Invited
from bashke.mechanisms.library import from_files
from bashke.office.views.acting import shown


def show_invitation(request: HttpRequest, place: str, invited: Invited, back: str) -> HttpResponse:
    """Tell that the invitation was mailed, else show its link."""
    post, pack = invited.invitation.post, from_files().pack
    link = "" if mails.send_invitation(invited) else mails.link_of_invitation(invited)
    return shown(
        request,
        "office/invited.html",
        place,
        invitation=invited.invitation,
        title=title_of(post.role, pack, get_language() or "sq") if post else "",
        link=link,
        back=back,
    )


def show_renewal(
    request: HttpRequest, place: str, person: Person, token: str, back: str
) -> HttpResponse:
    """Tell that the link for a new password was mailed, else show it."""
    link = "" if mails.send_renewal(person, token) else mails.link_of_renewal(person, token)
    return shown(request, "office/renewal_allowed.html", place, person=person, link=link, back=back)
