"""What changes people, posts and who holds them: each with its line on the trail."""

from bashke.accounts.services.glass import break_glass
from bashke.accounts.services.invitations import (
    accept,
    accept_signed_in,
    invite,
    invite_operator,
    withdraw,
)
from bashke.accounts.services.memberships import (
    appoint,
    end_lapsed,
    end_membership,
    give_key,
    hand_over_office,
    leave_for_good,
    put_on_duty,
    take_off_duty,
)
from bashke.accounts.services.notices import see_notice
from bashke.accounts.services.passwords import (
    allow_renewal,
    change_password,
    renew_password,
    restore_keys,
)
from bashke.accounts.services.posts import (
    add_institution,
    add_post,
    close_institution,
    end_post,
    protect_institution,
)
from bashke.accounts.services.recusals import recuse

__all__ = [
    "accept",
    "accept_signed_in",
    "add_institution",
    "add_post",
    "allow_renewal",
    "appoint",
    "break_glass",
    "change_password",
    "close_institution",
    "end_lapsed",
    "end_membership",
    "end_post",
    "give_key",
    "hand_over_office",
    "invite",
    "invite_operator",
    "leave_for_good",
    "protect_institution",
    "put_on_duty",
    "recuse",
    "renew_password",
    "restore_keys",
    "see_notice",
    "take_off_duty",
    "withdraw",
]
