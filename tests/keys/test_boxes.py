import copy
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bashke.keys.boxes import (
    DOUBLING_UNTIL,
    Secret,
    bound,
    commitment,
    derive,
    lock,
    new_key,
    open_sealed,
    pad,
    public_of,
    seal_to,
    size_for,
    unlock,
    unpad,
)
from bashke.keys.refusals import DamagedError


@given(st.binary(max_size=5000))
def test_what_was_padded_comes_back(content):
    assert unpad(pad(content)) == content


@given(st.integers(min_value=1, max_value=10**7))
def test_filling_is_never_more_than_a_quarter_of_a_long_text(length):
    size = size_for(length)

    assert size >= length
    assert size <= max(DOUBLING_UNTIL, length * 5 // 4)


def test_lengths_are_few():
    short = {size_for(length) for length in range(1, 1025)}
    long = {size_for(length) for length in range(1025, 65537)}

    assert short == {64, 128, 256, 512, 1024}
    assert len(long) == 4 * 6


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_places_never_have_one_name(one, other):
    assert (bound(*one) == bound(*other)) == (one == other)


@given(st.binary(max_size=300), st.data())
def test_a_single_changed_bit_is_refused(content, data):
    key = new_key()
    box = bytearray(lock(content, key=key, bound_to=b"here"))
    place = data.draw(st.integers(0, len(box) * 8 - 1))
    box[place // 8] ^= 1 << place % 8

    with pytest.raises(DamagedError):
        unlock(bytes(box), key=key, bound_to=b"here")


def test_a_cut_box_is_refused():
    key = new_key()
    box = lock(b"text", key=key, bound_to=b"here")

    for end in range(len(box)):
        with pytest.raises(DamagedError):
            unlock(box[:end], key=key, bound_to=b"here")


def test_only_the_private_half_opens_a_sealed_box():
    mine, other, key = new_key(), new_key(), new_key()
    box = seal_to(public_of(mine), key)

    assert open_sealed(box, public=public_of(mine), private=mine) == key
    with pytest.raises(DamagedError):
        open_sealed(box, public=public_of(other), private=other)


def test_keys_for_two_purposes_differ_and_a_fingerprint_is_no_key():
    key = new_key()

    assert derive(key, b"one") != derive(key, b"two")
    assert commitment(key, b"place") != key.reveal()


def test_a_secret_is_not_printed_pickled_copied_or_hashed():
    secret = Secret(b"k" * 32)

    assert repr(secret) == str(secret) == f"{secret}" == "<Secret>"
    for store in (pickle.dumps, copy.copy, copy.deepcopy, hash):
        with pytest.raises(TypeError):
            store(secret)


def test_a_wiped_secret_is_gone():
    secret = new_key()
    held = secret._held

    secret.wipe()

    assert bytes(held) == bytes(32)
    with pytest.raises(RuntimeError):
        secret.reveal()


def test_the_traceback_of_a_refusal_has_no_key_among_its_variables():
    key = Secret(b"visible key, 32 bytes in the op.")

    with pytest.raises(DamagedError) as refused:
        unlock(bytes(80), key=key, bound_to=b"here")

    told = traceback.TracebackException.from_exception(refused.value, capture_locals=True)
    assert "visible key" not in "".join(told.format())
