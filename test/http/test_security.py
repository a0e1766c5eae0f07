"""What holds for every door at once, walked from the server's own description:
nobody comes in who may not, no body takes what it does not know, nothing of
another agency's is told, and no secret or line break reaches the log."""
import json
import re

from gongshu import (COMMITMENT, IDS, ROWS, SHARED, Client, entry, newest_grant, publish, unique,
                     without_none)
from test_cases import of_county


def operations(site):
    """(method, path with its gaps filled, operation) of every route."""
    paths = site.nobody().get("/api/openapi.json").want(200).json["paths"]
    for path, methods in sorted(paths.items()):
        filled = re.sub(r"\{\w+\}", "none-such", path)
        for method, operation in methods.items():
            yield method.upper(), filled, operation


def json_body(operation):
    return "application/json" in operation.get("requestBody", {}).get("content", {})


def test_every_door_but_the_public_ones_asks_who_it_is_before_all_else(site):
    walked = 0
    for method, path, operation in operations(site):
        if operation["x-capability"] == "public":
            continue
        walked += 1
        got = site.nobody().call(method, path + "?nothing=1", body=b"{", headers={
            "Content-Type": "application/json"})
        assert got.status == 401, (method, path, got.status, got.body)
    assert walked > 50, walked


def test_R39_1_no_role_gets_through_a_door_it_has_no_key_to(site):
    walked = 0
    for role in ("steward", "operator", "authority", "auditor", "sysadmin", "secadmin", "cyber",
                 "citizen", "enterprise"):
        client = site.as_(role)
        may = set(client.get("/api/v1/sessions/current").want(200).json["user"]["capabilities"])
        for method, path, operation in operations(site):
            if operation["x-capability"] in may:
                continue
            walked += 1
            got = client.call(method, path, json_body={} if "requestBody" in operation else None)
            assert got.status in (400, 403, 415), (role, method, path, got.status, got.body)
    assert walked > 200, walked


def test_no_body_takes_a_field_it_does_not_know(site):
    client, walked = site.as_("citizen"), 0
    for method, path, operation in operations(site):
        if not json_body(operation):
            continue
        walked += 1
        for field in ("id", "is_admin", "__proto__"):
            client.call(method, path, json_body={field: 1}).refused(400)
        for body in (b"[]", b"null", b"1", b'"x"', b"{", b"{}{}"):
            got = client.call(method, path, body=body,
                              headers={"Content-Type": "application/json"})
            assert got.status == 400, (method, path, body, got.status, got.body)
    assert walked > 20, walked


def test_a_reply_with_the_servers_own_fields_is_no_request(site):
    """What the server decides cannot be sent: each such field alone is refused."""
    steward = site.as_("steward")
    for field, value in (("id", "x"), ("state", "published"), ("national_code", "1/2"),
                         ("version", 7), ("data", {}), ("completeness", 100), ("missing", [])):
        steward.post("/api/v1/resources", {**without_none(entry()), field: value}) \
            .refused(400, field=field)
    for field, value in (("state", "open"), ("facts", ["city"]), ("pack", "x"), ("history", [])):
        steward.post("/api/v1/cases", {"process": "share-request", "subject": {}, "papers": {},
                                       field: value}).refused(400, field=field)


def test_what_is_another_agencys_is_neither_told_nor_moved(site):
    owner, consumer = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, owner, entry(**SHARED))
    batch = owner.load(made["id"], ROWS)["id"]
    draft = owner.post("/api/v1/resources", without_none(entry())).want(201).json["id"]
    upload = owner.upload(b"abc")
    token = owner.post("/api/v1/tokens", {"name": "前置机", "scopes": ["data"]}).want(201).json["id"]
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)["id"]
    site.as_("operator").act(case, "accept").want(200)
    owner.act(case, "agree", conditions={"items": ["permit_no"]}).want(200)
    grant = newest_grant(consumer, made)["id"]
    session = owner.get("/api/v1/sessions").want(200).json["items"][0]["id"]
    basis = {"law": "中华人民共和国个人信息保护法", "article": "5"}
    tus = {"Tus-Resumable": "1.0.0"}
    doors = [("GET", f"/api/v1/resources/{draft}", None, {}),
             ("PATCH", f"/api/v1/resources/{draft}", {"title": "改"}, {}),
             ("PATCH", f"/api/v1/resources/{made['id']}", {"title": "改"}, {}),
             ("GET", f"/api/v1/resources/{draft}/versions/1", None, {}),
             ("GET", f"/api/v1/resources/{draft}/history", None, {}),
             ("GET", f"/api/v1/batches/{batch}", None, {}),
             ("GET", f"/api/v1/batches/{batch}/rejects", None, {}),
             ("POST", f"/api/v1/resources/{made['id']}/batches",
              {"rows": [{"permit_no": "x"}], "mode": "append"}, {}),
             ("GET", f"/api/v1/uploads/{upload}", None, tus),
             ("DELETE", f"/api/v1/uploads/{upload}", None, tus),
             ("GET", f"/api/v1/tokens/{token}", None, {}),
             ("DELETE", f"/api/v1/tokens/{token}", None, {}),
             ("GET", f"/api/v1/cases/{case}", None, {}),
             ("POST", f"/api/v1/cases/{case}/acts", {"act": "close", "papers": {}}, {}),
             ("GET", f"/api/v1/grants/{grant}", None, {}),
             ("POST", f"/api/v1/grants/{grant}/revoke", {"reason": "x", "basis": basis}, {}),
             ("DELETE", f"/api/v1/sessions/{session}", None, {})]
    for stranger in (site.as_("steward", 2), site.as_("citizen"), site.as_("enterprise")):
        for method, path, body, head in doors:
            got = stranger.call(method, path, json_body=body, headers=head)
            assert got.status in (403, 404), (stranger.user["name"], method, path, got.status,
                                              got.body)
        for path in ("/api/v1/cases", "/api/v1/grants", "/api/v1/tokens", "/api/v1/sessions"):
            got = stranger.get(path + "?limit=1000" * (path != "/api/v1/sessions"))
            for secret in (case, grant, token, session):
                assert secret not in got.body.decode(), (stranger.user["name"], path)
    owner.get("/api/v1/sessions/current").want(200)             # nothing was moved
    assert newest_grant(consumer, made)["state"] == "open"
    owner.get(f"/api/v1/uploads/{upload}", **tus).want(200)


def test_a_session_somebody_made_up_never_becomes_one(site):
    """Fixation: what a caller brings along is not taken over at sign-in."""
    account = site.account("steward", 2)
    client = Client(site.port)
    planted = "gongshu-session=" + "A" * 43
    got = client.call("POST", "/api/v1/sessions", headers={"Cookie": planted}, json_body={
        "name": account["name"], "password": account["password"]}).want(201)
    assert planted not in got.headers["set-cookie"]
    client.call("GET", "/api/v1/sessions/current", headers={"Cookie": planted}).refused(401)


def test_no_secret_and_no_line_break_of_a_callers_reaches_the_log(site):
    steward, system, nobody = site.as_("steward", 1), site.system(1), site.nobody()
    made = publish(site, site.as_("steward"), entry(**SHARED))
    site.as_("steward").load(made["id"], ROWS)
    canary = "Canary-" + unique("c")
    breaks = canary + "\n{\"event\":\"forged\"}\r\n\x1b[31m"
    token = steward.post("/api/v1/tokens", {"name": breaks, "scopes": ["data"]})
    assert token.status in (201, 400), token.body
    nobody.post("/api/v1/sessions", {"name": canary, "password": canary + "-password"}).refused(401)
    nobody.post("/api/v1/sessions", {"name": breaks, "password": breaks})
    nobody.get("/api/v1/orgs", Authorization="Bearer gs_" + canary).refused(401)
    nobody.get("/api/v1/orgs", Cookie="gongshu-session=" + canary).refused(401)
    nobody.get("/api/v1/orgs", **{"User-Agent": canary, "X-Forwarded-For": canary}).refused(401)
    nobody.get(f"/{canary}%0d%0a%1b").refused(400)
    told = [system.get(f"/data/v1/{made['code']}?id_no={IDS[0]}", **{"Gongshu-Purpose": canary}),
            system.post(f"/data/v1/{made['code']}/query",
                        {"where": {"item": "id_no", "op": "like", "value": IDS[0]}},
                        **{"Gongshu-Purpose": canary}),
            system.post(f"/data/v1/{made['code']}/query", {"keys": [IDS[0]], "limit": -1})]
    for got in told:
        assert 400 <= got.status < 500 and IDS[0] not in got.body.decode(), got.body
    steward.call("POST", "/api/v1/uploads", headers={
        "Tus-Resumable": "1.0.0", "Upload-Length": "1", "Upload-Metadata": "filename Q2FuYXJ5"})
    account = site.account("operator")
    fresh = Client(site.port).sign_in(account["name"], account["password"])
    log = (site.dir / "server.log").read_bytes().decode()
    for line in log.splitlines():
        assert json.loads(line).get("event") != "forged", line
    secrets = [canary, fresh.cookie.split("=")[1], fresh.csrf, account["password"], system.token,
               *IDS, *(i[-8:] for i in IDS)]
    if token.status == 201:
        secrets.append(token.json["token"])
    for secret in secrets:
        assert secret not in log, secret


def test_R09_2_what_is_kept_once_for_the_city_is_changed_by_no_county(site):
    _, _, county, _, _ = of_county(site)
    for path, body in (("code-sets", {"id": "x-set", "name": "x", "source": "x"}),
                       ("elements", {"code": "DE99999", "name": "x"}),
                       ("elements/DE00001/source", {"source": None, "reason": "x"}),
                       ("catalogue/releases", {})):
        county.post("/api/v1/" + path, body).refused(403)
    for path in ("classifications/theme", "elements/import"):
        county.call("POST", "/api/v1/" + path, "code,name\n1,x\n".encode(),
                    headers={"Content-Type": "text/csv"}).refused(403)
