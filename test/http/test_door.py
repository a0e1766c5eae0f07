"""The door itself: who may come in, what browsers may send, health and metrics,
the API's own description, stopping without losing an answer."""
import concurrent.futures
import http.client
import json
import signal
import socket
import threading
import time

import gongshu

FLAGS = ("--per-address", "300")
TOKEN_FIELDS = {"name": "door", "scopes": ["catalogue"], "expires_on": "2027-06-30"}


def sign_in(site, role="steward"):
    a = site.account(role)
    return gongshu.Client(site.port).sign_in(a["name"], a["password"])


def test_an_unsafe_call_by_cookie_needs_the_sessions_token_and_no_foreign_origin(site):
    c = sign_in(site)
    other = sign_in(site, "operator")
    here = f"http://127.0.0.1:{site.port}"
    rows = [
        ({}, 201),
        ({"X-CSRF-Token": ""}, 403),
        ({"X-CSRF-Token": "wrong"}, 403),
        ({"X-CSRF-Token": other.csrf}, 403),
        ({"Origin": here}, 201),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": here + "0"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "none"}, 201),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": here, "Sec-Fetch-Site": "cross-site"}, 403),
    ]
    for head, want in rows:
        got = c.call("POST", "/api/v1/tokens", json_body=TOKEN_FIELDS, headers=head)
        assert got.status == want, (head, got.status, got.body)
    got = c.call("GET", "/api/v1/sessions/current", headers={"X-CSRF-Token": "wrong"})
    assert got.status == 200, "reading needs no token"
    csrf, c.csrf = c.csrf, None
    c.call("DELETE", "/api/v1/sessions/current").refused(403, "csrf-missing")
    c.csrf = csrf
    assert c.call("DELETE", "/api/v1/sessions/current").status in (200, 204)
    c.get("/api/v1/sessions/current").refused(401)


def test_signing_in_from_another_site_is_refused(site):
    a = site.account("steward")
    got = site.nobody().call("POST", "/api/v1/sessions",
                             json_body={"name": a["name"], "password": a["password"]},
                             headers={"Origin": "http://evil.example"})
    got.refused(403, "cross-site")


def test_a_cookie_is_kept_from_scripts_and_other_sites(site):
    a = site.account("steward")
    got = site.nobody().post("/api/v1/sessions", {"name": a["name"], "password": a["password"]})
    cookie = got.want(201).headers["set-cookie"].lower()
    for part in ("httponly", "samesite=", "path=/"):
        assert part in cookie, cookie


def test_cookie_and_token_on_one_request_are_refused(site):
    c = sign_in(site)
    c.token = site.accounts["systems"][0]["token"]
    c.get("/api/v1/resources").refused(400, "two-credentials")


def test_checks_run_in_the_order_401_400_403(site):
    nobody, citizen = site.nobody(), site.as_("citizen")
    nobody.get("/api/v1/users?nothing=1").refused(401)
    nobody.call("POST", "/api/v1/resources", json_body={"nothing": 1}).refused(401)
    citizen.call("POST", "/api/v1/resources", json_body={"nothing": 1}).refused(400)
    citizen.get("/api/v1/users?nothing=1").refused(400)
    citizen.get("/api/v1/users").refused(403)
    bad = site.nobody()
    bad.token = "gs_no_such_token"
    bad.get("/api/v1/resources").refused(401)
    bad.get("/open/v1/datasets").refused(401)
    stale = site.nobody()
    stale.cookie = "gongshu-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    stale.get("/api/v1/resources").refused(401)
    stale.get("/open/v1/datasets").want(200)


def test_health_and_metrics_speak_without_sign_in(site):
    nobody = site.nobody()
    assert nobody.get("/healthz").want(200).json["status"] == "ok"
    assert nobody.get("/readyz").want(200).json["status"] == "ok"
    text = nobody.get("/metrics").want(200).body.decode()
    for name in ("gongshu_requests_total{", "gongshu_request_seconds_bucket{", "gongshu_workers ",
                 "gongshu_queue ", "gongshu_connections "):
        assert name in text, name


def test_the_description_is_whole_and_names_every_schema(site):
    got = site.nobody().get("/api/openapi.json").want(200)
    document = got.json
    assert document["openapi"].startswith("3.1")
    ids, tags = set(), {t["name"] for t in document["tags"]}
    assert all(t["x-name-zh"] for t in document["tags"])

    def walk(x):
        if isinstance(x, dict):
            if isinstance(x.get("$ref"), str):
                at = document
                for part in x["$ref"].removeprefix("#/").split("/"):
                    at = at[part]
            if "operationId" in x:
                assert x["operationId"] not in ids, x["operationId"]
                ids.add(x["operationId"])
                assert x["summary"] and x["x-summary-zh"] and x["responses"], x
                assert set(x["tags"]) <= tags, x
            for v in x.values():
                walk(v)
        elif isinstance(x, list):
            for v in x:
                walk(v)

    walk(document)
    for path in ("/api/v1/sessions", "/api/v1/resources", "/api/v1/cases", "/data/v1/{code}",
                 "/open/v1/datasets", "/api/v1/uploads"):
        assert path in document["paths"], path
    users = document["paths"]["/api/v1/users"]
    assert users["post"]["x-roles"] == ["sysadmin"], users["post"]
    assert users["get"]["x-roles"] == ["auditor", "sysadmin", "secadmin"], users["get"]
    assert document["paths"]["/api/v1/elements"]["post"]["x-city-only"] is True
    call = {p["name"]: p for p in document["paths"]["/data/v1/{code}"]["get"]["parameters"]}
    assert call["Gongshu-Purpose"]["in"] == "header" and call["Gongshu-Purpose"]["required"]
    assert not call["Gongshu-Matter"].get("required")
    assert {"fields", "limit", "cursor", "parameters"} <= set(call), list(call)
    again = site.nobody().get("/api/openapi.json", **{"If-None-Match": got.headers["etag"]})
    assert again.status == 304 and not again.body


def test_a_post_sent_twice_under_one_key_is_done_once(site):
    c = sign_in(site)
    fields = gongshu.without_none(gongshu.entry())
    key = {"Idempotency-Key": gongshu.unique("key")}
    first = c.call("POST", "/api/v1/resources", json_body=fields, headers=key).want(201)
    again = c.call("POST", "/api/v1/resources", json_body=fields, headers=key).want(201)
    assert first.json == again.json
    fields["title"] += "二"
    c.call("POST", "/api/v1/resources", json_body=fields, headers=key).refused(
        409, "idempotency-other")
    other = sign_in(site)                       # the same person: the same key
    fields["title"] = fields["title"][:-1]
    assert other.call("POST", "/api/v1/resources", json_body=fields,
                      headers=key).want(201).json == first.json
    fields = gongshu.without_none(gongshu.entry())
    key = {"Idempotency-Key": gongshu.unique("key")}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:      # eight at once: one is done
        got = list(pool.map(lambda _: fresh(c).call(
            "POST", "/api/v1/resources", json_body=fields, headers=key), range(8)))
    made = {g.json["id"] for g in got if g.status == 201}
    assert len(made) == 1 and {g.status for g in got} <= {201, 409}, [g.status for g in got]


def test_a_request_that_failed_frees_its_key(site):
    c, key = sign_in(site), {"Idempotency-Key": gongshu.unique("key")}
    fields = gongshu.without_none(gongshu.entry())
    site.sql("ALTER TABLE resource_event RENAME TO resource_event_away")
    try:
        failed = c.call("POST", "/api/v1/resources", json_body=fields, headers=key)
        assert failed.status >= 500, failed.status
        again = c.call("POST", "/api/v1/resources", json_body=fields, headers=key)
        assert again.status >= 500, "the same key again wasn't tried"
    finally:
        site.sql("ALTER TABLE resource_event_away RENAME TO resource_event")
    made = c.call("POST", "/api/v1/resources", json_body=fields, headers=key).want(201)
    assert c.call("POST", "/api/v1/resources", json_body=fields, headers=key).json == made.json


def test_a_migration_below_the_newest_is_applied_when_it_is_missing(site):
    c = sign_in(site)
    entry = c.post("/api/v1/resources", gongshu.without_none(gongshu.entry())).want(201).json
    site.stop()
    site.sql("DROP TABLE review_remark")
    site.sql("DELETE FROM migration WHERE no IN (36, 94, 96)")
    site.start(*FLAGS)
    c = sign_in(site)
    assert c.get(f"/api/v1/resources/{entry['id']}/remarks").want(200).json["items"] == []
    site.stop()
    site.sql("UPDATE migration SET sha256 = 'x' || sha256 WHERE no = 36")
    try:
        site.start(*FLAGS)
        raise RuntimeError("a server started on a migration that reads differently")
    except AssertionError as e:
        assert "36" in str(e), e
    finally:
        if site.process:
            site.process.kill()
            site.process.wait(10)
            site.process = None
        site.sql("UPDATE migration SET sha256 = substr(sha256, 2) WHERE no = 36")
        site.start(*FLAGS)


def test_short_lists_go_by_limit_and_cursor_as_well(site):
    c = sign_in(site)
    for _ in range(2):
        sign_in(site)
    entry = gongshu.publish(site, c)
    for path in ("/api/v1/processes", "/api/v1/themes", "/api/v1/sessions",
                 f"/api/v1/resources/{entry['id']}/versions",
                 f"/api/v1/orgs/{c.user['org']}/history",
                 f"/api/v1/users/{c.user['id']}/deputies"):
        whole, seen, cursor = c.get(path).want(200).json, [], ""
        assert whole["next_cursor"] is None and whole["total"] == len(whole["items"]), path
        while cursor is not None:
            page = c.get(path + "?limit=1" + cursor).want(200).json
            assert page["total"] == whole["total"] and len(page["items"]) <= 1, path
            seen += page["items"]
            cursor = page["next_cursor"] and "&cursor=" + page["next_cursor"]
        assert len(seen) == whole["total"], path
        for wrong in ("1001", "abc"):
            said = c.get(f"{path}?limit={wrong}").refused(400, field="limit").json["detail"]
            assert "1 到 1000 " in said, said
        c.get(path + "?cursor=zz").refused(400, field="cursor")


def test_every_post_that_changes_something_honours_a_key(site):
    c, key = sign_in(site), {"Idempotency-Key": gongshu.unique("key")}
    secadmin = site.as_("secadmin")
    org = c.user["org"]
    offer = c.call("POST", "/api/v1/totp", json_body={}, headers=key).want(201)
    assert c.call("POST", "/api/v1/totp", json_body={}, headers=key).body == offer.body
    title = "title\n" + gongshu.unique("一次导入")
    first = c.call("POST", "/api/v1/catalogue/import", body=title.encode(),
                   headers={**key, "Content-Type": "text/csv"}).want(200)
    again = c.call("POST", "/api/v1/catalogue/import", body=title.encode(),
                   headers={**key, "Content-Type": "text/csv"}).want(200)
    assert first.json["accepted"] == 1 and again.body == first.body
    word = title.split("\n")[1].split("_")[1]
    assert c.get(f"/api/v1/resources?org={org}&q={word}").want(200).json["total"] == 1
    tus = {**key, "Tus-Resumable": "1.0.0"}
    one = c.call("POST", "/api/v1/uploads", headers={**tus, "Upload-Length": "3"}).want(201)
    two = c.call("POST", "/api/v1/uploads", headers={**tus, "Upload-Length": "3"}).want(201)
    assert one.headers["location"] == two.headers["location"]
    c.call("POST", "/api/v1/uploads", headers={**tus, "Upload-Length": "4"}).refused(
        409, "idempotency-other")
    account = site.account("steward", 3)        # but a cookie is given once
    body = {"name": account["name"], "password": account["password"]}
    cookies = {gongshu.Client(site.port).call(
        "POST", "/api/v1/sessions", json_body=body, headers=key).want(201).headers["set-cookie"]
        for _ in range(2)}
    assert len(cookies) == 2
    document = secadmin.get("/api/openapi.json").want(200).json
    said = {path for path, methods in document["paths"].items() for method in methods.values()
            if any(p["name"] == "Idempotency-Key" for p in method.get("parameters", []))}
    assert {"/api/v1/keys/{id}/approve", "/api/v1/orgs/{id}/merge", "/api/v1/elements",
            "/api/v1/calendar"} <= said and "/api/v1/sessions" not in said


def fresh(client):
    """The same session on a connection of its own."""
    copy = gongshu.Client(client.port)
    copy.cookie, copy.csrf = client.cookie, client.csrf
    return copy


def test_one_address_has_so_many_connections_and_others_wait_outside(site):
    held = []
    try:
        for _ in range(280):
            held.append(socket.create_connection(("127.0.0.1", site.port), timeout=5))
        time.sleep(0.3)
        site.nobody().get("/healthz").want(200)
        for _ in range(60):
            held.append(socket.create_connection(("127.0.0.1", site.port), timeout=5))
        time.sleep(0.3)
        held[-1].settimeout(2)
        held[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        try:
            assert held[-1].recv(100) == b"", "one connection too many was served"
        except ConnectionResetError:
            pass
    finally:
        for s in held:
            s.close()
    time.sleep(0.5)
    site.nobody().get("/healthz").want(200)


def test_stopping_finishes_what_is_in_flight_and_exits_0(site):
    stop, wrong, done = threading.Event(), [], [0]

    def ask():
        c = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        while not stop.is_set():
            try:
                c.request("GET", "/open/v1/datasets")
                answer = c.getresponse()
                body = answer.read()
                if answer.status == 200:
                    json.loads(body)
                    done[0] += 1
                elif answer.status != 503:
                    wrong.append(answer.status)
                if answer.will_close:
                    return
            except (ConnectionRefusedError, http.client.RemoteDisconnected,
                    ConnectionResetError, BrokenPipeError):
                return                  # an idle connection ended: nothing was promised
            except Exception as e:      # noqa: BLE001: half an answer is what must not be
                wrong.append(repr(e))
                return

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for t in threads:
        t.start()
    time.sleep(0.5)
    began = time.monotonic()
    code = site.stop(signal.SIGTERM)
    took = time.monotonic() - began
    stop.set()
    for t in threads:
        t.join()
    site.start(*FLAGS)
    assert code == 0 and took < 10, (code, took)
    assert not wrong and done[0] > 0, (wrong[:5], done)


def test_pages_carry_the_headers_that_keep_a_browser_safe(site):
    for path in ("/", "/my", "/record"):
        got = site.nobody().get(path).want(200)
        assert got.headers["content-type"].startswith("text/html"), path
        policy = got.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, policy
        assert "unsafe" not in policy, policy
    got = site.as_("steward").get("/api/v1/resources").want(200)
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["referrer-policy"] == "no-referrer"


def test_other_sites_pages_may_read_what_is_open_and_nothing_else(site):
    origin = {"Origin": "http://other.example"}
    for path in ("/api/openapi.json", "/open/v1/datasets"):
        got = site.nobody().call("GET", path, headers=origin).want(200)
        assert got.headers["access-control-allow-origin"] == "*", path
    got = site.nobody().call("OPTIONS", "/open/v1/datasets", headers=origin).want(204)
    assert got.headers["access-control-allow-headers"] == "authorization"
    got = site.as_("steward").call("GET", "/api/v1/resources", headers=origin)
    assert "access-control-allow-origin" not in got.headers


def test_a_head_of_what_goes_out_in_pieces_leaves_nothing_on_the_connection(site):
    path = gongshu.reasoned("/api/v1/catalogue/export?format=csv")
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as s:
        cookie = site.as_("steward").cookie
        s.sendall(f"HEAD {path} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
        got = b""
        while piece := s.recv(4096):
            got += piece
    assert got.startswith(b"HTTP/1.1 200") and got.count(b"\r\n\r\n") == 1 and got.endswith(b"\r\n\r\n"), got
    assert b"text/csv" in got and b"chunked" not in got.lower(), got
