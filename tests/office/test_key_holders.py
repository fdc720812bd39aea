"""Three people get a list of words each at one screen, once; all three lists are tried."""

import re

import pytest

from bashke.accounts import services as accounts
from bashke.accounts.models import Membership
from bashke.audit.models import Event
from bashke.keys import services as keys
from bashke.keys.living import keepers_of_words
from bashke.office import services
from bashke.office.services import Wanted
from tests.accounts.cast import PLACE, SYSTEM, password_of, person

HERE = f"/sq/{PLACE}/office/key-holders/"
NAMES = ("vera", "gent", "luan")
WORD = re.compile(r"<li>([a-z]+)</li>")
SEALED = re.compile(r'name="sealed" value="([^"]*)"')


@pytest.fixture
def people(begun):
    """Three recovery holders, a substitute for emergencies and a coordinator, all joined."""
    roles = ("recovery-holder", "emergency-substitute", "dv-coordinator")
    wanted = Wanted("municipality", "Bashkia", roles)
    services.set_up_posts(municipality=PLACE, institutions=[wanted], actor=SYSTEM)
    posts = {post.role: post for post in Membership.objects.get().post.institution.posts.all()}
    joined = {name: person(name) for name in (*NAMES, "sara", "drita")}
    for name, each in joined.items():
        role = {"sara": roles[1], "drita": roles[2]}.get(name, roles[0])
        accounts.appoint(person=each, post=posts[role], actor=SYSTEM)
    return joined


def words_of(page):
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(WORD.findall(main))


def sealed_of(page):
    return SEALED.search(page)[1]


def make(browser, people):
    browser.get(f"{HERE}make/")
    keepers = [str(people[name].pk) for name in NAMES]
    return browser.post(f"{HERE}make/", {"keepers": keepers}).content.decode()


def give_out(browser, people):
    """Walk the ceremony to its end; the three lists in their order, by keeper."""
    browser.get(f"{HERE}make/")
    page, lists = make(browser, people), {}
    while True:
        name = next(name for name in NAMES if f"Fjalëkalimi i {name.title()}" in page)
        given = {"sealed": sealed_of(page), "password": password_of(name)}
        page = browser.post(f"{HERE}show/", given).content.decode()
        lists[name] = words_of(page)
        if 'name="sealed"' not in page:
            return lists
        page = browser.post(f"{HERE}next/", {"sealed": sealed_of(page)}).content.decode()


def entered(people, lists, first, second, **changed):
    return {
        "keeper-1": str(people[first].pk), "words-1": lists.get(first, ""),
        "keeper-2": str(people[second].pk), "words-2": lists.get(second, ""), **changed,
    }  # fmt: skip


def test_before_three_have_joined_no_key_is_made(administrator):
    page = administrator.get(HERE).content.decode()

    assert "Duhet të bashkohen edhe 3" in page
    assert "/make/" not in page
    administrator.get(f"{HERE}make/")
    assert administrator.post(f"{HERE}make/", {"keepers": []}).status_code == 422
    assert not keepers_of_words(PLACE)


def test_each_list_is_shown_once_to_who_knows_the_own_password(administrator, people):
    turn = make(administrator, people)
    sealed = sealed_of(turn)

    assert not words_of(turn)
    wrong = administrator.post(f"{HERE}show/", {"sealed": sealed, "password": password_of("vera")})
    assert wrong.status_code == 422
    assert not words_of(wrong.content.decode())
    right = administrator.post(
        f"{HERE}show/",
        {"sealed": sealed_of(wrong.content.decode()), "password": password_of("gent")},
    )
    assert len(words_of(right.content.decode()).split()) == 33
    assert "no-store" in right["Cache-Control"]
    for old in (sealed, sealed_of(wrong.content.decode())):
        again = administrator.post(
            f"{HERE}show/", {"sealed": old, "password": password_of("gent")}, follow=True
        )
        assert not words_of(again.content.decode())


def test_guessing_a_keepers_password_becomes_slow(administrator, people):
    page = make(administrator, people)
    for _guess in range(7):
        given = {"sealed": sealed_of(page), "password": "ndonjë gjë"}
        page = administrator.post(f"{HERE}show/", given).content.decode()

    right = {"sealed": sealed_of(page), "password": password_of("gent")}
    assert not words_of(administrator.post(f"{HERE}show/", right).content.decode())


def test_a_page_of_words_is_kept_nowhere(administrator, people):
    # A session names the "method" of signing in, which is one of the 1,024 words too.
    before = str(dict(administrator.session))
    lists = give_out(administrator, people)

    kept = str(dict(administrator.session))
    new = [word for word in lists["vera"].split() if len(word) > 5 and word not in before]
    assert new
    assert [word for word in new if word in kept] == []
    assert not any(lists[name] in str(row) for name in NAMES for row in Event.objects.values_list())


def test_the_three_lists_are_tried_two_at_a_time_and_posts_get_their_keys(administrator, people):
    lists = give_out(administrator, people)
    assert not keys.recovery_is_ready(PLACE)

    administrator.post(f"{HERE}try/", entered(people, lists, "vera", "gent"))
    half_way = administrator.get(f"{HERE}try/").content.decode()
    assert "<strong>Vera</strong>" in half_way
    assert "<strong>Luan</strong>" not in half_way
    assert not keys.recovery_is_ready(PLACE)
    administrator.post(f"{HERE}try/", entered(people, lists, "luan", "vera"))

    assert keys.recovery_is_ready(PLACE)
    keyed = Membership.objects.filter(keyed_at__isnull=False)
    assert {each.person for each in keyed} == {people["drita"], people["sara"]}
    assert Event.objects.of(PLACE).filter(act="posts.keyed").count() == 1


def test_only_the_wrong_list_is_written_again(administrator, people):
    lists = give_out(administrator, people)
    slip = lists["gent"].split()
    slip[11] = "shtepi"

    response = administrator.post(
        f"{HERE}try/", entered(people, {**lists, "gent": " ".join(slip)}, "vera", "gent")
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "Fjala 12 nuk gjendet në asnjë listë" in page
    assert "Lista e Vera është e saktë" in page
    assert lists["vera"] not in page
    assert "shtepi" not in page
    mended = {
        "sealed": sealed_of(page), "keeper-1": str(people["vera"].pk),
        "keeper-2": str(people["gent"].pk), "words-2": lists["gent"],
    }  # fmt: skip
    administrator.post(f"{HERE}try/", mended)
    assert sum(each.tried for each in keepers_of_words(PLACE)) == 2


@pytest.mark.parametrize(
    ("first", "second", "change", "told"),
    [
        ("vera", "vera", {}, "Dy vetë të ndryshëm"),
        ("vera", "gent", {"keeper-2": ""}, "Zgjidhni e kujt është lista"),
        ("vera", "gent", {"words-2": ""}, "Lista ka 33 fjalë"),
        ("vera", "gent", {"swap": True}, "nuk është ajo"),
    ],
    ids=["the same person", "nobody", "nothing", "each other's"],
)
def test_what_does_not_fit_is_said_and_nothing_is_tried(
    administrator, people, first, second, change, told
):
    lists = give_out(administrator, people)
    if change.pop("swap", False):
        lists["vera"], lists["gent"] = lists["gent"], lists["vera"]

    response = administrator.post(f"{HERE}try/", entered(people, lists, first, second, **change))

    assert told in response.content.decode()
    assert not any(each.tried for each in keepers_of_words(PLACE))


def test_a_lost_list_is_a_new_beginning(administrator, people):
    old = give_out(administrator, people)

    new = give_out(administrator, people)

    administrator.post(f"{HERE}try/", entered(people, old, "vera", "gent"))
    assert not any(each.tried for each in keepers_of_words(PLACE))
    administrator.post(f"{HERE}try/", entered(people, new, "vera", "gent"))
    assert sum(each.tried for each in keepers_of_words(PLACE)) == 2


def test_once_ready_it_is_not_made_again(signed_in, town):
    browser = signed_in("agim")
    before = keepers_of_words(PLACE)
    browser.get(f"{HERE}make/")

    browser.post(f"{HERE}make/", {"keepers": [str(getattr(town, name).pk) for name in NAMES]})

    assert keepers_of_words(PLACE) == before
    assert keys.recovery_is_ready(PLACE)


def test_after_an_hour_the_page_is_begun_anew(administrator, people):
    make(administrator, people)
    session = administrator.session
    session["words-entered"] -= 2 * 60 * 60
    session.save()

    response = administrator.post(f"{HERE}try/", {"words-1": "a b c"})

    assert response.status_code == 302
    assert "a b c" not in str(dict(administrator.session))


@pytest.mark.parametrize("path", ["make/", "show/", "next/", "try/"])
@pytest.mark.parametrize("name", ["vera", "drita", "mira", "zana"])
def test_the_ceremony_is_for_who_sets_up(signed_in, name, path):
    browser = signed_in(name)

    assert browser.get(HERE + path).status_code == 404
    assert browser.post(HERE + path).status_code == 404
