from __future__ import annotations

import io
import logging
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.capture.addresses.address import MAX_LENGTH, RedactionFilter, check_address, redact
from neopain.core.errors import SettingFault

# Every secret begins and ends with a mark, so that a leaked half is noticed too.
HEAD, TAIL = "Zq7hEad", "9tAilXw"
ODD = st.text(st.characters(exclude_categories=("Zs", "Zl", "Zp", "Cc", "Cs", "Cn", "Co", "Cf")), max_size=12)
PUNCTUATION = st.text("@:/?#%&=+;,'\"<>[]{}|\\^`~!$()*-._ab01", max_size=12)
SECRETS = st.builds(lambda middle: HEAD + middle + TAIL, ODD | PUNCTUATION)
SCHEMES = st.sampled_from(["rtsp", "rtsps", "http", "https", "RTSP", "ftp", "x"])
WORDS = st.text("abc :,.'\"()\n", max_size=20)
KEYS = st.sampled_from(
    ["password", "pwd", "token", "auth", "key", "Passwd", "access_token", "api_key", "auth[0]"]
)


def hidden(secret: str, text: str) -> bool:
    return not any(part in text for part in (secret, HEAD, TAIL))


@given(SECRETS, SCHEMES, WORDS, WORDS)
def test_no_password_survives_in_any_text_with_an_address(secret, scheme, before, after):
    text = f"{before}{scheme}://user:{secret}@10.0.0.5:554/stream {after}"
    assert hidden(secret, redact(text))
    assert "10.0.0.5:554/stream" in redact(text)


@given(SECRETS.filter(lambda secret: "&" not in secret), KEYS, WORDS)
def test_no_secret_survives_in_a_query(secret, key, before):
    shown = redact(f"{before} http://10.0.0.5/video?channel=1&{key}={secret}&size=2")
    assert hidden(secret, shown)


@pytest.mark.parametrize(
    "text",
    [
        "rtsp://admin:p@ss:/?#%@cam.local/x",
        "'rtsp://admin:p@ss:/?#%@cam.local/x': Invalid data",
        "rtsp://p@ss:/?#%:x@cam.local/x",
        "opened //admin:p@ss:/?#%@cam.local/x",
        "http://10.0.0.5/proxy?src=rtsp%3A%2F%2Fadmin%3Ap%40ss%3A%2F%3F%23%25%40cam.local%2Fx",
        "http://cam.local/user=admin_password=p@ss:/?#%_channel=1.sdp",
        "admin:p@ss:?#%@cam.local/x",
        "unrecognized arguments: 'admin:p@ss:?#%@cam.local'",
        "rtsp:admin:p@ss:?#%@cam.local/x",
        "rtsp:\\\\admin:p@ss:?#%@cam.local\\x",
        "rtsp://ad min:p@ss:?#%@cam.local/x",
        "admin%3Ap%40ss%3A%3F%23%25%40cam.local",
        "Authorization: Basic p@ss:/?#%",
        "authorization: Digest username=admin, response=p@ss:/?#%",
    ],
)
def test_hides_the_usual_forms(text):
    shown = redact(text)
    assert "p@ss" not in shown
    assert "?#%" not in shown
    assert "p%40ss" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no address here",
        "at 12:30:05 me@ward.org said:",
        "camera 0 opened at 30 fps",
        "rtsp://10.0.0.5:554/stream1?channel=2",
        "a@b.c",
    ],
)
def test_leaves_other_text_alone(text):
    assert redact(text) == text


@given(st.text(max_size=200))
def test_redacting_twice_changes_nothing_more(text):
    assert redact(redact(text)) == redact(text)


@given(SECRETS, SCHEMES)
def test_neither_name_nor_refusal_nor_repr_holds_the_password(secret, scheme):
    try:
        address = check_address(f"{scheme}://user:{secret}@10.0.0.5:554/stream?token={secret}")
    except SettingFault as fault:
        shown = str(fault)
    else:
        shown = repr(address) + str(address) + address.name
    assert hidden(secret, shown)


@given(st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_separate_credentials_reach_the_camera_exactly(user, password):
    address = check_address("rtsp://10.0.0.5/stream", user=user, password=password)
    assert (address.user, address.password) == (user, password)
    assert address.url == "rtsp://10.0.0.5/stream"
    assert address.name == "rtsp://10.0.0.5/stream"


def test_credentials_in_the_address_win_over_separate_ones():
    address = check_address("http://me:mine@10.0.0.5/", user="env", password="env")
    assert (address.user, address.password) == ("me", "mine")


@pytest.mark.parametrize(
    ("typed", "password"),
    [("p@ss", "p@ss"), ("100%", "100%"), ("p%2Fq", "p/q"), ("a:b", "a:b"), ("%C3%BC", "ü"), ("", "")],
)
def test_a_typed_password_is_understood_and_leaves_the_url(typed, password):
    address = check_address(f"rtsp://u:{typed}@192.168.1.9/a")
    assert (address.user, address.password) == ("u", password)
    assert address.url == "rtsp://192.168.1.9/a"


@pytest.mark.parametrize(
    ("typed", "url", "port"),
    [
        ("HTTP://localhost:8080/?action=stream", "http://localhost:8080/?action=stream", 8080),
        ("https://[fd00::1]:8443/x", "https://[fd00::1]:8443/x", 8443),
        ("rtsps://ward_cam-3.local", "rtsps://ward_cam-3.local", 322),
        ("http://10.0.0.5/über", "http://10.0.0.5/%C3%BCber", 80),
    ],
)
def test_accepts_cameras_where_they_are(typed, url, port):
    address = check_address(typed)
    assert (address.url, address.port) == (url, port)


@pytest.mark.parametrize(
    "typed",
    [
        "", "rtsp:/10.0.0.5", "file:///etc/passwd", "concat://a", "rtmp://10.0.0.5/x", "javascript://x",
        "http://", "http://:80/", "http://host:0/", "http://host:65536/", "http://host:99999999/", "http://host:x/",
        "http://a b/", "http://a\tb/", "http://a\nb/", "http://a\x00b/", "http://a\u200bb/", "http://a\u00a0b/",
        "rtsp://u:p/w@10.0.0.5/x", "rtsp://u:p?w@10.0.0.5/x", "rtsp://u:p#w@10.0.0.5/x", "http://10.0.0.5/x?m=a@b",
        "http://hö.st/", "http://[::1/", "http://10.0.0.5|x/", "http://" + "a" * MAX_LENGTH,
    ],
)  # fmt: skip
def test_refuses_what_is_no_camera_and_says_what_to_do(typed):
    with pytest.raises(SettingFault, match=r"type an address|write|type"):
        check_address(typed)


@given(SECRETS)
def test_log_records_and_tracebacks_are_redacted(secret):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactionFilter())
    logger = logging.Logger("test")  # noqa: LOG001  one that no other test sees
    logger.addHandler(handler)
    url = f"rtsp://user:{secret}@10.0.0.5/x"
    try:
        raise ValueError(url)  # noqa: TRY301  a traceback is what is tested
    except ValueError:
        logger.exception("cannot open %s", url, stack_info=True)
    assert hidden(secret, stream.getvalue())
    assert "ValueError" in stream.getvalue()
    assert "cannot open rtsp://***@10.0.0.5/x" in stream.getvalue()


def test_an_address_that_was_taken_for_a_path_keeps_its_secret():
    assert redact("rtsp:/user:geheim@10.0.0.5/x does not exist") == "rtsp:/***@10.0.0.5/x does not exist"
    assert redact("rtsp://user:geheim@10.0.0.5/x") == "rtsp://***@10.0.0.5/x"


# Names and places of secrets in a path or query; and the secret in every encoding.
NAMES = st.sampled_from(
    ["psw", "pass", "PASSWORD", "usrpwd", "token", "access_token", "key", "sig", "k", "x", "id", "v2"]
)
MARKED = st.from_regex(r"[A-Za-z0-9_-]{0,8}", fullmatch=True).map(lambda middle: HEAD + middle + TAIL)
PLACES = st.sampled_from(
    [
        "/{name}={secret}", "/{name}={secret}/live", ";{name}={secret}", "/live;{name}={secret};x=1", "/{name}/{secret}",
        "/{name}/{secret}/video", "/{name}:{secret}", "/{secret}", "/live/{secret}/index", "?{name}={secret}",
        "/a?x=1&{name}={secret}", "/a?{secret}", "/a?b=1;{name}={secret}", "/a#{name}={secret}", "/user=admin_{name}={secret}_x=1",
        "/{name}%3D{secret}", "%2F{name}%2F{secret}", "/a%3F{name}%3D{secret}", "/a%253F{name}%253D{secret}", "/admin:{secret}",
        "/{name},{secret}", "/({secret})", "/{name}|{secret}", "\\{name}\\{secret}",
    ]
)  # fmt: skip


def encoded(text, often):
    for _ in range(often):
        text = "".join(f"%{byte:02X}" for byte in text.encode())
    return text


@given(PLACES, NAMES, MARKED, st.integers(0, 2), st.integers(0, 2), SCHEMES, WORDS)
def test_no_secret_in_a_path_survives_in_name_log_or_refusal(
    place, name, secret, often, name_often, scheme, before
):
    written = place.format(name=encoded(name, name_often), secret=encoded(secret, often))
    url = f"{scheme}://10.0.0.5:554{written}"
    shown = [redact(f"{before} {url} "), redact(f"'{url}': no answer."), redact(f"opened ({url})")]
    try:
        address = check_address(url)
    except SettingFault as fault:
        shown.append(str(fault))
    else:
        shown += [address.name, repr(address), redact(address.name)]
    for text in shown:
        assert hidden(secret, text)
        assert encoded(secret, often) not in text


@pytest.mark.parametrize(
    "path",
    [
        "/stream1", "/live/ch00_0", "/Streaming/Channels/101", "/cam/realmonitor?channel=1&subtype=0", "/h264Preview_01_main",
        "/axis-media/media.amp", "/MediaInput/h264/stream_1", "/onvif1", "/video.mjpg", "/live0.264", "/profile2/media.smp",
        "/img/video.sav", "/mjpg/1/video.mjpg", "/snapshot.cgi", "/h265", "/1080p", "/", "", "/videoMain", "/live.sdp",
    ],
)  # fmt: skip
def test_the_usual_paths_of_cameras_are_shown(path):
    assert check_address(
        f"rtsp://10.0.0.5{path}"
    ).name == f"rtsp://10.0.0.5{path.partition('?')[0]}" + "?…" * ("?" in path)
    assert redact(f"rtsp://10.0.0.5{path}") == f"rtsp://10.0.0.5{path}"


def test_a_mistyped_address_is_not_repeated_with_its_key(tmp_path):
    from neopain.capture.open_source import open_source
    from neopain.core.clock import SystemClock

    for spec in (
        "192.168.1.20/token/Zq7hEad",
        "cam.ward:554/live;pass=Zq7hEad",
        "rtsp:/cam.ward/key/Zq7hEad",
    ):
        with pytest.raises(SettingFault) as refused:
            open_source(spec, clock=SystemClock(), clip=tmp_path)
        assert HEAD not in str(refused.value)
        assert HEAD not in redact(str(refused.value))


def test_a_long_word_of_a_camera_holds_nothing_up():
    begun = time.process_time()
    assert "secret" not in redact("http://camera/" + "." * 60_000 + "secret")
    # Without any other thread running meanwhile: it took many seconds, and every alarm waited.
    assert time.process_time() - begun < 2.0
