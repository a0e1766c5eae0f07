"""People, organisations, sessions, tokens and keys over HTTP."""
import base64
import hashlib
import hmac
import re
import struct
import time

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from gongshu import (COMMITMENT, IDS, ROWS, SHARED, Client, entry, newest_grant, publish,
                     subscribe, unique, without_none)
from test_cases import of_county

GOOD = "Lake-Blue-2027"


def credit_code(n):
    """A valid code of a body that does not exist (GB 32100 and GB 11714)."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    org = f"E{n:07d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in org]
    check = 11 - sum(v * w for v, w in zip(values, weights)) % 11
    body = "12320900" + org + {10: "X", 11: "0"}.get(check, str(check))
    total = sum(signs.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + signs[(31 - total % 31) % 31]


def fresh(site):
    return Client(site.port)


def staff(site, role, org=None, name=None):
    """A new member of staff with a role, signed in after choosing a password."""
    org = org or site.account("steward")["org"]
    name = name or unique("clerk").replace("_", ".")
    made = site.as_("sysadmin").post("/api/v1/users", {
        "name": name, "title": "测试员", "org": org}).want(201).json
    site.as_("secadmin").call("PUT", f"/api/v1/users/{made['id']}/roles",
                              json_body={"roles": [role]}).want(200)
    client = fresh(site).sign_in(name, made["secret"])
    client.call("PUT", "/api/v1/password",
                json_body={"current": made["secret"], "password": GOOD}).want(204)
    client.id, client.name = made["id"], name
    return client


def totp(secret, at=None):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(at or time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


# ---- sessions ------------------------------------------------------------------
def test_R39_1_signing_in_says_who_one_is_and_what_one_may_do(site):
    a = site.account("steward")
    client = fresh(site)
    got = client.call("POST", "/api/v1/sessions", json_body={
        "name": a["name"], "password": a["password"]}).want(201)
    user = got.json["user"]
    assert user["name"] == a["name"] and user["org"] == a["org"], user
    assert user["roles"] == ["steward"] and "catalogue-write" in user["capabilities"], user
    assert user["assurance"] == 0 and got.json["csrf"], got.json
    cookie = got.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie, cookie
    client.cookie = cookie.split(";")[0]
    now = client.get("/api/v1/sessions/current").want(200).json
    assert now["user"]["id"] == user["id"] and now["csrf"] == got.json["csrf"]
    client.delete("/api/v1/sessions/current").refused(403)
    client.csrf = got.json["csrf"]
    client.delete("/api/v1/sessions/current").want(204)
    client.get("/api/v1/sessions/current").refused(401)


def test_a_wrong_name_and_a_wrong_password_answer_alike(site):
    name = site.account("steward", 1)["name"]
    client = fresh(site)
    wrong = client.post("/api/v1/sessions", {"name": name, "password": "Wrong-Word-77"})
    unknown = client.post("/api/v1/sessions", {"name": "no.such.clerk",
                                               "password": "Wrong-Word-77"})
    assert wrong.refused(401, "sign-in-refused").json == unknown.refused(401).json
    client.post("/api/v1/sessions", {"name": name}).refused(400)
    client.post("/api/v1/sessions", {"name": name, "password": "x", "id": "1"}).refused(400)


def test_five_failures_lock_a_name_and_only_that_one(site):
    clerk = staff(site, "steward")
    client = fresh(site)
    for _ in range(5):
        client.post("/api/v1/sessions", {"name": clerk.name, "password": "Wrong-Word-77"}) \
            .refused(401)
    locked = client.post("/api/v1/sessions", {"name": clerk.name, "password": GOOD})
    locked.refused(429, "sign-in-locked")
    assert int(locked.headers["retry-after"]) > 0
    clerk.get("/api/v1/sessions/current").want(200)     # the session that runs goes on
    site.as_("operator").get("/api/v1/sessions/current").want(200)


def test_signing_in_again_makes_another_session_and_ends_the_one_it_replaces(site):
    clerk = staff(site, "steward")
    old = clerk.cookie
    again = clerk.call("POST", "/api/v1/sessions", json_body={"name": clerk.name,
                                                              "password": GOOD}).want(201)
    fresh_cookie = again.headers["set-cookie"].split(";")[0]
    assert fresh_cookie != old
    clerk.get("/api/v1/sessions/current").refused(401)
    clerk.cookie, clerk.csrf = fresh_cookie, again.json["csrf"]
    others = [fresh(site).sign_in(clerk.name, GOOD) for _ in range(3)]
    clerk.get("/api/v1/sessions/current").refused(401)  # three at once, no more
    listed = others[2].get("/api/v1/sessions").want(200).json
    assert listed["total"] == 3 and sum(s["current"] for s in listed["items"]) == 1
    other = [s for s in listed["items"] if not s["current"]][0]
    others[2].delete(f"/api/v1/sessions/{other['id']}").want(204)
    assert others[2].get("/api/v1/sessions").json["total"] == 2


def test_a_second_factor_is_asked_for_once_it_is_proved_and_works_once(site):
    clerk = staff(site, "steward")
    offer = clerk.post("/api/v1/totp").want(201).json
    assert offer["secret"] in offer["uri"]
    fresh(site).sign_in(clerk.name, GOOD)               # offered only: not asked yet
    code = totp(offer["secret"])
    wrong = f"{(int(code) + 1) % 1000000:06d}"
    clerk.post("/api/v1/totp/confirm", {"code": wrong}).refused(403)
    codes = clerk.post("/api/v1/totp/confirm", {"code": code}).want(200).json["recovery_codes"]
    assert len(set(codes)) == 10
    client = fresh(site)
    client.post("/api/v1/sessions", {"name": clerk.name, "password": GOOD}) \
        .refused(401, "second-factor-needed")
    body = {"name": clerk.name, "password": GOOD, "totp": code}
    client.post("/api/v1/sessions", body).refused(401)  # used already
    body["totp"] = totp(offer["secret"], time.time() + 30)
    client.post("/api/v1/sessions", body).want(201)
    client.post("/api/v1/sessions", body).refused(401)
    body["totp"] = codes[0]
    client.post("/api/v1/sessions", body).want(201)
    client.post("/api/v1/sessions", body).refused(401)
    body["totp"] = codes[1]
    inside = client.post("/api/v1/sessions", body).want(201)
    client.cookie, client.csrf = inside.headers["set-cookie"].split(";")[0], inside.json["csrf"]
    told = client.post("/api/v1/totp").refused(409).json["detail"]
    assert "已启用" in told, told                         # it is on: give it up first
    client.post("/api/v1/totp/off", {"code": code}).refused(403)
    site.as_("sysadmin").post(f"/api/v1/users/{clerk.id}/password-reset",
                              {"second_factor": True}).want(200)
    shown = site.as_("sysadmin").get(f"/api/v1/users/{clerk.id}").want(200).json
    assert shown["second_factor"] == "none" and shown["must_change_password"], shown


# ---- people ----------------------------------------------------------------------
def test_R39_1_three_administrators_keep_apart(site):
    sysadmin, secadmin, auditor = (site.as_(r) for r in ("sysadmin", "secadmin", "auditor"))
    made = sysadmin.post("/api/v1/users", {"name": unique("p").replace("_", "."), "title": "甲",
                                           "org": site.account("operator")["org"]}).want(201)
    path = f"/api/v1/users/{made.json['id']}/roles"

    def roles(who, *words):
        return who.call("PUT", path, json_body={"roles": list(words)})
    roles(sysadmin, "operator").refused(403)            # makes accounts, gives no rights
    roles(auditor, "operator").refused(403)
    secadmin.post("/api/v1/users", {"name": "x.y", "title": "乙", "org": "x"}).refused(403)
    auditor.post("/api/v1/users", {"name": "x.y", "title": "乙", "org": "x"}).refused(403)
    for pair in (("sysadmin", "secadmin"), ("sysadmin", "auditor"), ("secadmin", "auditor"),
                 ("auditor", "steward"), ("sysadmin", "operator")):
        said = roles(secadmin, *pair).refused(409, "role-clash").json["detail"]
        assert not re.search("[a-z]", said), said
    assert "“公众”" in roles(secadmin, "citizen").refused(409).json["detail"]
    roles(secadmin, "queen").refused(400)
    assert roles(secadmin, "operator", "cyber").want(200).json["roles"] == ["operator", "cyber"]
    own = secadmin.get("/api/v1/sessions/current").json["user"]["id"]
    secadmin.call("PUT", f"/api/v1/users/{own}/roles", json_body={"roles": ["operator"]}) \
        .refused(403, "own-account")
    for client in (sysadmin, secadmin):                 # they see accounts, no data
        client.get("/api/v1/users?limit=5").want(200)
        client.get("/api/v1/record").refused(403)


def test_the_first_sign_in_changes_the_password_and_does_nothing_else(site):
    name = unique("new").replace("_", ".")
    made = site.as_("sysadmin").post("/api/v1/users", {
        "name": name, "title": "新人", "org": site.account("steward")["org"]}).want(201).json
    site.as_("secadmin").call("PUT", f"/api/v1/users/{made['id']}/roles",
                              json_body={"roles": ["steward"]}).want(200)
    client = fresh(site).sign_in(name, made["secret"])
    assert client.get("/api/v1/sessions/current").json["must_change_password"] is True
    client.post("/api/v1/resources", without_none(entry())).refused(403)

    def change(word, current=made["secret"]):
        return client.call("PUT", "/api/v1/password",
                           json_body={"current": current, "password": word})
    for weak in ("short-A1", "alllowercase", "Passw0rd-2027", f"X1-{name}"):
        change(weak).refused(400, field="password")
    change(GOOD, current="not it").refused(403, "password-wrong")
    change(made["secret"]).refused(409, "password-used")
    change(GOOD).want(204)
    assert client.get("/api/v1/sessions/current").json["must_change_password"] is False
    client.post("/api/v1/resources", without_none(entry())).want(201)
    fresh(site).post("/api/v1/sessions", {"name": name, "password": made["secret"]}).refused(401)
    site.as_("sysadmin").post("/api/v1/users", {
        "name": name, "title": "同名", "org": site.account("steward")["org"]}) \
        .refused(409, "name-taken")


def test_an_administrator_resets_a_password_with_a_one_time_secret(site):
    clerk = staff(site, "steward")
    got = site.as_("sysadmin").post(f"/api/v1/users/{clerk.id}/password-reset", {}).want(200).json
    clerk.get("/api/v1/sessions/current").refused(401)
    fresh(site).post("/api/v1/sessions", {"name": clerk.name, "password": GOOD}).refused(401)
    client = fresh(site).sign_in(clerk.name, got["secret"])
    client.call("PUT", "/api/v1/password", json_body={"current": got["secret"],
                                                      "password": GOOD}) \
        .refused(409, "password-used")
    client.call("PUT", "/api/v1/password", json_body={"current": got["secret"],
                                                      "password": "Reed-Green-31"}).want(204)
    site.as_("secadmin").post(f"/api/v1/users/{clerk.id}/password-reset", {}).refused(403)


def test_a_disabled_account_and_a_role_taken_away_hold_at_once(site):
    clerk = staff(site, "steward")
    clerk.post("/api/v1/resources", without_none(entry())).want(201)
    site.as_("secadmin").call("PUT", f"/api/v1/users/{clerk.id}/roles",
                              json_body={"roles": []}).want(200)
    clerk.post("/api/v1/resources", without_none(entry())).refused(403)
    site.as_("sysadmin").patch(f"/api/v1/users/{clerk.id}", {"state": "disabled"}).want(200)
    clerk.get("/api/v1/sessions/current").refused(401)
    fresh(site).post("/api/v1/sessions", {"name": clerk.name, "password": GOOD}).refused(401)


def test_a_contracts_account_ends_with_it(site):
    name = unique("firm").replace("_", ".")
    made = site.as_("sysadmin").post("/api/v1/users", {
        "name": name, "title": "外包", "org": site.account("steward")["org"],
        "contract": "HT-2026-1", "ends_on": "2026-01-31"}).want(201).json
    fresh(site).post("/api/v1/sessions", {"name": name, "password": made["secret"]}).refused(401)


def test_a_leavers_work_is_handed_over_within_the_organisation(site):
    leaver, heir = staff(site, "steward"), staff(site, "steward")
    token = leaver.post("/api/v1/tokens", {"name": "前置机", "scopes": ["data"]}).want(201).json
    made = leaver.post("/api/v1/resources", without_none(entry())).want(201).json
    case = leaver.case("catalogue-review", {"resource": made["id"]})
    sysadmin = site.as_("sysadmin")
    other = site.as_("operator").user["id"]
    sysadmin.post(f"/api/v1/users/{leaver.id}/hand-over", {"to": other}).refused(409)
    sysadmin.post(f"/api/v1/users/{leaver.id}/hand-over", {"to": heir.id}).want(200)
    leaver.get("/api/v1/sessions/current").refused(401)
    system = fresh(site)
    system.token = token["token"]
    system.get("/api/v1/grants").want(200)              # the system goes on, under the heir
    assert heir.get(f"/api/v1/tokens/{token['id']}").want(200).json["user"] == heir.id
    acts = [a["act"] for a in heir.get(f"/api/v1/cases/{case['id']}").want(200).json["acts"]]
    assert "cancel" in acts, acts
    heir.patch(f"/api/v1/resources/{made['id']}", {"abstract": "由接任者维护"}).refused(409)


def test_a_deputy_holds_both_peoples_roles_for_the_days_given(site):
    org = site.account("operator")["org"]
    boss, deputy = staff(site, "operator", org), staff(site, "steward", org)
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
    assert "identity-write" not in deputy.get("/api/v1/sessions/current").json["user"][
        "capabilities"]
    path = f"/api/v1/users/{boss.id}/deputies"
    deputy.post(path, {"deputy": deputy.id, "from": today, "to": today}).refused(404)
    boss.post(path, {"deputy": deputy.id, "from": "2020-01-01", "to": today}).refused(400)
    boss.post(path, {"deputy": site.as_("steward").user["id"], "from": today, "to": today}) \
        .refused(409)
    made = boss.post(path, {"deputy": deputy.id, "from": today, "to": today}).want(201).json
    assert "identity-write" in deputy.get("/api/v1/sessions/current").json["user"]["capabilities"]
    assert boss.get(path).want(200).json["items"][0]["deputy"] == deputy.id
    site.as_("steward").get(path).refused(404)
    boss.delete(f"{path}/{made['id']}").want(204)
    assert "identity-write" not in deputy.get("/api/v1/sessions/current").json["user"][
        "capabilities"]


# ---- organisations ------------------------------------------------------------------
def new_org(site, n, **over):
    body = {"name": unique("测试局"), "level": "city", "kind": "agency", "region": "320900",
            "code": credit_code(n), **over}
    return site.as_("sysadmin").post("/api/v1/orgs", body)


def test_R06_1_organisations_are_registered_with_a_true_code_and_whose_they_are(site):
    made = new_org(site, 1, person="王明", officer="李海", unit="数据科").want(201).json
    assert made["officer"] == "李海" and made["state"] == "active"
    new_org(site, 1).refused(409, "org-code-taken")
    bad = credit_code(2)[:-1] + ("0" if credit_code(2)[-1] != "0" else "1")
    new_org(site, 2, code=bad).refused(400, "org-code-bad", field="code")
    new_org(site, 3, level="galaxy").refused(400)
    new_org(site, 4, parent="nowhere").refused(400, field="parent")
    new_org(site, 6, region="32090").refused(400, "org-region-bad", field="region")
    for level, region, said in (
            ("county", "320900", "county"), ("town", "320900001", "county"), ("county", "320000", "county"),
            ("city", "320902", "city"), ("city", "3209YN", "city"), ("province", "320900", "province")):
        new_org(site, 6, level=level, region=region).refused(400, f"org-region-{said}", field="region")
    for n, level, region in ((7, "county", "3209YN"), (8, "town", "320902101"), (9, "province", "320000")):
        new_org(site, n, level=level, region=region).want(201)
    child = new_org(site, 5, parent=made["id"]).want(201).json
    tree = site.as_("steward").get(f"/api/v1/orgs?parent={made['id']}").want(200).json
    assert [o["id"] for o in tree["items"]] == [child["id"]] and tree["total"] == 1
    site.as_("sysadmin").patch(f"/api/v1/orgs/{made['id']}", {"parent": child["id"]}).refused(409)
    site.as_("sysadmin").patch(f"/api/v1/orgs/{made['id']}", {"region": "盐城市亭湖区"}).refused(
        400, "org-region-bad", field="region")
    site.as_("sysadmin").patch(f"/api/v1/orgs/{made['id']}", {"region": "320902"}).refused(
        400, "org-region-city", field="region")
    site.as_("steward").patch(f"/api/v1/orgs/{made['id']}", {"name": "x"}).refused(403)


def test_R06_1_renaming_and_merging_keep_the_history_and_take_people_along(site):
    sysadmin = site.as_("sysadmin")
    gone, into = new_org(site, 11).want(201).json, new_org(site, 12).want(201).json
    clerk = staff(site, "steward", gone["id"])
    described = clerk.post("/api/v1/resources", without_none(entry())).want(201).json
    data = publish(site, site.as_("steward"))
    site.as_("steward").load(data["id"], ROWS)
    subscribe(site, clerk, data)
    system = fresh(site)
    system.token = clerk.post("/api/v1/tokens", {"name": "s", "scopes": ["data"]}).json["token"]
    renamed = sysadmin.patch(f"/api/v1/orgs/{gone['id']}", {"name": "新名称局"}).want(200).json
    assert renamed["name"] == "新名称局"
    past = sysadmin.get(f"/api/v1/orgs/{gone['id']}/history").want(200).json["items"]
    assert past[0]["act"] == "renamed" and past[0]["other"] == gone["name"], past
    merged = sysadmin.post(f"/api/v1/orgs/{gone['id']}/merge", {"into": into["id"]}).want(200).json
    assert merged["state"] == "merged" and merged["merged_into"] == into["id"]
    clerk.user = clerk.get("/api/v1/sessions/current").json["user"]
    assert clerk.user["org"] == into["id"]
    grant = newest_grant(clerk, data)
    assert grant["org"] == into["id"] and grant["state"] == "open", grant
    system.get(f"/data/v1/{grant['code']}?limit=1",
               **{"Gongshu-Purpose": grant["purpose_code"]}).want(200)
    entry_now = clerk.get(f"/api/v1/resources/{described['id']}").want(200).json
    assert entry_now["org"] == into["id"], entry_now["org"]
    sysadmin.post(f"/api/v1/orgs/{gone['id']}/merge", {"into": into["id"]}).refused(409)
    sysadmin.patch(f"/api/v1/orgs/{gone['id']}", {"name": "再改"}).refused(409)


def test_R06_1_a_closed_organisations_people_and_systems_stop(site):
    org = new_org(site, 21).want(201).json
    clerk = staff(site, "steward", org["id"])
    token = clerk.post("/api/v1/tokens", {"name": "s", "scopes": ["data"]}).want(201).json["token"]
    site.as_("sysadmin").call("POST", f"/api/v1/orgs/{org['id']}/close").want(200)
    clerk.get("/api/v1/sessions/current").refused(401)
    system = fresh(site)
    system.token = token
    system.get("/api/v1/grants").refused(401)
    fresh(site).post("/api/v1/sessions", {"name": clerk.name, "password": GOOD}).refused(401)


# ---- tokens --------------------------------------------------------------------------
def test_tokens_are_limited_to_their_scopes_and_stop_when_revoked(site):
    steward = site.as_("steward")
    made = steward.post("/api/v1/tokens", {"name": "脚本", "scopes": ["catalogue"],
                                           "expires_on": "2026-12-31"}
                        if time.gmtime().tm_year == 2026 else
                        {"name": "脚本", "scopes": ["catalogue"]}).want(201).json
    script = fresh(site)
    script.token = made["token"]
    script.post("/api/v1/resources", without_none(entry())).want(201)
    script.get("/api/v1/cases").refused(403)
    script.post("/api/v1/tokens", {"name": "more", "scopes": ["cases"]}).refused(403)
    listed = steward.get(f"/api/v1/tokens/{made['id']}").want(200)
    assert made["token"] not in listed.body.decode() and listed.json["scopes"] == ["catalogue"]
    assert made["id"] in [t["id"] for t in steward.get("/api/v1/tokens").want(200).json["items"]]
    site.as_("steward", 1).get(f"/api/v1/tokens/{made['id']}").refused(404)
    both = Client(site.port)
    both.cookie, both.token = steward.cookie, made["token"]
    both.get("/api/v1/resources").refused(400)
    steward.delete(f"/api/v1/tokens/{made['id']}").want(204)
    script.get("/api/v1/resources").refused(401)
    steward.post("/api/v1/tokens", {"name": "x", "scopes": ["everything"]}).refused(400)
    steward.post("/api/v1/tokens", {"name": "x", "scopes": ["data"],
                                    "expires_on": "2020-01-01"}).refused(400)
    script.token = "gs_" + "A" * 43
    script.get("/api/v1/resources").refused(401)


# ---- keys ------------------------------------------------------------------------------
def pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM,
        serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def test_R39_1_a_systems_key_needs_a_second_person(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    key = pem(ed25519.Ed25519PrivateKey.generate())
    body = {"org": steward.user["org"], "name": "前置机", "algorithm": "ed25519",
            "public_key": key}
    case = steward.post("/api/v1/keys", body).want(201).json
    assert case["process"] == "system-key" and case["state"] == "asked", case
    steward.post("/api/v1/keys", body).refused(409)
    private = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    told = steward.post("/api/v1/keys", dict(body, public_key=private)).refused(400, field="public_key")
    assert told.json["code"] == "key-private" and private not in told.body.decode(), told.json
    assert [a["act"] for a in case["acts"]] == ["revoke"], case["acts"]
    steward.act(case, "agree").refused(403)
    site.as_("steward", 1).get(f"/api/v1/cases/{case['id']}").refused(404)
    seen = operator.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert "agree" in [a["act"] for a in seen["acts"]], seen["acts"]
    operator.act(case, "refuse").refused(422)
    done = operator.act(case, "agree").want(200).json
    assert done["state"] == "active" and len(done["history"]) == 2, done
    operator.act(case, "agree").refused(409)
    other = dict(body, org=site.account("steward", 1)["org"],
                 public_key=pem(ed25519.Ed25519PrivateKey.generate()))
    steward.post("/api/v1/keys", other).refused(403, field="org")
    steward.post("/api/v1/keys", dict(body, algorithm="ecdsa-p256-sha256")) \
        .refused(400, field="public_key")
    p256 = steward.post("/api/v1/keys", dict(
        body, algorithm="ecdsa-p256-sha256", replaces=case["id"],
        public_key=pem(ec.generate_private_key(ec.SECP256R1())))).want(201).json
    operator.call("POST", f"/api/v1/keys/{p256['id']}/approve").want(200)
    assert steward.get(f"/api/v1/keys/{case['id']}").json["state"] == "revoked"
    steward.delete(f"/api/v1/keys/{p256['id']}").want(204)
    third = steward.post("/api/v1/keys", dict(
        body, public_key=pem(ed25519.Ed25519PrivateKey.generate()))).want(201).json
    refusal = f"/api/v1/keys/{third['id']}/refuse"
    operator.post(refusal, {}).refused(400)
    assert operator.post(refusal, {"reason": "用途不明"}).want(200).json["state"] == "refused"
    steward.post(f"/api/v1/keys/{third['id']}/revoke", {"reason": "不再使用"}).refused(409)
    mine = steward.get("/api/v1/keys?state=revoked").want(200).json
    assert mine["total"] == 2, mine


def test_R39_1_a_countys_office_agrees_to_the_keys_of_its_county_alone(site):
    agency, _, operator, _, _ = of_county(site)
    asked = {}
    for client in (site.as_("steward"), agency):
        body = {"org": client.user["org"], "name": "前置机", "algorithm": "ed25519",
                "public_key": pem(ed25519.Ed25519PrivateKey.generate())}
        asked[client] = client.post("/api/v1/keys", body).want(201).json["id"]
    citys, countys = asked.values()
    operator.get(f"/api/v1/keys/{citys}").refused(404)
    operator.call("POST", f"/api/v1/keys/{citys}/approve").refused(404)
    operator.delete(f"/api/v1/keys/{citys}").refused(404)
    operator.act(citys, "agree").refused(404)
    listed = operator.get("/api/v1/keys?limit=200").want(200).json
    assert countys in [k["id"] for k in listed["items"]] and citys not in [k["id"] for k in listed["items"]]
    assert listed["total"] == len(listed["items"])
    assert site.as_("operator").get(f"/api/v1/keys/{countys}").want(200)
    operator.call("POST", f"/api/v1/keys/{countys}/approve").want(200)
    site.as_("operator").call("POST", f"/api/v1/keys/{citys}/approve").want(200)


def told_of_key(client, key):
    got = client.get("/api/v1/notices?limit=100").want(200).json["items"]
    return [(n["kind"], n["read"], n["text"]) for n in got if key["id"] in (n.get("about") or "")]


def test_R39_1_who_asked_for_a_key_is_told_how_that_ended_and_who_approves_that_it_waits(site):
    steward, operator, secadmin = site.as_("steward"), site.as_("operator"), site.as_("secadmin")

    def ask(**more):
        return steward.post("/api/v1/keys", {
            "org": steward.user["org"], "name": "前置机", "algorithm": "ed25519",
            "public_key": pem(ed25519.Ed25519PrivateKey.generate()), **more}).want(201).json
    first = ask()
    for keeper in (operator, secadmin):
        assert [k[:2] for k in told_of_key(keeper, first)] == [("key_asked", False)]
    assert told_of_key(steward, first) == []
    operator.post(f"/api/v1/keys/{first['id']}/approve").want(200)
    assert [k[:2] for k in told_of_key(steward, first)] == [("key_agreed", False)]
    assert [k[:2] for k in told_of_key(secadmin, first)] == [("key_asked", True)], "nobody need look"
    second = ask(replaces=first["id"])
    operator.post(f"/api/v1/keys/{second['id']}/approve").want(200)
    agreed = [k for k in told_of_key(steward, second) if k[0] == "key_agreed"]
    assert len(agreed) == 1 and first["id"] in agreed[0][2], agreed
    third = ask()
    operator.post(f"/api/v1/keys/{third['id']}/refuse", {"reason": "用途不明"}).want(200)
    assert [k[0] for k in told_of_key(steward, third)] == ["key_refused"]
    assert "用途不明" in told_of_key(steward, third)[0][2]
    secadmin.post(f"/api/v1/keys/{second['id']}/revoke", {"reason": "疑似泄露"}).want(200)
    assert "疑似泄露" in [k[2] for k in told_of_key(steward, second) if k[0] == "key_revoked"][0]
    fourth = ask()
    steward.post(f"/api/v1/keys/{fourth['id']}/revoke", {"reason": "不再使用"}).want(200)
    assert told_of_key(steward, fourth) == [], "what they did themselves they know"
    assert told_of_key(site.as_("steward", 1), second) == []


# ---- the portal's people -----------------------------------------------------------------
def test_R42_2_a_person_sees_who_looked_them_up_only_with_a_verified_identity(site):
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, provider, entry(**SHARED))
    provider.load(made["id"], ROWS)
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    provider.act(case, "agree", conditions={"items": ["permit_no", "id_no", "holder"]}).want(200)
    grant = [g for g in consumer.get("/api/v1/grants").json["items"] if
             g["resource"] == made["id"]][0]
    name = unique("person").replace("_", ".")
    account = fresh(site).post("/open/v1/accounts", {"name": name, "password": GOOD}) \
        .want(201).json
    assert account["assurance"] == 0
    person = fresh(site).sign_in(name, GOOD)
    person.get("/open/v1/my-accesses").refused(403)
    path = f"/api/v1/users/{account['id']}/identity"
    check = {"kind": "resident_id", "identifier": IDS[1], "evidence": "窗口核验", "assurance": 2}
    person.call("PUT", path, json_body=check).refused(403)
    operator = site.as_("operator")
    operator.call("PUT", path, json_body=dict(check, identifier="320902190001010022")) \
        .refused(400, field="identifier")
    operator.call("PUT", path, json_body=check).want(200)
    assert person.get("/api/v1/sessions/current").json["user"]["assurance"] == 2
    assert person.get("/open/v1/my-accesses").want(200).json["total"] == 0
    system = site.system(org=consumer.user["org"])
    system.get(f"/data/v1/{grant['code']}?permit_no=P-002",
               **{"Gongshu-Purpose": grant["purpose_code"]}).want(200)
    for _ in range(100):
        seen = person.get("/open/v1/my-accesses").want(200).json
        if seen["total"]:
            break
        time.sleep(0.05)
    assert seen["total"] == 1 and seen["items"][0]["org"] == consumer.user["org"], seen
    assert IDS[1] not in str(seen)
    second = fresh(site).post("/open/v1/accounts", {"name": unique("p2").replace("_", "."),
                                                    "password": GOOD}).want(201).json
    operator.call("PUT", f"/api/v1/users/{second['id']}/identity", json_body=check) \
        .refused(409, "person-known")


def test_staff_are_named_behind_their_login_names_to_staff_alone(site):
    steward, authority = site.as_("steward"), site.as_("authority")
    name = unique("person").replace("_", ".")
    fresh(site).post("/open/v1/accounts", {"name": name, "password": GOOD}).want(201)
    login = [c.user["name"] for c in (steward, authority)]
    got = steward.get(f"/api/v1/staff?names={login[0]},{name},no.such,,{login[1]}").want(200).json
    assert [i["name"] for i in got["items"]] == login and got["total"] == 2, got
    assert got["items"][0]["title"] == steward.user["title"] and got["items"][0]["org_name"], got
    assert steward.get("/api/v1/staff").want(200).json["items"] == []
    steward.get("/api/v1/staff?names=" + ",".join(f"n{i}" for i in range(101))).refused(400, field="names")
    fresh(site).sign_in(name, GOOD).get(f"/api/v1/staff?names={login[0]}").refused(403)
    fresh(site).get(f"/api/v1/staff?names={login[0]}").refused(401)


def test_a_portal_account_has_no_rights_of_staff(site):
    name = unique("person").replace("_", ".")
    fresh(site).post("/open/v1/accounts", {"name": name, "password": "weak"}) \
        .refused(400, field="password")
    fresh(site).post("/open/v1/accounts", {"name": name, "password": GOOD,
                                           "assurance": 3}).refused(400)
    fresh(site).post("/open/v1/accounts", {"name": name, "password": GOOD}).want(201)
    fresh(site).post("/open/v1/accounts", {"name": name, "password": GOOD}) \
        .refused(409, "name-taken")
    person = fresh(site).sign_in(name, GOOD)
    for path in ("/api/v1/resources", "/api/v1/orgs", "/api/v1/users", "/api/v1/grants"):
        person.get(path).refused(403)


# ---- who can -----------------------------------------------------------------------------
def test_R39_1_who_can_tells_every_right_from_the_tables_the_door_obeys(site):
    text = site.run("who-can").stdout.decode()
    parts = dict(p.split("\n", 1) for p in text.split("\n## ")[1:])
    for role in ("steward", "operator", "authority", "auditor", "sysadmin", "secadmin", "cyber",
                 "citizen", "enterprise"):
        assert role in parts, role
    for role in ("sysadmin", "secadmin", "auditor"):
        for word in ("data-call", "case-act", "data-load", "catalogue-write", "/data/v1/"):
            assert word not in parts[role], (role, word)
    assert "GET /api/v1/record" in parts["auditor"]
    assert "/data/v1/" in [v for k, v in parts.items() if k.startswith("an agency's system")][0]
    assert "- sysadmin, secadmin" in parts["Roles that exclude each other"]
    paths = site.nobody().get("/api/openapi.json").want(200).json["paths"]
    for path in paths:                                  # no door is left out
        assert path.split("{")[0] in text, path
