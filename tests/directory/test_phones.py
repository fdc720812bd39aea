import pytest

from bashke.directory.phones import PhoneError, as_kept, as_kept_in_demonstration


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0672123456", "067 212 3456"),
        ("+355 67 212 3456", "067 212 3456"),
        ("00355672123456", "067 212 3456"),
        ("067-212-3456", "067 212 3456"),
        ("(04) 223 4567", "04 223 4567"),
        ("0512 22344", "0512 22344"),
        ("08009888", "0800 9888"),
        ("116 111", "116111"),
        ("129", "129"),
    ],
)
def test_a_number_is_kept_as_one_dials_it(written, kept):
    assert as_kept(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "", "067 212 345", "067 212 34567", "12345", "0000 101 0", "+39 06 123 4567",
        "+383 44 123 456", "067 212 3456 ext 3", "067 212 3456 Arta", "<b>067 212 3456</b>",
        "tel:067 212 3456", "٠٦٧٢١٢٣٤٥٦", "0900 123 456", "=067212345", "067;212;3456",
        "0672123456, 0672123457", "+" * 30, "067\n2123456",
    ],
)  # fmt: skip
def test_what_one_cannot_dial_in_albania_is_refused(written):
    with pytest.raises(PhoneError):
        as_kept(written)


def test_in_a_demonstration_only_numbers_that_cannot_ring_are_taken():
    assert as_kept_in_demonstration("0000  102 7") == "0000 102 7"
    for rings in ("067 212 3456", "00355672123456", "112", "", "0000 1a"):
        with pytest.raises(PhoneError):
            as_kept_in_demonstration(rings)
