"""Digest against the RFCs' own examples, and challenges as cameras write them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.capture.wire.login import Login, UnknownLoginFault, parse_challenges
from tests.servers.http_camera import digest_is_right


def response(header):
    return re.search(r'response="([0-9a-f]+)"', header)[1]


def test_the_example_of_rfc_2617():
    login = Login("Mufasa", "Circle Of Life", random=lambda: "0a4f113b")
    asked = (
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    login.learn([asked])
    assert response(login.header("GET", "/dir/index.html")) == "6629fae49393a05397450978507c4ef1"


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616(algorithm, expected):
    login = Login("Mufasa", "Circle of Life", random=lambda: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    asked = (
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    login.learn([asked])
    assert response(login.header("GET", "/dir/index.html")) == expected


def test_the_strongest_known_way_is_chosen_in_whatever_order():
    offered = ['Basic realm="c"', 'Digest realm="c", nonce="n", algorithm=SHA-256, qop="auth"', "NTLM"]
    for order in (offered, offered[::-1], [", ".join(offered[:2])]):
        login = Login("u", "p")
        login.learn(order)
        assert "algorithm=SHA-256" in login.header("GET", "/")


@pytest.mark.parametrize("offered", [[], ["NTLM"], ["Negotiate"], ['Digest realm="c", nonce="n", algorithm=FOO'],
                                     ['Digest realm="c", nonce="n", qop="auth-int"']])  # fmt: skip
def test_ways_that_are_not_known_are_said(offered):
    with pytest.raises(UnknownLoginFault):
        Login("u", "p").learn(offered)


def test_every_use_of_a_nonce_is_counted():
    login = Login("u", "p")
    login.learn(['Digest realm="c", nonce="n", qop="auth"'])
    headers = [login.header("GET", "/") for _ in range(2)]
    assert ["nc=00000001" in headers[0], "nc=00000002" in headers[1]] == [True, True]


def test_nothing_shows_the_secret():
    login = Login("nurse", "geheim")
    login.learn(['Basic realm="c"'])
    assert "geheim" not in repr(login) + str(login) + repr([login])
    assert "nurse" not in repr(login)


TEXT = st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=12)


@given(user=TEXT.filter(lambda text: ":" not in text), password=TEXT)
def test_any_characters_prove_themselves_to_a_server_that_reckons_anew(user, password):
    login = Login(user, password)
    login.learn(['Digest realm="a \\"b\\" c", nonce="x,y=z", qop="auth"'])
    header = login.header("DESCRIBE", "rtsp://h/x?a=b")
    received = header.encode("latin-1").decode("utf-8")
    assert digest_is_right(received, "DESCRIBE", f"{user}:{password}")


@given(st.text(max_size=200))
def test_any_challenge_is_read_without_a_fault(header):
    for challenge in parse_challenges(header):
        assert challenge.scheme == challenge.scheme.lower()


@pytest.mark.parametrize("filling", ["a", 'x="', "a-", "\\", "x= "])
def test_a_challenge_without_an_end_holds_nothing_up(filling):
    begun = time.process_time()
    parse_challenges('Digest realm="camera", ' + filling * (60_000 // len(filling)))
    assert time.process_time() - begun < 2.0
