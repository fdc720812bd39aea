"""Referrals on their pages: written, sent, taken up, answered, told by phone, and by a link.

Other parts of the work are walked likewise: a module of their own with one function that takes the
people who are in, called from `planted` in test_planted_words.py.
"""

import re
from datetime import timedelta

from django.utils import timezone

from tests.security.visiting import Visitor

HERE = "/sq/librazhd/referrals/"
STEP = "domestic-violence/report-received"
AGREED = {"ground": "task", "help_agreed": "yes", "telling_agreed": "yes"}
WRITTEN = ("about", "concern", "reach", "necessity")
REFERENCE = re.compile(r"/referrals/([A-Z0-9]{4}-[A-Z0-9]{4})/")
LINK = re.compile(r"/referrals/by-link/([\w-]+)/")
CODE = re.compile(r"\b(\d{4} \d{4})\b")


def walk_referrals(planted, besnik, drita, posts):
    """From the first word to the answer, within the house and outside."""
    taken = sent(planted, besnik, posts["drita"])
    answered(planted, drita, taken)
    by_phone(planted, drita, posts["drita"])
    outside(planted, besnik, posts["clinic"])


def drafted(planted, besnik, name):
    """A draft with its words; its reference."""
    besnik.get(f"{HERE}new/")
    page = besnik.post(step=STEP)
    if 'name="duty"' in page.main:
        besnik.post(duty="may")
    words = {field: planted.text(f"{name}, {field}") for field in WRITTEN}
    page = besnik.post(**words, **AGREED)
    found = REFERENCE.search(page.url)
    assert found, page.main
    changed = planted.text(f"{name}, changed")
    besnik.get(f"{HERE}{found[1]}/write/")
    assert besnik.post(**{**words, "concern": changed}, **AGREED).status == 200
    return found[1]


def sent(planted, besnik, post):
    reference = drafted(planted, besnik, "typed referral")
    besnik.get(f"{HERE}{reference}/send/")
    page = besnik.post(post=post)
    assert page.url.endswith(f"{HERE}{reference}/"), page.main
    return reference


def answered(planted, drita, reference):
    """Read in the list and on its page, taken up, answered."""
    assert planted["typed referral, about, plain"] in drita.get(HERE).main
    page = drita.get(f"{HERE}{reference}/")
    assert planted["typed referral, changed, marked"] in page.main
    drita.post(f"{HERE}{reference}/accept/")
    drita.get(f"{HERE}{reference}/")
    page = drita.post(f"{HERE}{reference}/answer/", text=planted.text("typed answer"))
    assert page.status == 200


def by_phone(planted, drita, post):
    drita.get(f"{HERE}by-phone/")
    texts = ("spoken_with", "about", "concern", "reach")
    words = {field: planted.text(f"call, {field}") for field in texts}
    at = (timezone.localtime() - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    page = drita.post(step=STEP, post=post, at=at, **words)
    assert (page.status, "by-phone" in page.url) == (200, False), page.main


def outside(planted, besnik, post):
    """By a link and a code, opened and answered in a browser without an account."""
    reference = drafted(planted, besnik, "letter")
    besnik.get(f"{HERE}{reference}/outside/")
    page = besnik.post(post=post)
    planted["link to a referral"] = LINK.search(page.main)[1]
    planted["code of a referral"] = code = CODE.search(page.main)[1]
    clinic = Visitor(besnik.site)
    clinic.get(f"{HERE}by-link/{planted['link to a referral']}/")
    page = clinic.post(code=code)
    assert planted["letter, changed, marked"] in page.main
    planted["device of a referral"] = clinic.cookie("outside")
    page = clinic.post(code=code, answer="takes", text=planted.text("answer from outside"))
    assert page.status == 200, page.main
    assert planted["answer from outside, marked"] in besnik.get(f"{HERE}{reference}/").main
