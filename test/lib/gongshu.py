"""gongshu.py - a server to test against, and a client that speaks to it.

A demo city is made once per store and copied for each test module (on
PostgreSQL by CREATE DATABASE … TEMPLATE), so modules do not disturb each
other. A module's tests are its functions `test_…`; each takes a `Site`."""
import concurrent.futures
import contextlib
import datetime
import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("GONGSHU_BINARY", str(ROOT / "build" / "gongshu"))


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def want(self, status):
        """The answer itself, or a failure that shows what came instead."""
        if self.status != status:
            raise AssertionError(f"want {status}, got {self.status}: {self.body[:600]!r}")
        return self

    def refused(self, status, code=None, field=None, article=None):
        self.want(status)
        kind = self.headers.get("content-type", "")
        assert kind.startswith("application/problem+json"), kind
        problem = self.json
        for key in ("type", "title", "status", "code", "detail", "detail_en"):
            assert problem.get(key) not in (None, ""), f"problem without {key}: {problem}"
        if code:
            assert problem["code"] == code, problem
        if field:
            assert problem.get("field") == field, problem
        if article:
            assert problem.get("article") == article, problem
        return self


def reasoned(path, why="核对数据质量"):
    return f"{path}{'&' if '?' in path else '?'}reason={urllib.parse.quote(why)}"


class Client:
    """One caller: signed in by cookie, by token, or nobody."""

    def __init__(self, port):
        self.port, self.cookie, self.csrf, self.token, self.user = port, None, None, None, None
        self._conn, self.source = None, None    # source: (address, 0) to call from

    def close(self):
        if self._conn:
            self._conn.close()
            self._conn = None

    def call(self, method, path, body=None, headers=None, json_body=None, timeout=60):
        head = dict(headers or {})
        if json_body is not None:
            body = json.dumps(json_body, ensure_ascii=False).encode()
            head.setdefault("Content-Type", "application/json")
        if self.cookie:
            head.setdefault("Cookie", self.cookie)
            if method not in ("GET", "HEAD", "OPTIONS") and self.csrf:
                head.setdefault("X-CSRF-Token", self.csrf)
        if self.token:
            head.setdefault("Authorization", "Bearer " + self.token)
        for attempt in (1, 2):
            if self._conn is None:
                self._conn = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=timeout, source_address=self.source)
            try:
                self._conn.request(method, path, body=body, headers=head)
                got = self._conn.getresponse()
                data = got.read()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()                   # an idle connection was closed
                if attempt == 2:
                    raise
        answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, data)
        if got.will_close:
            self.close()
        log_exchange(method, path, answer)
        return answer

    def get(self, path, **headers):
        return self.call("GET", path, headers=headers)

    def take(self, path, why="核对数据质量", **headers):
        """What is taken out by hand: a reason goes along."""
        return self.get(reasoned(path, why), **headers)

    def post(self, path, body=None, **headers):
        return self.call("POST", path, json_body={} if body is None else body, headers=headers)

    def patch(self, path, body, **headers):
        return self.call("PATCH", path, json_body=body, headers=headers)

    def put(self, path, body, **headers):
        return self.call("PUT", path, json_body=body, headers=headers)

    def delete(self, path, **headers):
        return self.call("DELETE", path, headers=headers)

    # ---- what every test needs -------------------------------------------
    def sign_in(self, name, password):
        got = self.call("POST", "/api/v1/sessions",
                        json_body={"name": name, "password": password}).want(201)
        self.cookie = got.headers["set-cookie"].split(";")[0]
        self.csrf, self.user = got.json["csrf"], got.json["user"]
        return self

    def resume(self, cookie):
        """Go on in a session; False when it has ended."""
        self.cookie = cookie
        got = self.get("/api/v1/sessions/current")
        if got.status != 200:
            self.cookie = None
            return False
        self.csrf, self.user = got.json["csrf"], got.json["user"]
        return True

    def upload(self, data, chunk=1 << 20, filename="data.csv"):
        """By tus; the upload's id."""
        tus = {"Tus-Resumable": "1.0.0"}
        import base64
        meta = "filename " + base64.b64encode(filename.encode()).decode()
        made = self.call("POST", "/api/v1/uploads", headers={
            **tus, "Upload-Length": str(len(data)), "Upload-Metadata": meta}).want(201)
        where = urllib.parse.urlparse(made.headers["location"]).path
        for at in range(0, len(data), chunk):
            part = data[at:at + chunk]
            self.call("PATCH", where, body=part, headers={
                **tus, "Upload-Offset": str(at),
                "Content-Type": "application/offset+octet-stream"}).want(204)
        return where.rsplit("/", 1)[1]

    def load(self, resource, data, want="live", **options):
        """Upload and load; the batch when it has ended."""
        body = {"upload": self.upload(data), "mode": "replace", **options}
        batch = self.post(f"/api/v1/resources/{resource}/batches", body).want(202).json["id"]
        return self.batch_end(batch, want)

    def batch_end(self, batch, want="live", seconds=60):
        for _ in range(seconds * 20):
            got = self.get(f"/api/v1/batches/{batch}").want(200).json
            if got["state"] in ("live", "failed"):
                assert want is None or got["state"] == want, got
                return got
            time.sleep(0.05)
        raise AssertionError(f"batch {batch} does not end: {got}")

    def case(self, process, subject, **papers):
        return self.post("/api/v1/cases", {"process": process, "subject": subject,
                                           "papers": papers}).want(201).json

    def act(self, case, act, **papers):
        """An agreement to less than was asked says why, unless the test says it otherwise."""
        limits = papers.get("conditions") or {}
        masks = limits.get("masks")
        if act in ("agree", "share") and (limits.get("items") or limits.get("verify_only")
                                          or limits.get("aggregate") == "only"
                                          or (isinstance(masks, dict) and "suppress" in masks.values())):
            papers = {**LEFT_OUT, **papers}
        case = case["id"] if isinstance(case, dict) else case
        return self.post(f"/api/v1/cases/{case}/acts", {"act": act, "papers": papers})


_log = None


def log_exchange(method, path, answer):
    """One JSON line per exchange, for the check of answers against schemas."""
    global _log
    name = os.environ.get("GONGSHU_EXCHANGES")
    if not name:
        return
    if _log is None:
        _log = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    kind = answer.headers.get("content-type", "")
    plain = "json" in kind and "content-encoding" not in answer.headers
    body = answer.body.decode("utf-8", "replace") if plain and len(answer.body) < 200000 else None
    line = json.dumps({"method": method, "path": path, "status": answer.status,
                       "type": kind, "body": body}, ensure_ascii=False) + "\n"
    os.write(_log, line.encode())               # whole, for others write there too


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def psql(dsn, sql):
    subprocess.run(["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", dsn, "-c", sql], check=True,
                   stdout=subprocess.DEVNULL)


class Site:
    """A data directory, its server, its demo accounts."""

    def __init__(self, store, directory, dsn):
        self.store, self.dir, self.dsn = store, pathlib.Path(directory), dsn
        self.process, self.port, self._clients = None, None, {}
        path = self.dir / "demo-accounts.json"
        self.accounts = json.loads(path.read_text()) if path.exists() else None
        path = self.dir / "sessions.json"
        self._sessions = json.loads(path.read_text()) if path.exists() else {}

    def start(self, *flags, env=None, wait=True):
        self.port = free_port()
        self.log = open(self.dir / "server.log", "ab")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(self.dir), "--store", self.dsn,
             "--listen", f"127.0.0.1:{self.port}", *flags],
            stdout=subprocess.PIPE, stderr=self.log, env={**os.environ, **(env or {})})
        if wait:
            line = self.process.stdout.readline().decode()
            if not line.startswith("ready http"):
                self.process.wait(10)
                raise AssertionError("the server did not get ready: " +
                                     (self.dir / "server.log").read_text()[-2000:])
        return self

    def stop(self, how=signal.SIGTERM):
        for client in self._clients.values():
            client.close()
        self._clients = {}
        if self.process:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process.stdout.close()
            self.log.close()
            code, self.process = self.process.returncode, None
            return code

    def restart(self, *flags, how=signal.SIGTERM):
        self.stop(how)
        return self.start(*flags)

    def run(self, *args, data=None, check=True):
        """A command of the program on this data directory."""
        done = subprocess.run([BINARY, *args], input=data, capture_output=True)
        if check and done.returncode != 0:
            raise AssertionError(f"{args}: {done.returncode} {done.stdout[-800:]!r} "
                                 f"{done.stderr[-800:]!r}")
        return done

    def sql(self, statement):
        """Behind the server's back: what only damage does."""
        if self.store == "sqlite":
            with sqlite3.connect(self.dir / "main.db", timeout=10) as db:
                db.execute(statement)
            db.close()
        else:
            psql(self.dsn, statement)

    def rows(self, query):
        """What the store holds, beside what the server says of it."""
        if self.store == "sqlite":
            db = sqlite3.connect(self.dir / "main.db", timeout=10)
            try:
                return db.execute(query).fetchall()
            finally:
                db.close()
        out = subprocess.run(["psql", "-qXAt", self.dsn, "-c", "SELECT COALESCE(json_agg(row_to_json(x)),"
                              f" '[]') FROM ({query}) x"], check=True, capture_output=True, text=True)
        return [tuple(r.values()) for r in json.loads(out.stdout)]

    # ---- who is who ----------------------------------------------------------
    def account(self, role, nth=0, org=None):
        found = [a for a in self.accounts["accounts"] if role in a["roles"] and
                 (org is None or a["org"] == org)]
        return found[nth]

    def nobody(self):
        return Client(self.port)

    def as_(self, role, nth=0, org=None):
        """A signed-in client for the nth demo account with this role; kept."""
        key = (role, nth, org)
        if key not in self._clients:
            self._clients[key] = self.signed_in(self.account(role, nth, org))
        return self._clients[key]

    def signed_in(self, account):
        """In the session the account has: a password costs a tenth of a second."""
        client, name = Client(self.port), account["name"]
        if name not in self._sessions or not client.resume(self._sessions[name]):
            client.sign_in(name, account["password"])
            self._sessions[name] = client.cookie
        return client

    def system(self, nth=0, org=None):
        found = [s for s in self.accounts["systems"] if org is None or s["org"] == org]
        client = Client(self.port)
        client.token = found[nth]["token"]
        client.user = {"org": found[nth]["org"]}
        return client


def unique(prefix="t"):
    return f"{prefix}_{uuid.uuid4().hex[:10]}"


def entry(**over):
    """A complete catalogue entry: permits of an invented bureau."""
    fields = {
        "title": "测试许可目录 " + unique("permit"), "abstract": "用于测试的许可登记信息。",
        "keywords": ["许可"], "form": "table", "update_cycle": "daily", "grade": 2,
        "theme": "market", "share_type": "unconditional", "open_type": "none",
        "open_reason": "含个人信息，依法不予开放",
        "open_basis": {"law": "中华人民共和国个人信息保护法", "level": "law", "article": "10"},
        "items": [
            {"code": "permit_no", "name": "许可编号", "type": "string", "length": 20, "key": True},
            {"code": "holder", "name": "持有人", "type": "string", "length": 50},
            {"code": "id_no", "name": "身份证号", "type": "string", "length": 18,
             "format": "resident_id", "nullable": True},
            {"code": "mobile", "name": "手机号", "type": "string", "length": 11,
             "nullable": True},
            {"code": "issued_on", "name": "发证日期", "type": "date"},
            {"code": "fee", "name": "金额", "type": "decimal", "length": 12, "precision": 2,
             "nullable": True},
            {"code": "active", "name": "是否有效", "type": "boolean"},
        ],
    }
    fields.update(over)
    return fields


SHARED = {"share_type": "conditional", "share_conditions": "仅限政务服务办理核验",
          "share_reason": "涉及个人信息",
          "share_basis": {"law": "中华人民共和国个人信息保护法", "level": "law", "article": "23"}}
OPEN = {"open_type": "unconditional", "open_reason": None, "open_basis": None}


def without_none(fields):
    return {k: v for k, v in fields.items() if v is not None}


# Invented persons born before 1905; the check digits are right.
IDS = ["320902190001010013", "320902190001010021", "320982190002280033"]
ROWS = ("permit_no,holder,id_no,mobile,issued_on,fee,active\n"
        f"P-001,欧阳修文,{IDS[0]},13800000001,2026-01-05,120.50,true\n"
        f"P-002,张三丰,{IDS[1]},13800000002,2026-02-06,,false\n"
        f"P-003,李白,{IDS[2]},,2026-03-07,0.05,true\n").encode()


def publish(site, steward, fields=None):
    """Describe, submit, review: the published entry."""
    made = steward.post("/api/v1/resources", without_none(fields or entry())).want(201).json
    case = steward.case("catalogue-review", {"resource": made["id"]})
    site.as_("operator").act(case, "approve").want(200)
    got = steward.get(f"/api/v1/resources/{made['id']}").want(200).json
    if got["state"] != "published":
        site.as_("authority").act(case, "approve").want(200)
        got = steward.get(f"/api/v1/resources/{made['id']}").want(200).json
    assert got["state"] == "published", got
    return got


LEFT_OUT = {"reason": "其余信息项与申请的用途没有直接关系",
            "basis": {"law": "中华人民共和国个人信息保护法", "level": "law", "article": "第六条"}}
COMMITMENT = {"purpose": "办理许可核验", "scenario": "一网通办", "commitment": True}


def subscribe(site, consumer, resource):
    """An unconditional subscription, opened; the grant."""
    case = consumer.case("share-request", {"resource": resource["id"]}, **COMMITMENT)
    done = site.as_("operator").act(case, "accept").want(200).json
    assert done["state"] == "open", done
    return newest_grant(consumer, resource)


def newest_grant(client, resource):
    org = urllib.parse.quote(client.user["org"])
    found = client.get(f"/api/v1/grants?resource={resource['id']}&org={org}").want(200).json
    return found["items"][0]


# ---- making sites ------------------------------------------------------------
class Sites:
    """Demo cities, one made per store and day, copies handed out."""

    def __init__(self, store):
        self.store = store
        self.base = os.environ.get("GONGSHU_TEST_PG")
        self.tmp = pathlib.Path(tempfile.mkdtemp(prefix="gongshu-test."))
        self.tag = hashlib.sha256(str(self.tmp).encode()).hexdigest()[:8]
        self.masters = {}

    def _dsn(self, name):
        return self.base.replace("/gongshu?", f"/{name}?")

    def master(self, made_at):
        """Folder and database of the city made at that time (None: just now)."""
        if made_at in self.masters:
            return self.masters[made_at]
        name = f"m{self.tag}_{len(self.masters)}"
        folder, dsn = self.tmp / name, "sqlite"
        if self.store == "postgresql":
            psql(self.base, f'CREATE DATABASE "{name}"')
            dsn = self._dsn(name)
        done = subprocess.run([BINARY, "demo", "--data", str(folder), "--store", dsn,
                               "--scale", "small", "--seed", "7",
                               *(("--clock", made_at) if made_at else ())], capture_output=True)
        if done.returncode != 0:
            raise AssertionError("demo failed: " + done.stderr.decode()[-2000:])
        self.masters[made_at] = folder, name
        return self.masters[made_at]

    def sign_in_all(self, made_at, flags):
        """Give every account of a city a session, which the copies have as well. A
        clock that is set goes on ten minutes later."""
        folder, name = self.master(made_at)
        flags = list(flags)
        if "--clock" in flags:
            at = flags.index("--clock") + 1
            flags[at] = (datetime.datetime.fromisoformat(flags[at])
                         - datetime.timedelta(minutes=10)).isoformat()
        dsn = self._dsn(name) if self.store == "postgresql" else "sqlite"
        site = Site(self.store, folder, dsn).start(*flags)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(site.signed_in, site.accounts["accounts"]))
        (folder / "sessions.json").write_text(json.dumps(site._sessions))
        site.stop()

    def original(self):
        """The city that copies are made of, not started; stop it before the first."""
        folder, name = self.master(None)
        pg = self.store == "postgresql"
        return Site(self.store, folder, self._dsn(name) if pg else "sqlite")

    @contextlib.contextmanager
    def copy(self, name, made_at=None):
        """A copy of the city, not started."""
        folder, master = self.master(made_at)
        where, dsn = self.tmp / name, "sqlite"
        shutil.copytree(folder, where)
        if self.store == "postgresql":
            copy = f"t{self.tag}_{name}"
            psql(self.base, f'CREATE DATABASE "{copy}" TEMPLATE "{master}"')
            dsn = self._dsn(copy)
        site = Site(self.store, where, dsn)
        try:
            yield site
        finally:
            site.stop()
            if self.store == "postgresql":
                psql(self.base, f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
            shutil.rmtree(where, ignore_errors=True)

    @contextlib.contextmanager
    def site(self, name, *flags, made_at=None):
        """A server on a copy of the city; one whose clock is set back needs a
        city made before that (`made_at`), for time never goes back."""
        with self.copy(name, made_at) as site:
            site.start(*flags)
            yield site

    def close(self):
        shutil.rmtree(self.tmp, ignore_errors=True)
