"""The record as outsiders see it: another implementation rebuilds the tree from
the tiles and checks signatures and proofs; persons see who looked them up; what
somebody does to the database is named; backups come back."""
import base64
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gongshu import IDS, ROWS, SHARED, Client, Site, entry, newest_grant, psql, publish, unique


# --- another implementation -------------------------------------------------------
def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def tree(hashes):
    """MTH of RFC 6962 §2.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node(tree(hashes[:k]), tree(hashes[k:]))


def included(leaf, index, size, path):
    """The root that an inclusion proof leads to (RFC 9162 §2.1.3.2)."""
    fn, sn, r = index, size - 1, leaf
    for p in path:
        assert sn > 0
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0
    return r


def checkpoint(site, note=None):
    """(size, root) of a signed note, its signature checked by other code."""
    if note is None:
        note = site.nobody().get("/record/v1/checkpoint").want(200).body.decode()
    name, key_id, key = (site.dir / "record" / "vkey").read_text().strip().split("+", 2)
    raw = base64.b64decode(key)
    assert raw[0] == 1
    assert hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() == key_id
    text, signatures = note.split("\n\n")
    text += "\n"
    dash, signer, value = signatures.rstrip("\n").split(" ")
    assert dash == "\u2014" and signer == name
    value = base64.b64decode(value, validate=True)
    assert value[:4].hex() == key_id
    Ed25519PublicKey.from_public_bytes(raw[1:]).verify(value[4:], text.encode())
    origin, size, root = text.rstrip("\n").split("\n")
    assert origin == name
    return int(size), base64.b64decode(root, validate=True)


def tile_name(level, n, width):
    digits = f"{n:03d}" if n < 1000 else f"x{n // 1000:03d}/{n % 1000:03d}"
    return f"{level}/{digits}" + (f".p/{width}" if width < 256 else "")


def hashes_of(site, level, count):
    out = []
    for n in range(0, (count + 255) // 256):
        width = min(256, count - n * 256)
        got = site.nobody().get("/record/v1/tile/" + tile_name(level, n, width)).want(200)
        assert got.headers["content-type"] == "application/octet-stream"
        assert len(got.body) == 32 * width
        out += [got.body[i:i + 32] for i in range(0, len(got.body), 32)]
    return out


def settled(site, at_least=0):
    """The newest head once the signer has caught up."""
    for _ in range(40):
        size, root = checkpoint(site)
        if size > at_least:
            return size, root
        time.sleep(0.1)
    raise AssertionError(f"still {size} leaves, want more than {at_least}")


def proved_in_time(site, leaf, since=None):
    """The proof, within two seconds; until then it is not known, and asked again."""
    since = since or time.monotonic()
    while True:
        got = site.nobody().get(f"/record/v1/proof/{leaf}")
        if got.status == 200:
            return got.json
        got.refused(404)
        assert got.headers["retry-after"] == "1"
        assert time.monotonic() - since < 2, "not provable within two seconds"
        time.sleep(0.05)


# --- the tree -----------------------------------------------------------------------
def test_R34_1_the_tiles_give_the_signed_root_at_every_level(site):
    size, root = checkpoint(site)
    leaves = hashes_of(site, 0, size)
    assert tree(leaves) == root
    ups = hashes_of(site, 1, size // 256)
    assert ups == [tree(leaves[i:i + 256]) for i in range(0, size // 256 * 256, 256)]
    assert site.nobody().get(f"/record/v1/tile/0/{size // 256 + 1:03d}").status == 404
    assert site.nobody().get("/record/v1/tile/00/000").status in (400, 404)
    assert site.nobody().get("/record/v1/tile/entries/000").status == 404


def test_R34_1_the_key_that_signs_is_shown_and_is_the_one_in_the_head(site):
    key = site.nobody().get("/record/v1/key").want(200).body.decode()
    assert key == (site.dir / "record/vkey").read_text()
    name, key_id, public = key.strip().split("+", 2)
    raw = base64.b64decode(public, validate=True)
    assert len(raw) == 33 and raw[0] == 1
    assert hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() == key_id
    note = site.nobody().get("/record/v1/checkpoint").want(200).body.decode()
    line = next(x for x in note.split("\n") if x.startswith("\u2014 " + name + " "))
    assert base64.b64decode(line.split(" ")[2])[:4].hex() == key_id


def test_R34_1_a_forged_checkpoint_is_told_from_ours(site):
    note = site.nobody().get("/record/v1/checkpoint").want(200).body.decode()
    size = note.split("\n")[1]
    forged = note.replace(f"\n{size}\n", f"\n{int(size) + 1}\n", 1)
    try:
        checkpoint(site, forged)
    except InvalidSignature:
        return
    raise AssertionError("a forged head was taken")


def test_R34_1_every_step_grows_the_tree_and_each_leaf_is_provable_within_two_seconds(site):
    before, _ = checkpoint(site)
    auditor = site.as_("auditor")
    steward = site.as_("steward")
    made = steward.post("/api/v1/resources", {
        "title": "存证测试 " + unique(), "abstract": "测试", "form": "table",
        "update_cycle": "daily"}).want(201).json
    at = time.monotonic()
    found = auditor.get(f"/api/v1/record?resource={made['id']}").want(200).json
    assert found["total"] == len(found["items"]) >= 1, found
    item = found["items"][0]
    assert item["kind"] == "catalogue-change" and item["org"] == steward.user["org"], item
    leaf = item["receipt"].split(";")[2]
    proof = proved_in_time(site, leaf, at)
    size, root = checkpoint(site, proof["checkpoint"])
    assert size == proof["size"] > before and proof["index"] == item["index"]
    raw = base64.urlsafe_b64decode(leaf + "=")
    path = [base64.b64decode(h, validate=True) for h in proof["hashes"]]
    assert included(raw, proof["index"], size, path) == root
    assert included(leaf_hash(b"another"), proof["index"], size, path) != root


def test_R34_1_a_hash_nobody_knows_is_not_proved(site):
    site.nobody().get("/record/v1/proof/" + "A" * 43).refused(404)
    site.nobody().get("/record/v1/proof/short").refused(400, field="hash")
    site.nobody().get("/record/v1/proof/" + "=" * 43).refused(400, field="hash")


# --- the auditor ----------------------------------------------------------------------
def test_R34_1_the_search_filters_pages_and_counts_exactly(site):
    auditor = site.as_("auditor")
    every, cursor = [], ""
    while True:
        page = auditor.get("/api/v1/record?limit=250" + cursor).want(200).json
        every += page["items"]
        if not page["next_cursor"]:
            break
        cursor = "&cursor=" + page["next_cursor"]
    assert [x["index"] for x in every] == list(range(len(every) - 1, -1, -1))
    assert page["total"] >= len(every)
    cases = [x for x in every if x["case"]]
    one = cases[0]
    for key in ("kind", "org", "principal", "case", "resource", "outcome"):
        if not one[key]:
            continue
        want = [x["index"] for x in every if x[key] == one[key]]
        got = auditor.get(f"/api/v1/record?limit=1000&{key}={one[key]}").want(200).json
        mine = [x["index"] for x in got["items"] if x["index"] < len(every)]
        assert mine == want[:len(mine)] and got["total"] >= len(want), key
        other = "kind" if key == "org" else "org"
        both = auditor.get(f"/api/v1/record?limit=1000&{key}={one[key]}&{other}={one[other]}"
                           ).want(200).json
        assert all(x[other] == one[other] and x[key] == one[key] for x in both["items"])
    assert auditor.get("/api/v1/record?org=nobody").want(200).json["total"] == 0
    assert auditor.get("/api/v1/record?to=2001-01-01").want(200).json["total"] == 0
    first = min(x["at"] for x in every)
    assert auditor.get(f"/api/v1/record?from={first[:10]}").want(200).json["total"] >= len(every)
    for bad in ("kind=nonsense", "from=yesterday", "color=red", "limit=0"):
        auditor.get("/api/v1/record?" + bad).refused(400)


def test_R34_1_what_was_found_can_be_taken_along_and_that_is_on_the_record_too(site):
    auditor = site.as_("auditor")
    found = auditor.get("/api/v1/record?kind=case-act&limit=1000").want(200).json
    got = auditor.get("/api/v1/record/export?kind=case-act&reason=audit").want(200)
    lines = [json.loads(x) for x in got.body.splitlines()]
    assert [x["receipt"] for x in lines][-found["total"]:] == \
        [x["receipt"] for x in found["items"]] or found["total"] > 1000
    mine = auditor.get(f"/api/v1/record?kind=export&principal={auditor.user['id']}").want(200).json
    assert mine["items"][0]["rows"] == len(lines), mine["items"][:1]
    site.as_("steward").get("/api/v1/record/export").refused(403)


def test_R34_1_the_search_is_the_auditors_alone(site):
    site.nobody().get("/api/v1/record").refused(401)
    for role in ("steward", "operator", "authority", "sysadmin", "secadmin", "citizen"):
        site.as_(role).get("/api/v1/record").refused(403)


def test_R34_1_refusals_are_on_the_record(site):
    steward, auditor = site.as_("steward", 2), site.as_("auditor")
    who = f"kind=refusal&principal={steward.user['id']}"
    before = auditor.get(f"/api/v1/record?{who}").want(200).json["total"]
    steward.get("/api/v1/record").refused(403)
    for _ in range(20):                     # noted beside the answer, not before it
        got = auditor.get(f"/api/v1/record?{who}").want(200).json
        if got["total"] > before:
            break
        time.sleep(0.1)
    assert got["total"] == before + 1, got
    assert got["items"][0]["org"] == steward.user["org"] and got["items"][0]["detail"], got


# --- who looked me up --------------------------------------------------------------------
def looked_up(site, persons):
    """Somebody's system asks for these persons; the receipts."""
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    fields = entry(**SHARED)
    fields["items"][2]["key"] = True
    published = publish(site, steward, fields)
    steward.load(published["id"], ROWS)
    case = consumer.case("share-request", {"resource": published["id"]}, purpose="办理许可核验",
                         scenario="一网通办", commitment=True)
    site.as_("operator").act(case, "accept").want(200)
    steward.act(case, "agree", conditions={
        "items": ["permit_no", "holder", "id_no"], "masks": {}}).want(200)
    grant = newest_grant(consumer, published)
    purpose = {"Gongshu-Purpose": grant["purpose_code"]}
    receipts = []
    for person in persons:
        got = site.system(1).get(f"/data/v1/{published['code']}?id_no={person}", **purpose).want(200)
        assert len(got.json["rows"]) == 1
        receipts.append(got.headers["gongshu-receipt"])
    return published, consumer.user["org"], receipts


def person(site, identifier=None, assurance=3):
    name, password = unique("citizen"), "Strong-pass-" + unique()
    made = Client(site.port).post("/open/v1/accounts", {"name": name, "password": password,
                                                        "title": "测试人"}).want(201).json
    if identifier:
        site.as_("operator").call("PUT", f"/api/v1/users/{made['id']}/identity", json_body={
            "kind": "resident_id", "identifier": identifier, "evidence": "身份证原件",
            "assurance": assurance}).want(200)
    return Client(site.port).sign_in(name, password)


def test_R42_2_a_verified_person_sees_who_looked_them_up_and_nobody_else(site):
    published, org, receipts = looked_up(site, [IDS[0], IDS[0], IDS[1]])
    me, other = person(site, IDS[0]), person(site, IDS[1])
    got = me.get("/open/v1/my-accesses").want(200).json
    mine = [x for x in got["items"] if x["resource"] == published["id"]]
    assert len(mine) == 2 and got["total"] == len(got["items"]), got
    for item, receipt in zip(mine, reversed(receipts[:2])):
        assert item["org"] == org and item["org_name"] and item["resource_title"], item
        assert item["purpose"] and re.match(r"\d{4}-\d\d-\d\dT.*\+08:00$", item["at"]), item
        assert item["receipt"].split(";")[2] == receipt.split(";")[2]
    theirs = other.get("/open/v1/my-accesses").want(200).json["items"]
    assert [x["receipt"].split(";")[2] for x in theirs if x["resource"] == published["id"]] == \
        [receipts[2].split(";")[2]]
    one = me.get("/open/v1/my-accesses?limit=1").want(200).json
    assert len(one["items"]) == 1 and one["next_cursor"] and one["total"] == got["total"]


def test_R42_2_a_self_made_account_sees_nothing(site):
    site.nobody().get("/open/v1/my-accesses").refused(401)
    person(site).get("/open/v1/my-accesses").refused(403)
    person(site, IDS[2], assurance=1).get("/open/v1/my-accesses").refused(403)


def test_R42_2_the_record_holds_no_identity_in_clear(site):
    looked_up(site, [IDS[0]])
    settled(site)
    for path in (site.dir / "record").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(i.encode() in data for i in IDS), path
    if site.store == "sqlite":
        db = sqlite3.connect(f"file:{site.dir}/main.db?mode=ro", uri=True)
        for table in ("record_segment", "record_private"):
            column = "leaves" if table == "record_segment" else "secrets"
            for (blob,) in db.execute(f"SELECT {column} FROM {table}"):
                assert not any(i.encode() in blob for i in IDS), table


# --- verify, backup, restore ------------------------------------------------------------------
def another_store(site, name):
    """Where a copy may be restored: (its DSN, the call that throws it away)."""
    if site.store == "sqlite":
        return "sqlite", lambda: None
    base = os.environ["GONGSHU_TEST_PG"]
    psql(base, f'CREATE DATABASE "{name}"')
    return (base.replace("/gongshu?", f"/{name}?"),
            lambda: psql(base, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


class Restored:
    """A backup of the running site, restored beside it."""

    def __init__(self, site, *flags):
        self.site, self.flags = site, flags
        self.dir = pathlib.Path(str(site.dir) + "-" + unique("r"))

    def __enter__(self):
        site = self.site
        to = str(self.dir) + ".backup"
        site.run("backup", "--data", str(site.dir), "--to", to, *self.flags)
        dsn, self.drop = another_store(site, "r" + unique())
        site.run("restore", "--from", to, "--data", str(self.dir), "--store", dsn, *self.flags)
        os.unlink(to)
        return Site(site.store, self.dir, dsn)

    def __exit__(self, *_):
        self.drop()
        shutil.rmtree(self.dir, ignore_errors=True)


def raw(site, sql):
    if site.store == "sqlite":
        db = sqlite3.connect(site.dir / "main.db")
        with db:
            db.execute(sql)
        db.close()
    else:
        psql(site.dsn, sql)


def verify(site, *args):
    done = site.run("verify", "--data", str(site.dir), *args, check=False)
    return done.returncode, done.stdout.decode()


def test_R34_1_verify_runs_beside_the_live_server_and_offline(site):
    size, _ = checkpoint(site)
    code, said = verify(site)
    assert code == 0 and "bad" not in said, said
    assert verify(site, "--offline")[0] == 0
    receipt = site.as_("auditor").get("/api/v1/record?limit=1").want(200).json["items"][0]["receipt"]
    settled(site, int(receipt.split(";")[1]))
    code, said = verify(site, "--receipt", receipt)
    assert code == 0 and said.startswith("ok leaf"), said
    code, said = verify(site, "--receipt", receipt[:-2] + ("AA" if receipt[-2:] != "AA" else "BA"))
    assert code != 0 and "The receipt is not proved" in said, said


def test_R34_1_two_checkpoints_are_held_against_each_other(site):
    old = site.dir / "old.note"
    old.write_bytes(site.nobody().get("/record/v1/checkpoint").want(200).body)
    before, _ = checkpoint(site)
    person(site)
    settled(site, before)
    code, said = verify(site, "--checkpoint", str(old), str(site.dir / "record" / "checkpoint"))
    assert code == 0 and said.startswith("ok checkpoint"), said


def test_R34_1_R14_1_a_restored_copy_is_verified_and_what_is_done_to_it_is_named(site):
    with Restored(site) as copy:
        assert verify(copy)[0] == 0
        place = "(SELECT segment FROM record_place ORDER BY first LIMIT 1)"
        raw(copy, f"DELETE FROM record_private WHERE segment = {place}")
        assert verify(copy)[0] == 0, "erasing a private part is no fault"
        raw(copy, f"DELETE FROM record_segment WHERE id = {place}")
        code, said = verify(copy)
        assert code == 1 and re.match(r"bad leaf 0(-\d+)? missing\n", said), said


def test_R42_2_a_person_is_taken_out_of_the_record_and_every_proof_stays(site):
    _, _, receipts = looked_up(site, [IDS[1]])
    identity = IDS[1].encode() + b"\n"
    running = site.run("erase", "--because", "本人申请", "--data", str(site.dir), data=identity,
                       check=False)
    assert running.returncode == 1, "the server holds the record's files"
    with Restored(site) as copy:
        erase = ["erase", "--because", "本人申请", "--data", str(copy.dir)]
        assert copy.run("erase", "--data", str(copy.dir), data=identity, check=False).returncode == 2
        assert copy.run(*erase, data=b"nobody\n", check=False).returncode == 1
        said = copy.run(*erase, data=identity).stdout.decode()
        assert int(re.search(r"What (\d+) leaves", said)[1]) >= 1, said
        assert "What 0 leaves" in copy.run(*erase, data=identity).stdout.decode()
        assert verify(copy)[0] == 0
        copy.start()
        try:
            settled(copy)
            for receipt in receipts:
                proved_in_time(copy, receipt.split(";")[2])
        finally:
            copy.stop()


def test_R34_1_a_server_whose_store_was_rolled_back_does_not_start(site):
    with Restored(site) as copy:
        raw(copy, "UPDATE record_head SET size = signed - 1")
        try:
            copy.start()
        except AssertionError as e:
            assert "refusing to start" in str(e), e
        else:
            copy.stop()
            raise AssertionError("it started behind its own signature")


def test_R14_1_a_backup_taken_under_load_restores_whole_and_serves(site):
    stop = time.monotonic() + 4
    steward = site.account("steward", 3)

    def busy(n):
        client, made = Client(site.port).sign_in(steward["name"], steward["password"]), 0
        while time.monotonic() < stop:
            client.post("/api/v1/resources", {"title": f"忙 {n} {made} {unique()}"}).want(201)
            made += 1
        return made

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(busy, n) for n in range(3)]
        time.sleep(0.5)
        secret = site.dir / "backup-pass"
        secret.write_text("an invented passphrase\n")
        with Restored(site, "--passphrase-file", str(secret)) as copy:
            assert sum(j.result() for j in jobs) > 10
            copy.accounts = site.accounts
            copy.start()
            try:
                found = copy.as_("auditor").get("/api/v1/record?limit=5").want(200).json
                assert found["total"] > 100
                assert copy.as_("steward", 3).get("/api/v1/resources?limit=1").want(200)
            finally:
                copy.stop()
            assert verify(copy)[0] == 0


def test_R34_1_a_kill_loses_nothing_that_was_noted(site):
    for _ in range(4):
        steward = site.as_("steward", 4)
        ids = [steward.post("/api/v1/resources", {"title": "杀 " + unique()}).want(201).json["id"]
               for _ in range(5)]
        site.restart(how=9)
        for one in ids:
            got = site.as_("auditor").get(f"/api/v1/record?resource={one}").want(200).json
            assert got["total"] == 1, one
    code, said = verify(site)
    assert code == 0, said
