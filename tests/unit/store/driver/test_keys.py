"""A record's key and its recovery code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.errors import RecordFault
from neopain.store.driver.keys import WISH_FILE, KeyMissing, KnownKeys, RecordKey, Wish, keep_wish, wish_of

KEY = RecordKey(bytes(range(16)))


@given(st.binary(min_size=16, max_size=16))
def test_the_code_brings_the_key_back_however_people_write_it(secret):
    key = RecordKey(secret)
    assert RecordKey.of_code(key.code) == key
    assert RecordKey.of_code(key.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == key
    assert len(key.code) == 34
    assert len(key.raw) == 64


@given(st.integers(0, 33), st.sampled_from("23456789ABCDEFGH"))
def test_a_slip_of_the_pen_is_told(at, letter):
    code = KEY.code
    if code[at] in ("-", letter):
        return
    with pytest.raises(RecordFault, match="no recovery code"):
        RecordKey.of_code(code[:at] + letter + code[at + 1 :])


@pytest.mark.parametrize("text", ["", "ABCD", KEY.code[:-1], KEY.code + "A", "Ü" * 28, "U" * 28])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(RecordFault):
        RecordKey.of_code(text)


def test_a_key_shows_itself_in_no_log():
    assert KEY.secret.hex() not in repr(KEY)
    assert repr(KEY.secret) not in f"{KEY!r} {KEY}"


def test_the_keyring_is_asked_only_for_what_is_not_known(tmp_path):
    asked = []
    other = RecordKey(b"o" * 16)

    def source(wish: Wish):
        asked.append(wish.keys)
        return [other]

    keys = KnownKeys()
    keys.source = source
    keys.learn(KEY)
    keep_wish(tmp_path, True, other, None)
    keep_wish(tmp_path, True, KEY, None)
    found = keys.candidates(tmp_path)
    assert next(found) == KEY
    assert asked == []
    assert next(found) == other
    assert asked == [(other.id,)]
    assert keys.newest(tmp_path) == KEY


def test_a_new_record_is_never_in_the_clear_where_its_key_is_wanted_and_missing(tmp_path):
    keys = KnownKeys()
    assert keys.newest(tmp_path) is None
    keep_wish(tmp_path, True, KEY, None)
    with pytest.raises(KeyMissing, match="unlock"):
        keys.newest(tmp_path)
    keep_wish(tmp_path, False, None, None)
    assert keys.newest(tmp_path) is None
    assert wish_of(tmp_path) == Wish(False, (KEY.id,))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"encrypt": true, "keys": []}', '{"keys": 3}'])
def test_a_damaged_wish_is_not_taken_for_none(tmp_path, content):
    (tmp_path / WISH_FILE).write_text(content)
    with pytest.raises(RecordFault, match="neopain unlock"):
        wish_of(tmp_path)
    with pytest.raises(RecordFault):
        keep_wish(tmp_path, False, None, None)
    keep_wish(tmp_path, True, KEY, None)
    assert wish_of(tmp_path) == Wish(True, (KEY.id,))
