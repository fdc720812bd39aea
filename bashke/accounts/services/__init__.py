"""What changes people, posts and who holds them: each with its line on the trail."""

from bashke.accounts.services.entrance import (
    note_confirmation,
    note_entry,
    note_exit,
    note_refusal,
    note_turned_away,
    note_wrong_password,
)
from bashke.accounts.services.factors import (
    add_passkey,
    forget_factors,
    make_codes,
    remove_factor,
    set_app,
)
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
    make_missing_keys,
    put_on_duty,
    take_off_duty,
)
from bashke.accounts.services.notices import (
    choose_notices,
    claim_mail,
    end_calendar,
    make_calendar,
    see_all,
    see_notice,
)
from bashke.accounts.services.passwords import (
    allow_renewal,
    change_password,
    renew_password,
    restore_keys,
)
from bashke.accounts.services.people import (
    change_details,
    end_other_sessions,
    end_session,
    sign_out_everywhere,
)
from bashke.accounts.services.posts import (
    add_institution,
    add_post,
    close_institution,
    end_post,
    protect_institution,
    rename_institution,
)
from bashke.accounts.services.recusals import recuse

__all__ = [
    "accept",
    "accept_signed_in",
    "add_institution",
    "add_passkey",
    "add_post",
    "allow_renewal",
    "appoint",
    "break_glass",
    "change_details",
    "change_password",
    "choose_notices",
    "claim_mail",
    "close_institution",
    "end_calendar",
    "end_lapsed",
    "end_membership",
    "end_other_sessions",
    "end_post",
    "end_session",
    "forget_factors",
    "give_key",
    "hand_over_office",
    "invite",
    "invite_operator",
    "leave_for_good",
    "make_calendar",
    "make_codes",
    "make_missing_keys",
    "note_confirmation",
    "note_entry",
    "note_exit",
    "note_refusal",
    "note_turned_away",
    "note_wrong_password",
    "protect_institution",
    "put_on_duty",
    "recuse",
    "remove_factor",
    "rename_institution",
    "renew_password",
    "restore_keys",
    "see_all",
    "see_notice",
    "set_app",
    "sign_out_everywhere",
    "take_off_duty",
    "withdraw",
]
