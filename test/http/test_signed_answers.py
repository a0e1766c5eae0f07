"""Answers signed by the platform because the caller asked (RFC 9421, 5), checked by
implementations that aren't ours: Python's cryptography, and for SM2 the openssl program."""
import base64
import hashlib
import subprocess

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from signing import SM2_ID, signed, system_key
from test_data import granted

KEYS = "/.well-known/gongshu-answer-keys"


def b64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def base_of(site, label, got, method, target, digest=None):
    """The signature base, put together from what was received and sent, and the signature."""
    params = dict(x.split("=", 1) for x in got.headers["signature-input"].split(", "))[label]
    sig = dict(x.split("=", 1) for x in got.headers["signature"].split(", "))[label]
    path, _, query = target.partition("?")
    have = {'"@status"': str(got.status), '"@method";req': method, '"@path";req': path,
            '"@query";req': "?" + query, '"@authority";req': f"127.0.0.1:{site.port}",
            '"content-digest";req': digest, '"content-digest"': got.headers["content-digest"],
            '"content-type"': got.headers["content-type"],
            '"gongshu-receipt"': got.headers["gongshu-receipt"]}
    names = params[1:params.index(")")].split(" ")
    assert set(names) >= set(have) - {'"content-digest";req'}, names
    lines = [f"{n}: {have[n]}" for n in names] + [f'"@signature-params": {params}']
    return "\n".join(lines).encode(), base64.b64decode(sig.strip(":"))


def sm2_verifies(site, key, base, sig):
    spki = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004") + b64url(
        key["x"]) + b64url(key["y"])

    def number(raw):
        raw = raw.lstrip(b"\0") or b"\0"
        raw = b"\0" + raw if raw[0] & 0x80 else raw
        return b"\x02" + bytes([len(raw)]) + raw
    pair = number(sig[:32]) + number(sig[32:])
    files = {"key.pem": b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(spki) +
             b"-----END PUBLIC KEY-----\n", "sig": b"\x30" + bytes([len(pair)]) + pair, "base": base}
    for name, data in files.items():
        (site.dir / name).write_bytes(data)
    return subprocess.run(["openssl", "dgst", "-sm3", "-verify", "key.pem", "-sigopt", SM2_ID,
                           "-signature", "sig", "base"], cwd=site.dir, capture_output=True).returncode == 0


def answer_verifies(site, key, label, got, method, target, digest=None):
    """Is what was received signed by that key of the site's, for that question?"""
    base, sig = base_of(site, label, got, method, target, digest)
    if key["crv"] == "SM2":
        return sm2_verifies(site, key, base, sig)
    try:
        Ed25519PublicKey.from_public_bytes(b64url(key["x"])).verify(sig, base)
        return True
    except InvalidSignature:
        return False


def test_R39_1_an_answer_is_signed_when_asked_and_binds_the_question(site):
    path, purpose, _ = granted(site)
    key = site.nobody().get(KEYS).want(200).json["keys"][0]
    ask = {"Accept-Signature": 'sig1=("@status" "content-digest");created;nonce="n\\"1";tag="t";'
                               f'keyid="{key["kid"]}"'}
    target = path + "?permit_no=P-001"
    got = site.system(1).get(target, **purpose, **ask).want(200)
    assert got.headers["content-digest"] == "sha-256=:%s:" % base64.b64encode(
        hashlib.sha256(got.body).digest()).decode()
    assert ';nonce="n\\"1";tag="t"' in got.headers["signature-input"]
    assert answer_verifies(site, key, "sig1", got, "GET", target)
    for wrong in (target + "2", path):
        assert not answer_verifies(site, key, "sig1", got, "GET", wrong), "good for another question"
    plain = site.system(1).get(target, **purpose).want(200)
    assert "signature" not in plain.headers and "content-digest" not in plain.headers


def test_R39_1_posts_and_verifications_are_signed_with_the_digest_of_what_was_asked(site):
    path, purpose, _ = granted(site)
    key, own = site.nobody().get(KEYS).json["keys"][0], system_key(site)
    for where, body in (("/query", b'{"keys":["P-001","P-9"]}'),
                        ("/verify", b'{"key":{"permit_no":"P-001"},"claims":{"fee":1}}')):
        head = signed(site, own, "POST", path + where, body, purpose)
        head["Accept-Signature"] = "answer=()"
        got = site.nobody().call("POST", path + where, body=body, headers=head).want(200)
        asked = ("POST", path + where, head["Content-Digest"])
        assert b'"content-digest";req: sha-256' in base_of(site, "answer", got, *asked)[0]
        assert answer_verifies(site, key, "answer", got, *asked)


def test_R39_1_what_can_not_be_signed_is_refused_before_anything_is_charged(site):
    path, purpose, grant = granted(site)
    system = site.system(1)
    for accept in ("x", 'sig1=("date")', 'sig1=();keyid="other"', 'sig1=();alg="hmac-sha256"'):
        system.get(path, **purpose, **{"Accept-Signature": accept}).refused(
            400, field="Accept-Signature")
    system.get(path, Accept="text/csv", **purpose, **{"Accept-Signature": "s=()"}).refused(400)
    got = system.get(path + "?limit=9", Accept="text/csv", **purpose,
                     **{"Accept-Signature": "s=()"}).want(200)
    assert "signature" in got.headers
    assert site.as_("steward").get(f"/api/v1/grants/{grant['id']}").json["used"]["calls"] == 1


def test_R39_1_sm2_signs_beside_when_the_site_wants_it(site):
    site.restart("--answer-sm2", "1")
    path, purpose, _ = granted(site)
    keys = {k["crv"]: k for k in site.nobody().get(KEYS).want(200).json["keys"]}
    got = site.system(1).get(path, **purpose, **{
        "Accept-Signature": f'a=(), b=();keyid="{keys["SM2"]["kid"]}"'}).want(200)
    assert answer_verifies(site, keys["Ed25519"], "a", got, "GET", path)
    assert answer_verifies(site, keys["SM2"], "b", got, "GET", path)
    assert not answer_verifies(site, keys["SM2"], "b", got, "PUT", path)
    site.restart()
