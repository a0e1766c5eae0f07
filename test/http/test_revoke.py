"""A right that ends: at once for calls, for answers under way, at every server of
one store; and calls while that store is away."""
import concurrent.futures
import socket
import time

from gongshu import Client, Site, psql, publish
from test_cases import county_subscribes, of_county
from test_data import BASIS, at_once, granted, used
from test_lists import every_page


def revoke(site, grant, who=("steward", 0)):
    return site.as_(*who).post(f"/api/v1/grants/{grant['id']}/revoke",
                               {"reason": "用途不符", "basis": BASIS})


def test_R20_1_who_may_revoke_and_what_it_needs(site):
    path, purpose, grant = granted(site)
    one = f"/api/v1/grants/{grant['id']}"
    for body in ({}, {"reason": "用途不符"}, {"basis": BASIS}, {"reason": "", "basis": BASIS},
                 {"reason": "x", "basis": dict(BASIS, law="某办法", level="rule")}):
        site.as_("steward").post(one + "/revoke", body).refused(422)
    revoke(site, grant, ("steward", 1)).refused(403)
    revoke(site, grant, ("steward", 2)).refused(404)
    site.as_("steward", 2).get(one).refused(404)
    for who in (("steward", 0), ("steward", 1), ("operator", 0), ("authority", 0), ("auditor", 0)):
        assert site.as_(*who).get(one).want(200).json["state"] == "open"
    for office in ("operator", "authority"):
        revoke(site, grant, (office, 0)).refused(403)
    ended = revoke(site, grant).want(200).json
    assert (ended["state"], ended["reason"]) == ("ended", "用途不符"), ended
    assert ended["basis"] == f"{BASIS['law']} {BASIS['article']}", ended
    revoke(site, grant).refused(409)
    site.system(1).get(path, **purpose).refused(403)


def test_R20_3_taking_back_at_the_grant_asks_what_it_asks_at_its_request(site):
    _, _, grant = granted(site)
    steward, one = site.as_("steward"), f"/api/v1/grants/{grant['id']}/revoke"
    case = {"id": grant["case"]}
    for body, field in (({"reason": "   ", "basis": BASIS}, "reason"),
                        ({"reason": "用途不符", "basis": dict(BASIS, law="  ")}, "basis"),
                        ({"reason": "用途不符", "basis": dict(BASIS, law="盐城市公共数据管理办法")},
                         "basis.level")):
        steward.post(one, body).refused(422, field=field)
        steward.act(case, "revoke", **body).refused(422, field=f"papers.{field}")
    for basis in ("因为", ["law"], {"law": 3}):
        steward.post(one, {"reason": "用途不符", "basis": basis}).refused(400)
        steward.act(case, "revoke", reason="用途不符", basis=basis).refused(400)
    assert steward.get(f"/api/v1/grants/{grant['id']}").json["state"] == "open"
    revoke(site, grant).want(200)
    step = steward.get(f"/api/v1/cases/{case['id']}").want(200).json["history"][-1]
    assert (step["act"], step["actor"]) == ("revoke", "provider"), step
    assert step["papers"] == {"reason": "用途不符", "basis": BASIS}, step
    told = steward.get(f"/api/v1/refusals?limit=1000&org={steward.user['org']}").want(200).json["items"]
    assert [r for r in told if (r["law"], r["article"]) == (BASIS["law"], BASIS["article"])], told


def test_R20_1_what_the_authority_holds_suspended_the_provider_cannot_take_back(site):
    _, _, grant = granted(site)
    authority, case = site.as_("authority"), {"id": grant["case"]}
    authority.act(case, "suspend", reason="核查用途").want(200)
    seen = authority.get(f"/api/v1/grants/{grant['id']}").json
    assert (seen["state"], seen["reason"]) == ("suspended", "核查用途"), seen
    revoke(site, grant).refused(403)
    assert revoke(site, grant, ("authority", 0)).want(200).json["state"] == "ended"
    step = authority.get(f"/api/v1/cases/{case['id']}").json["history"][-1]
    assert (step["act"], step["actor"]) == ("revoke", "city_authority"), step


def test_R20_1_a_countys_office_sees_the_grants_of_its_county_alone(site):
    agency, _, operator, authority, stranger = of_county(site)
    _, _, between = granted(site)
    made = publish(site, site.as_("steward"))
    theirs = county_subscribes(site, agency, authority, made)
    for office in (operator, authority, stranger):
        for path in ("", "/openapi.json"):
            office.get(f"/api/v1/grants/{between['id']}{path}").refused(404)
        office.post(f"/api/v1/grants/{between['id']}/revoke",
                    {"reason": "用途不符", "basis": BASIS}).refused(404)
        listed = [g["id"] for g in every_page(office, "/api/v1/grants")]
        assert between["id"] not in listed
        assert (theirs["id"] in listed) == (office is not stranger), listed
        assert office.get("/api/v1/grants").json["total"] == len(listed)
    authority.get(f"/api/v1/grants/{theirs['id']}").want(200)
    stranger.get(f"/api/v1/grants/{theirs['id']}").refused(404)
    assert {between["id"], theirs["id"]} <= {g["id"] for g in every_page(site.as_("authority"), "/api/v1/grants")}


def begin_stream(server, path, purpose):
    """A reader that is slow to take a long answer; the socket and what came first."""
    raw = socket.create_connection(("127.0.0.1", server.port))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    raw.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
                 f"Accept: application/x-ndjson\r\n"
                 f"Authorization: Bearer {server.system(1).token}\r\n"
                 f"Gongshu-Purpose: {purpose['Gongshu-Purpose']}\r\n\r\n").encode())
    got = raw.recv(4096)
    assert b" 200 " in got, got
    time.sleep(0.3)                     # the first pieces wait in the buffers
    return raw, got


def read_slowly(raw, data, seconds=10):
    """Everything that still came, and after how long it ended (None: it did not)."""
    began = time.monotonic()
    raw.settimeout(seconds)
    while time.monotonic() < began + seconds:
        time.sleep(0.01)
        try:
            part = raw.recv(1 << 12)
        except ConnectionResetError:
            part = b""
        if not part:
            raw.close()
            return data, time.monotonic() - began
        data += part
    return data, None


def cut_in_mid_answer(site, server):
    """`server` streams what is revoked at `site`."""
    path, purpose, grant = granted(site, 60000)
    raw, first = begin_stream(server, path, purpose)
    before = used(site, grant)["rows"]
    revoke(site, grant).want(200)
    data, ended = read_slowly(raw, first)
    after = used(site, grant)["rows"]
    assert ended is not None and ended < 2, ended
    assert not data.endswith(b"0\r\n\r\n"), "a cut stream has no end mark"
    assert after <= before + 1000 and after < 60000, (before, after)
    assert data.count(b'{"permit_no"') <= after, "more rows left than were charged"
    return grant


def test_R20_1_a_revoked_grant_cuts_the_answer_that_is_being_streamed(site):
    grant = cut_in_mid_answer(site, site)
    end = time.monotonic() + 5
    while time.monotonic() < end:
        kinds = {x["kind"] for x in site.as_("auditor").get(
            f"/api/v1/record?grant={grant['id']}&limit=1000").want(200).json["items"]}
        if "outcome" in kinds:
            return
        time.sleep(0.2)
    raise AssertionError(kinds)


# --- one store for several servers, and a store that goes away ------------------------------

def test_R20_1_two_servers_on_one_store_share_a_quota_and_a_revocation(site):
    if site.store == "sqlite":
        return                          # has one server, and refuses a second
    path, purpose, grant = granted(site, 0, quota={"calls": 20})
    other = Site(site.store, site.dir, site.dsn).start()
    try:
        ports, calls = [site.port, other.port] * 25, iter(range(50))

        def call(client):
            client.close()
            client = Client(ports[next(calls)])
            client.token = site.system(1).token
            return client.get(f"{path}?permit_no=P-001", **purpose).status
        assert sorted(at_once(site, 50, call)) == [200] * 20 + [429] * 30
        assert used(site, grant)["calls"] == 20
        path, purpose, grant = granted(site)
        for server in (site, other) * 3:
            server.system(1).get(f"{path}?permit_no=P-001", **purpose).want(200)
        revoke(site, grant).want(200)
        for server in (other, site) * 3:
            server.system(1).get(f"{path}?permit_no=P-001", **purpose).refused(403)
        assert used(site, grant)["calls"] == 6
    finally:
        other.stop()


def test_R20_1_a_grant_suspended_at_one_server_is_shut_at_another_within_a_second(site):
    if site.store == "sqlite":
        return
    path, purpose, grant = granted(site)
    other = Site(site.store, site.dir, site.dsn).start()
    try:
        call, case = other.system(1), {"id": grant["case"]}
        for act, status in (("suspend", 403), ("resume", 200), ("suspend", 403)):
            site.as_("steward").act(case, act, reason="核查用途").want(200)
            began = time.monotonic()
            while call.get(f"{path}?permit_no=P-001", **purpose).status != status:
                assert time.monotonic() < began + 1, (act, status)
        assert used(site, grant)["calls"] >= 1
    finally:
        other.stop()


def test_R20_1_a_grant_revoked_at_one_server_cuts_the_stream_of_another(site):
    if site.store == "sqlite":
        return
    other = Site(site.store, site.dir, site.dsn).start()
    try:
        cut_in_mid_answer(site, other)
    finally:
        other.stop()


def test_R20_1_calls_go_on_after_the_store_was_away(site):
    """What was answered was charged; what was not says that it may come again."""
    if site.store == "sqlite":
        return
    path, purpose, grant = granted(site)
    until, seen = time.monotonic() + 6, []

    def call(client):
        while time.monotonic() < until:
            status = client.get(f"{path}?permit_no=P-001", **purpose).status
            seen.append((time.monotonic(), status))
        return status
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        calling = pool.submit(at_once, site, 12, call)
        for _ in range(3):
            time.sleep(0.6)
            psql(site.dsn, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                           "WHERE datname = current_database() AND pid <> pg_backend_pid()")
            cut = time.monotonic()
        assert set(calling.result()) == {200}
    assert {status for _, status in seen} <= {200, 503}, {s for _, s in seen}
    assert {status for at, status in seen if at > cut + 3} == {200}
    answered = sum(status == 200 for _, status in seen)
    assert 0 <= used(site, grant)["calls"] - answered <= len(seen) - answered
