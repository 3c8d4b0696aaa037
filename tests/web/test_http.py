"""What a calendar address answers over HTTP, asked of a real process."""

import email.utils
import gzip
import socket

import pytest
from calendar_service import Service, eventually, subscribed
from office import Office

from arshjul.flows import subscribing, watch
from arshjul.store import pulls, subscriptions

Standing = tuple[Office, Service]
UNKNOWN = "a" * 32


@pytest.fixture(scope="module")
def secret(standing: Standing) -> str:
    """An address that is served."""
    office, service = standing
    found = subscribed(office)
    eventually(lambda: service.feed(found).status_code == 200)
    return found


def test_a_calendar_with_everything_that_clients_go_by(standing: Standing, secret: str) -> None:
    answer = standing[1].feed(secret)
    assert answer.status_code == 200
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert answer.content.count(b"BEGIN:VEVENT") == 12  # eight deadlines and four meetings
    told = answer.headers
    assert told["content-type"] == "text/calendar; charset=utf-8"
    assert told["cache-control"] == "private, no-cache"
    assert told["referrer-policy"] == "no-referrer"
    assert told["x-content-type-options"] == "nosniff"
    assert told["etag"].startswith('"') and told["etag"].endswith('"')
    assert email.utils.parsedate_to_datetime(told["last-modified"]).isoformat() == "2024-02-29T23:00:00+00:00"
    assert int(told["content-length"]) == len(answer.content)
    assert "server" not in told


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("{tag}", 304),
        ("W/{tag}", 304),
        ('"other", {tag}', 304),
        ('"other",W/{tag} , "third"', 304),
        ("*", 304),
        ('"other"', 200),
        ("{bare}", 200),
        ("", 200),
        (",,,", 200),
    ],
)
def test_what_is_known_by_its_tag_is_not_sent_again(standing: Standing, secret: str, sent: str, status: int) -> None:
    service = standing[1]
    tag = service.feed(secret).headers["etag"]
    answer = service.feed(secret, if_none_match=sent.format(tag=tag, bare=tag.strip('"')))
    assert answer.status_code == status
    assert answer.headers["etag"] == tag
    if status == 304:
        assert answer.content == b""
        assert "content-length" not in answer.headers


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("Thu, 29 Feb 2024 23:00:00 GMT", 304),
        ("Thu, 29 Feb 2024 22:59:59 GMT", 200),
        ("Fri, 01 Mar 2024 23:00:00 GMT", 304),
        ("Thursday, 29-Feb-24 23:00:00 GMT", 304),
        ("tull", 200),
        ("Thu, 99 Feb 2024 23:00:00 GMT", 200),
    ],
)
def test_what_is_known_by_its_date_is_not_sent_again(standing: Standing, secret: str, sent: str, status: int) -> None:
    assert standing[1].feed(secret, if_modified_since=sent).status_code == status


def test_the_tag_goes_before_the_date(standing: Standing, secret: str) -> None:
    late = "Fri, 01 Mar 2030 00:00:00 GMT"
    assert standing[1].feed(secret, if_none_match='"other"', if_modified_since=late).status_code == 200


def test_head_tells_what_get_would_send(standing: Standing, secret: str) -> None:
    service = standing[1]
    whole, head = service.feed(secret), service.ask("HEAD", f"/feeds/{secret}.ics")
    assert head.status_code == 200 and head.content == b""
    for name in ("etag", "last-modified", "content-length", "content-type"):
        assert head.headers[name] == whole.headers[name]
    known = service.ask("HEAD", f"/feeds/{secret}.ics", if_none_match=whole.headers["etag"])
    assert known.status_code == 304


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("identity", False),
        ("", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("gzip;q=0.5, identity;q=1", False),
        ("gzip;q=tull", False),
        ("br", False),
    ],
)
def test_gzip_as_the_client_wishes(standing: Standing, secret: str, accepted: str, packed: bool) -> None:
    service = standing[1]
    with service.client.stream("GET", f"/feeds/{secret}.ics", headers={"accept-encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.status_code == 200
        assert (answer.headers.get("content-encoding") == "gzip") is packed
        assert int(answer.headers["content-length"]) == len(raw)
        tag = answer.headers["etag"]
    plain = service.feed(secret)
    assert (gzip.decompress(raw) if packed else raw) == plain.content
    assert (tag != plain.headers["etag"]) is packed
    assert answer.headers["vary"] == "Accept-Encoding"
    assert service.feed(secret, accept_encoding=accepted, if_none_match=tag).status_code == 304


def test_gzip_can_be_turned_off_for_a_client_that_chokes_on_it(standing: Standing) -> None:
    office, service = standing
    plain = subscribed(office, gzip=False)
    eventually(lambda: service.feed(plain).status_code == 200)
    assert "content-encoding" not in service.feed(plain, accept_encoding="gzip").headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "REPORT", "PATCH"])
def test_only_get_and_head(standing: Standing, secret: str, method: str) -> None:
    answer = standing[1].ask(method, f"/feeds/{secret}.ics")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        f"/feeds/{UNKNOWN}.ics", f"/feeds/{UNKNOWN}", "/", "/feeds", "/feeds/", "/feeds/.ics", "/feeds/abc.ics",
        "/feeds/{secret}.ICS", "/feeds/{upper}.ics", "/feeds/{secret}.ics/", "/feeds/{secret}/", "/feeds//{secret}.ics",
        "/feeds%2F{secret}.ics", "/feeds/%2e%2e/feeds/{secret}.ics", "/x/../feeds/{secret}.ics", "/feeds/{secret}%2Eics",
        "/feeds/{secret}.ics%00", "/feeds/{secret}.ics;a=b", "/assets/../app.py", "/assets/feed.css", "/metrics",
    ],
)  # fmt: skip
def test_any_other_path_is_not_found(standing: Standing, secret: str, path: str) -> None:
    """Sent as it stands: a client library would tidy it up."""
    target = path.format(secret=secret, upper=secret.upper())
    assert raw(standing[1].port, f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").startswith(
        b"HTTP/1.1 404 "
    )


def raw(port: int, request: str) -> bytes:
    """What the server says to these very bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request.encode())
        said = b""
        while part := connection.recv(65536):
            said += part
        return said


def test_a_query_is_left_alone(standing: Standing, secret: str) -> None:
    assert standing[1].get(f"/feeds/{secret}.ics?nocache=1").status_code == 200


def test_a_revoked_address_is_gone_and_its_neighbour_is_not(standing: Standing, secret: str) -> None:
    office, service = standing
    lost = subscribed(office)
    eventually(lambda: service.feed(lost).status_code == 200)
    with office.parts.database.read() as connection:
        number = subscriptions.listing(connection)[-1].id
    assert subscribing.revoke(office.at("2024-03-01"), number)
    eventually(lambda: service.feed(lost).status_code == 410)
    assert service.feed(lost, if_none_match="*").status_code == 410
    page = service.get(f"/feeds/{lost}")
    assert page.status_code == 410 and "trukket tilbake" in page.text and "kontor@example.org" in page.text
    assert service.feed(secret).status_code == 200


def test_a_replaced_address_keeps_its_calendar_with_one_word_about_the_new_one(standing: Standing) -> None:
    office, service = standing
    old = subscribed(office)
    eventually(lambda: service.feed(old).status_code == 200)
    before = service.feed(old).content
    with office.parts.database.read() as connection:
        number = subscriptions.listing(connection)[-1].id
    given = subscribing.rotate(office.at("2024-03-01"), number, 30)
    eventually(lambda: b"notice_" in service.feed(old).content)
    after = service.feed(old).content
    assert after.count(b"BEGIN:VEVENT") == before.count(b"BEGIN:VEVENT") + 1
    assert "slutter å virke søndag 31. mars" in after.replace(b"\r\n ", b"").decode()
    assert service.feed(given.secret).content == before
    page, new_page = service.get(f"/feeds/{old}").text, service.get(f"/feeds/{given.secret}").text
    assert "erstattet av en ny" in page and "webcal:" not in page, "nobody is to subscribe to it any more"
    assert "erstattet av en ny" not in new_page and "webcal:" in new_page


def test_a_calendar_follows_the_database_by_itself(standing: Standing) -> None:
    """How soon is for the benchmarks to say."""
    office, service = standing
    pps = subscribed(office, "initiative", "pps")
    eventually(lambda: service.feed(pps).status_code == 200)
    first = before = service.feed(pps)
    for day in (17, 18, 19):
        office.rewheel(lambda values, day=day: values["meetings"]["followup-2024-4"].update(date=f"2024-09-{day}"))
        office.load(f"2024-03-01T13:{day}")
        eventually(lambda tag=before.headers["etag"]: service.feed(pps).headers["etag"] != tag)
        before = service.feed(pps)
    assert b"DTSTART;VALUE=DATE:20240905\r\n" in before.content
    assert b"SEQUENCE:3\r\n" in before.content
    assert service.feed(pps, if_modified_since=first.headers["last-modified"]).status_code == 200
    assert service.feed(pps, if_none_match=first.headers["etag"]).status_code == 200


def test_health_and_readiness(standing: Standing) -> None:
    office, service = standing
    health = service.get("/healthz")
    assert health.status_code == 200
    told = health.json()
    assert (told["status"], told["store"], told["stale"], told["last_day_at"]) == ("ok", "ok", True, None)
    watch.day_ended_well(office.at("2024-03-01T14:00"))
    eventually(lambda: service.get("/healthz").json()["last_day_at"] is not None)
    assert service.get("/healthz").json()["stale"] is False
    assert service.get("/readyz").json() == {"ready": True}
    assert service.ask("POST", "/healthz").status_code == 405


def test_what_cannot_be_shown_as_it_is_now_is_named_by_every_worker_until_it_can(standing: Standing) -> None:
    office, service = standing
    fault = pulls.FaultValues(pulls.NOT_SHOWN, "prove-2024.plan.2024.nhn nb", "nb", "en", "prove-2024.plan.2024.nhn")
    for when, found in (("2024-03-01T16:00", [fault]), ("2024-03-01T16:01", [])):
        with office.parts.database.write() as connection:
            pulls.sync_noticed(connection, office.at(when).moment, "nhn", pulls.NOT_SHOWN, found)
        named = [one.name for one in found]
        eventually(lambda named=named: service.get("/healthz").json()["faulty_events"] == named)
