"""Calls for rows signed with a system's key (RFC 9421) in each of the three algorithms: good once,
as they were signed, by the key that was registered, and from where it may be used."""
import json
import time

from gongshu import Client
from signing import ALGORITHMS, ED25519, P256, SM2, Private, signed, system_key
from test_data import at_once, granted, used
from test_signed_answers import KEYS, answer_verifies


# --- what each algorithm has in common -----------------------------------------------------

def good_once(site, algorithm):
    path, purpose, grant = granted(site)
    key, client = system_key(site, algorithm), site.nobody()
    target, query = path + "?permit_no=P-001", path + "/query"

    def call(method, where, head, body=None, **over):
        return client.call(method, where, body=body, headers={**head, **over})

    head = signed(site, key, "GET", target, headers=purpose)
    assert [r["permit_no"] for r in call("GET", target, head).want(200).json["rows"]] == ["P-001"]
    assert "used before" in call("GET", target, head).refused(401).json["detail_en"]
    head = signed(site, key, "GET", target, headers={**purpose, "Gongshu-Matter": "7"})
    for where in (target.replace("001", "002"), path, target + "&limit=1"):
        call("GET", where, head).refused(401)
    for name, other in (("Gongshu-Purpose", "p-other"), ("Gongshu-Matter", "8"),
                        ("Host", f"localhost:{site.port}")):
        call("GET", target, head, **{name: other}).refused(401)
    call("GET", target, {k: v for k, v in head.items() if k != "Gongshu-Matter"}).refused(401)
    call("GET", target, head).want(200)         # none of those has used it up
    body = json.dumps({"keys": ["P-002"]}).encode()
    head = signed(site, key, "POST", query, body, purpose)
    call("POST", query, head, body.replace(b"2", b"3")).refused(401)
    call("PUT", query, head, body).want(405)
    assert call("POST", query, head, body).want(200).json["rows"][0]["permit_no"] == "P-002"
    assert used(site, grant)["calls"] == 3, used(site, grant)


def times_hold(site, algorithm):
    path, purpose, grant = granted(site)
    key, client, now = system_key(site, algorithm), site.nobody(), int(time.time())
    for times in ({"created": now - 130, "expires": now - 20}, {"expires": now + 200},
                  {"created": now + 300, "expires": now + 320}):
        head = signed(site, key, "GET", path, headers=purpose, **times)
        client.call("GET", path, headers=head).refused(401)
    assert used(site, grant)["calls"] == 0


def own_key_alone(site, algorithm):
    """A key of its own kind, one of another, one registered as another's, and no key at all."""
    path, purpose, grant = granted(site)
    (keyid, private), client = system_key(site, algorithm), site.nobody()
    others = [Private(algorithm)] + [system_key(site, a)[1] for a in ALGORITHMS if a != algorithm]
    for named, signer in [(keyid, other) for other in others] + [("nobody", private)] + [
            (system_key(site, a)[0], private) for a in ALGORITHMS]:
        head = signed(site, (named, signer), "GET", path, headers=purpose)
        client.call("GET", path, headers=head).refused(401)
    steward = site.as_("steward", 1)
    for other in ALGORITHMS:
        if other != algorithm:
            steward.post("/api/v1/keys", {
                "org": steward.user["org"], "name": "x", "algorithm": other,
                "public_key": Private(algorithm).public}).refused(400, field="public_key")
    head = signed(site, (keyid, private), "GET", path, headers=purpose)
    steward.delete(f"/api/v1/keys/{keyid}").want(204)
    client.call("GET", path, headers=head).refused(401)
    assert used(site, grant)["calls"] == 0


def algorithm_named(site, algorithm, takes):
    """`alg` may say what the key's record says, in the words of the standard, and nothing else."""
    path, purpose, grant = granted(site)
    key, client = system_key(site, algorithm), site.nobody()
    for alg in ("ed25519", "ecdsa-p256-sha256", "sm2-sm3", "ecdsa-p384-sha384", "hmac-sha256", ""):
        head = signed(site, key, "GET", path, headers=purpose, alg=alg)
        got = client.call("GET", path, headers=head)
        if alg == takes:
            got.want(200)
        else:
            assert "alg" in got.refused(401).json["detail_en"], got.json
    assert used(site, grant)["calls"] == (1 if takes else 0)


def answer_is_signed(site, algorithm, crv):
    """The signed call's answer, signed too; it binds the question and its digest."""
    path, purpose, _ = granted(site)
    key = system_key(site, algorithm)
    theirs = {k["crv"]: k for k in site.nobody().get(KEYS).want(200).json["keys"]}[crv]
    body = b'{"keys":["P-001","P-9"]}'
    for method, target, sent in (("GET", path + "?permit_no=P-001", b""), ("POST", path + "/query", body)):
        head = signed(site, key, method, target, sent, purpose)
        head["Accept-Signature"] = f'answer=();keyid="{theirs["kid"]}"'
        got = site.nobody().call(method, target, body=sent or None, headers=head).want(200)
        assert [r["permit_no"] for r in got.json["rows"]] == ["P-001"]
        asked = (method, target, head.get("Content-Digest"))
        assert answer_verifies(site, theirs, "answer", got, *asked)
        assert not answer_verifies(site, theirs, "answer", got, method, target + "2", asked[2])
        got.headers["gongshu-receipt"] += "0"
        assert not answer_verifies(site, theirs, "answer", got, *asked)


# --- each of them --------------------------------------------------------------------------

def test_R20_1_a_call_signed_with_ed25519_is_good_once_and_only_as_it_was_signed(site):
    good_once(site, ED25519)
    times_hold(site, ED25519)


def test_R20_1_a_call_signed_with_p256_is_good_once_and_only_as_it_was_signed(site):
    good_once(site, P256)
    times_hold(site, P256)


def test_R20_1_a_call_signed_with_sm2_is_good_once_and_only_as_it_was_signed(site):
    good_once(site, SM2)
    times_hold(site, SM2)


def test_R39_1_a_call_is_taken_by_the_registered_key_of_its_kind_alone(site):
    for algorithm in ALGORITHMS:
        own_key_alone(site, algorithm)


def test_R39_1_a_signature_names_its_keys_algorithm_or_none(site):
    algorithm_named(site, ED25519, "ed25519")
    algorithm_named(site, P256, "ecdsa-p256-sha256")
    algorithm_named(site, SM2, None)            # no word for it is registered


def test_R39_1_the_answer_to_a_call_signed_with_any_algorithm_is_signed_when_asked(site):
    answer_is_signed(site, P256, "Ed25519")
    site.restart("--answer-sm2", "1")
    for algorithm in ALGORITHMS:
        answer_is_signed(site, algorithm, "SM2")
    answer_is_signed(site, SM2, "Ed25519")
    site.restart()


# --- for how long, and from where ------------------------------------------------------------

def test_R20_1_a_signature_stays_used_over_a_restart_and_for_callers_at_once(site):
    for algorithm in ALGORITHMS:
        stays_used(site, algorithm)


def stays_used(site, algorithm):
    path, purpose, grant = granted(site)
    key = system_key(site, algorithm)
    head = signed(site, key, "GET", path, headers=purpose)
    got = at_once(site, 20, lambda c: (setattr(c, "token", None), c.call(
        "GET", path, headers=head).status)[1])
    assert sorted(got) == [200] + [401] * 19, got
    assert used(site, grant)["calls"] == 1
    site.restart()
    assert "used before" in site.nobody().call("GET", path, headers=head).refused(401).json["detail_en"]


def test_R39_1_a_stolen_key_or_token_is_no_use_from_elsewhere(site):
    path, purpose, grant = granted(site)
    steward, client = site.as_("steward", 1), site.nobody()
    for wrong in ("10.2.0.1/16", "10.2.0.0/33", "example.gov.cn", "10.2"):
        steward.post("/api/v1/tokens", {"name": "x", "scopes": ["data"],
                                        "addresses": ["192.0.2.7", wrong]}) \
            .refused(400, "address-block-bad", field="addresses")
    places = ["192.0.2.0/24", "127.0.0.2"]
    key = system_key(site, P256, addresses=places)
    assert steward.get(f"/api/v1/keys/{key[0]}").want(200).json["addresses"] == places
    made = steward.post("/api/v1/tokens", {"name": "前置机", "scopes": ["data"],
                                           "addresses": places}).want(201).json
    assert steward.get(f"/api/v1/tokens/{made['id']}").want(200).json["addresses"] == places
    at_home = Client(site.port)
    at_home.source = ("127.0.0.2", 0)
    for head in ({"X-Forwarded-For": "127.0.0.2"}, {}):     # nobody vouches for that header
        client.call("GET", path, headers={**purpose, **head, "Authorization":
                                          "Bearer " + made["token"]}) \
            .refused(403, "address-other")
        client.call("GET", path, headers={**head, **signed(site, key, "GET", path,
                                                           headers=purpose)}) \
            .refused(403, "address-other")
    assert used(site, grant)["calls"] == 0
    at_home.call("GET", path, headers={**purpose, "Authorization": "Bearer " + made["token"]}) \
        .want(200)
    at_home.call("GET", path, headers=signed(site, key, "GET", path, headers=purpose)).want(200)
    assert used(site, grant)["calls"] == 2
    told = (site.dir / "server.log").read_text().count('"event":"used-elsewhere"')
    assert told == 4, told
    for _ in range(100):
        found = [x for x in site.as_("auditor").get(
            f"/api/v1/record?org={grant['org']}&kind=refusal&limit=1000").want(200).json["items"]
            if x["principal"] in (key[0], steward.user["id"]) and x["peer"] == "127.0.0.1"]
        if len(found) >= 4:
            return
        time.sleep(0.05)
    raise AssertionError(found)
