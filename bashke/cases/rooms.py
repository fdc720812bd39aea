"""What cases adds to the apps below, which know nothing of it, and to the page of a case.

An answer of Ask offers a referral; a post that is left takes its cases along; a case can be opened
in an emergency, and who opens it takes part until it closes; notices lead to what they tell of;
what is done with a case is on tabs.
"""

from bashke.accounts import belongings, today
from bashke.accounts.services.recusals import STEPPED_OUT
from bashke.ask.offers import OFFERING
from bashke.cases import tabs
from bashke.cases.climbing import telling as climbing
from bashke.cases.conferences import telling as conferences
from bashke.cases.conferences import today as meeting
from bashke.cases.conferences.tab import CONFERENCES
from bashke.cases.exports.tab import EXPORTS
from bashke.cases.lawchange.tab import LAW
from bashke.cases.matching.tab import MATCHING
from bashke.cases.plans.tab import PLAN
from bashke.cases.referring.from_ask import offering
from bashke.cases.rights import telling as requests
from bashke.cases.services import erasing, rights
from bashke.cases.services.conferences import release_seats
from bashke.cases.services.leaving import BELONGING, end_with_recusal
from bashke.cases.services.opening import open_in_emergency
from bashke.cases.working.matters import CASES
from bashke.cases.working.tabs import END, TABS
from bashke.cases.working.today import lists
from bashke.keys.notices import glass_broken
from bashke.office import matters


def open_rooms() -> None:
    """Put everything on its list; doing it again changes nothing."""
    if offering not in OFFERING:
        OFFERING.append(offering)
    if open_in_emergency not in glass_broken:
        glass_broken.append(open_in_emergency)
    if end_with_recusal not in STEPPED_OUT:
        STEPPED_OUT.append(end_with_recusal)
    belongings.register(BELONGING)
    matters.register(CASES)
    climbing.listen()
    conferences.listen()
    requests.listen()
    erasing.listen()
    if release_seats not in STEPPED_OUT:
        STEPPED_OUT.append(release_seats)
    for each in (lists, meeting.lists):
        if each not in today.LISTS:
            today.LISTS.append(each)
    rights.listen()
    for tab in (*TABS, PLAN, CONFERENCES, LAW, MATCHING, EXPORTS, END):
        tabs.register(tab)
