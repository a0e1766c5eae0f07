"""Keys of an agency's systems and requests signed with them (RFC 9421), in each of the three
algorithms that keys are registered in. The openssl program makes keys and signatures."""
import base64
import hashlib
import pathlib
import secrets
import subprocess
import tempfile
import time

ED25519, P256, SM2 = ALGORITHMS = "ed25519", "ecdsa-p256-sha256", "sm2-sm3"
SM2_ID = "distid:1234567812345678"
_KIND = {ED25519: ["ed25519"], P256: ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
         SM2: ["EC", "-pkeyopt", "ec_paramgen_curve:SM2"]}
_HASHED = {ED25519: [], P256: ["-digest", "sha256"], SM2: ["-digest", "sm3", "-pkeyopt", SM2_ID]}


class Private:
    """A private key and its public half (`public`, PEM)."""

    def __init__(self, algorithm):
        self.algorithm, self._dir = algorithm, tempfile.TemporaryDirectory(prefix="gongshu-key-")
        self._pem = pathlib.Path(self._dir.name) / "key.pem"
        self._openssl("genpkey", "-algorithm", *_KIND[algorithm], "-out", self._pem)
        self.public = self._openssl("pkey", "-in", self._pem, "-pubout").decode()

    @staticmethod
    def _openssl(*args):
        return subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True).stdout

    def der(self, said):
        """As openssl writes it: DER of the curves', bare bytes of Ed25519."""
        what = self._pem.with_name("said")
        what.write_bytes(said)
        return self._openssl("pkeyutl", "-sign", "-inkey", self._pem, "-in", what, "-rawin",
                             *_HASHED[self.algorithm])

    def sign(self, said):
        """The 64 bytes that go on the wire."""
        made = self.der(said)
        if self.algorithm == ED25519:
            return made
        numbers, at = b"", 2
        for _ in range(2):
            assert made[at] == 2, made
            end = at + 2 + made[at + 1]
            numbers += made[at + 2:end].lstrip(b"\0").rjust(32, b"\0")
            at = end
        return numbers


def registered(site, private, nth=1, **more):
    """That key of the nth agency, asked for by its steward and agreed to by another: its id."""
    steward = site.as_("steward", nth)
    made = steward.post("/api/v1/keys", {
        "org": steward.user["org"], "name": f"test system {private.algorithm}",
        "algorithm": private.algorithm, "public_key": private.public, **more}).want(201).json["id"]
    site.as_("operator").post(f"/api/v1/keys/{made}/approve").want(200)
    return made


def system_key(site, algorithm=ED25519, nth=1, **more):
    """A new key of the nth agency: (its id, the private key)."""
    private = Private(algorithm)
    return registered(site, private, nth, **more), private


def signed(site, key, method, target, body=b"", headers=None, **over):
    """The head of a request as that key signs it; `over` says times, nonce and `alg` otherwise."""
    keyid, private = key
    now = int(time.time())
    p = {"created": now, "expires": now + 60, "nonce": secrets.token_urlsafe(16), **over}
    path, _, query = target.partition("?")
    head = {"Host": f"127.0.0.1:{site.port}", **(headers or {})}
    parts = [("@method", method), ("@authority", head["Host"]), ("@path", path),
             ("@query", "?" + query)]
    if body:
        head["Content-Type"] = "application/json"
        head["Content-Digest"] = "sha-256=:%s:" % base64.b64encode(
            hashlib.sha256(body).digest()).decode()
        parts.append(("content-digest", head["Content-Digest"]))
    for name in ("Gongshu-Purpose", "Gongshu-Matter"):
        if name in head:
            parts.append((name.lower(), head[name]))
    params = "(%s);created=%d;expires=%d;nonce=\"%s\";keyid=\"%s\";tag=\"gongshu\"" % (
        " ".join(f'"{n}"' for n, _ in parts), p["created"], p["expires"], p["nonce"], keyid)
    if "alg" in p:
        params += f';alg="{p["alg"]}"'
    base = "".join(f'"{n}": {v}\n' for n, v in parts) + f'"@signature-params": {params}'
    head["Signature-Input"] = "sig1=" + params
    head["Signature"] = "sig1=:%s:" % base64.b64encode(private.sign(base.encode())).decode()
    return head
