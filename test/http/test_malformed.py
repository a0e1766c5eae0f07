"""What is no proper request gets a 4xx or a closed connection, and nothing else
suffers: a good client is served all the while, and no request hidden in another
reaches a handler (R34, security rows 25-27)."""
import http.client
import socket
import threading
import time

FLAGS = ("--idle-seconds", "3", "--request-seconds", "6")
GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
NEXT = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
HIDDEN = b"GET /healthz?hidden HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def line(target, more=b""):
    return b"GET " + target + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + more + b"\r\n"


# name, what is sent; each gets 4xx or nothing, and no 2xx at all
REFUSED = [
    ("two lengths", POST + b"Content-Length: 4\r\nContent-Length: 50\r\n\r\nabcd" + HIDDEN),
    ("two equal lengths", POST + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd" + HIDDEN),
    ("length and chunks", POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
     b"0\r\n\r\n" + HIDDEN),
    ("chunks and length", POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
     b"0\r\n\r\n" + HIDDEN),
    ("xchunked", POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN),
    ("gzip, chunked", POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + HIDDEN),
    ("chunked twice", POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"
     b"0\r\n\r\n" + HIDDEN),
    ("chunked with a tab", POST + b"Transfer-Encoding:\tchunked\x0b\r\n\r\n0\r\n\r\n" + HIDDEN),
    ("identity", POST + b"Transfer-Encoding: identity\r\n\r\n" + HIDDEN),
    ("blank before the colon", POST + b"Content-Length : 4\r\n\r\nabcd" + HIDDEN),
    ("signed length", POST + b"Content-Length: +4\r\n\r\nabcd" + HIDDEN),
    ("negative length", POST + b"Content-Length: -1\r\n\r\n" + HIDDEN),
    ("hex length", POST + b"Content-Length: 0x4\r\n\r\nabcd" + HIDDEN),
    ("list of lengths", POST + b"Content-Length: 4, 4\r\n\r\nabcd" + HIDDEN),
    ("length beyond 64 bits", POST + b"Content-Length: 99999999999999999999\r\n\r\n" + HIDDEN),
    ("empty length", POST + b"Content-Length:\r\n\r\n" + HIDDEN),
    ("two hosts", b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    ("no host", b"GET /healthz HTTP/1.1\r\nAccept: */*\r\n\r\n"),
    ("host with a path", b"GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n"),
    ("host with a blank", b"GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n"),
    ("empty host", b"GET /healthz HTTP/1.1\r\nHost: \r\n\r\n"),
    ("name is no token", line(b"/healthz", b"X(Y): 1\r\n")),
    ("header without a colon", line(b"/healthz", b"nonsense\r\n")),
    ("control character in a value", line(b"/healthz", b"X: a\x01b\r\n")),
    ("parent segment", line(b"/api/../healthz")),
    ("parent segment, encoded", line(b"/api/%2e%2e/healthz")),
    ("traversal to a file", line(b"/assets/..%2f..%2fetc%2fpasswd")),
    ("traversal with backslash", line(b"/assets/..\\..\\etc")),
    ("encoded NUL", line(b"/open/v1/datasets/a%00b")),
    ("half an escape", line(b"/open/v1/datasets/a%2")),
    ("escape that is no hex", line(b"/open/v1/datasets/a%zz")),
    ("overlong UTF-8", line(b"/open/v1/datasets/%c0%ae")),
    ("surrogate in UTF-8", line(b"/open/v1/datasets/%ed%a0%80")),
    ("cut UTF-8", line(b"/open/v1/datasets/%e7%9b")),
    ("raw bytes that are no UTF-8", line(b"/open/v1/datasets/\xff\xfe")),
    ("bad UTF-8 in a parameter", line(b"/open/v1/datasets?q=%ff")),
    ("NUL in a parameter", line(b"/open/v1/datasets?q=a%00")),
    ("a parameter twice", line(b"/open/v1/datasets?q=a&q=b")),
    ("an unknown parameter", line(b"/open/v1/datasets?nothing=1")),
    ("a limit that is no number", line(b"/open/v1/datasets?limit=1e3")),
    ("a limit beyond the most", line(b"/open/v1/datasets?limit=1001")),
    ("a forged cursor", line(b"/open/v1/datasets?cursor=AAAA")),
    ("fragment in the target", line(b"/healthz#x")),
    ("absolute target", line(b"http://evil/healthz")),
    ("no slash", line(b"healthz")),
    ("a target of 100 kB", line(b"/" + b"a" * 100000)),
    ("a header of 100 kB", line(b"/healthz", b"X: " + b"a" * 100000 + b"\r\n")),
    ("300 headers", line(b"/healthz", b"".join(b"X%d: 1\r\n" % i for i in range(300)))),
    ("HTTP/0.9", b"GET /healthz\r\n\r\n"),
    ("HTTP/3.0", b"GET /healthz HTTP/3.0\r\nHost: a\r\n\r\n"),
    ("HTTP/1.10", b"GET /healthz HTTP/1.10\r\nHost: a\r\n\r\n"),
    ("another protocol", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 100),
    ("nothing but NUL", b"\x00" * 2000),
    ("CONNECT", b"CONNECT evil:443 HTTP/1.1\r\nHost: evil:443\r\nConnection: close\r\n\r\n"),
    ("TRACE", b"TRACE /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
    ("lower-case method", b"get /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
    ("a method too many", b"DELETE /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
    ("override by header", line(b"/healthz", b"X-HTTP-Method-Override: DELETE\r\n")),
    ("an expectation we don't know", POST + b"Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}"),
    ("compressed body", POST + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
    ("chunk size that is no number", POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"
     b"0\r\n\r\n"),
    ("chunk longer than it says", POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n"
     b"0\r\n\r\n"),
    ("chunk size beyond 64 bits", POST + b"Transfer-Encoding: chunked\r\n\r\n"
     b"fffffffffffffffff1\r\n{}\r\n0\r\n\r\n"),
    ("negative chunk size", POST + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n"),
    ("body longer than allowed", POST + b"Connection: close\r\nContent-Length: 1100000\r\n\r\n"
     + b"x" * 1100000),
    ("chunks longer than allowed", POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n"
     b"\r\n" + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 20 + b"0\r\n\r\n"),
    ("a terabyte announced", POST + b"Content-Length: 1099511627776\r\n\r\n{}"),
    ("JSON 33 deep", POST + b"Connection: close\r\nContent-Length: 66\r\n\r\n" + b"[" * 33
     + b"]" * 33),
    ("JSON that ends early", POST + b"Connection: close\r\nContent-Length: 8\r\n\r\n{\"name\":"),
    ("JSON with a key twice", POST + b"Connection: close\r\nContent-Length: 27\r\n\r\n"
     b'{"name":"a","name":"b"     }'[:27]),
    ("JSON that is no UTF-8", POST + b"Connection: close\r\nContent-Length: 12\r\n\r\n"
     b'{"name":"\xff"}'),
    ("JSON with NUL", POST + b"Connection: close\r\nContent-Length: 17\r\n\r\n"
     b'{"name":"\\u0000"}'),
    ("an unknown field", POST + b"Connection: close\r\nContent-Length: 11\r\n\r\n"
     b'{"nobody":1}'[:11]),
    ("a form instead of JSON", b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\n"
     b"Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
     b"Content-Length: 6\r\n\r\nname=a"),
    ("JSON in another encoding", b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\n"
     b"Connection: close\r\nContent-Type: application/json; charset=gbk\r\n"
     b"Content-Length: 2\r\n\r\n{}"),
    ("a body with GET", b"GET /open/v1/datasets HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
     b"Content-Length: 5\r\n\r\nhello"),
    ("half a token", line(b"/api/v1/resources", b"Authorization: Bearer\r\n")),
    ("a wrong scheme", line(b"/api/v1/resources", b"Authorization: Basic YTpi\r\n")),
    ("cookie and token", line(b"/api/v1/resources", b"Authorization: Bearer x\r\n"
                              b"Cookie: gongshu-session=x\r\n")),
]


def talk(port, data, seconds=8):
    """All bytes that come back until the server closes or falls silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as s:
        try:
            s.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass                                # refused before all was sent
        got = b""
        try:
            while piece := s.recv(65536):
                got += piece
        except (socket.timeout, ConnectionResetError):
            pass
        return got


class Good:
    """Good clients all the while: of the portal, the console and of health, some on a
    kept connection, some on a new one each; the slowest answer and every failure."""

    def __init__(self, site):
        self.site, self.stop, self.asked, self.failed, self.slowest = site, False, 0, [], 0.0
        steward = site.as_("steward")
        kept = {"Cookie": steward.cookie}
        work = [("/healthz", {}, b'"status":"ok"'), ("/healthz", {}, b'"status":"ok"'),
                ("/open/v1/datasets?limit=3", {}, b'"items":['),
                ("/api/v1/resources?limit=3", kept, b'"items":['),
                ("/api/v1/sessions/current", kept, b'"user"')]
        self.threads = [threading.Thread(target=self.run, args=(*row, at % 2))
                        for at, row in enumerate(work)]

    def run(self, path, headers, word, fresh):
        c = None
        while not self.stop:
            began = time.monotonic()
            try:
                c = c or http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=10)
                c.request("GET", path, headers=headers)
                got = c.getresponse()
                body = got.read()
                if got.status != 200 or word not in body.replace(b'": ', b'":'):
                    self.failed.append((path, got.status, body[:200]))
                if fresh:
                    c.close()
                    c = None
            except (OSError, http.client.HTTPException) as e:
                self.failed.append((path, repr(e)))
                c = None
            self.asked += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.01)

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def __exit__(self, *_):
        self.stop = True
        for t in self.threads:
            t.join()


def statuses(got):
    return [int(part[:3]) for part in got.split(b"HTTP/1.1 ")[1:] if part[:3].isdigit()]


def test_every_malformed_request_is_refused_and_hides_no_other(site):
    assert len(REFUSED) >= 40
    wrong, results, thrice = [], {}, [row for row in REFUSED for _ in range(3)]

    def one(name, data):
        results.setdefault(name, []).append(talk(site.port, data))

    with Good(site) as good:
        for start in range(0, len(thrice), 48):         # some wait for a deadline: side by side
            threads = [threading.Thread(target=one, args=row)
                       for row in thrice[start:start + 48]]
            for t in threads:
                t.start()
            for t in threads:
                t.join()
    for name, got in ((name, got) for name, all_ in results.items() for got in all_):
        found = statuses(got)
        if any(not 400 <= s < 500 and s != 505 for s in found):     # 505: the version
            wrong.append(f"{name}: {got[:200]!r}")
        if b'"status":"ok"' in got:
            wrong.append(f"{name}: a handler was reached")
    assert not wrong, "\n".join(wrong)
    assert not good.failed, good.failed[:3]
    assert good.asked > 20 and good.slowest < 3, (good.asked, good.slowest)


def test_clients_that_drip_are_cut_while_others_are_served(site):
    ended = {}

    def drip(name, first, piece):
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", site.port), timeout=40) as s:
            try:
                s.sendall(first)
                while time.monotonic() - began < 30:
                    s.sendall(piece)
                    s.settimeout(0.5)
                    try:
                        if not s.recv(65536):
                            break
                    except socket.timeout:
                        pass
            except OSError:
                pass
        ended[name] = time.monotonic() - began

    rows = [
        ("request line", b"GET /heal", b"t"),
        ("headers", b"GET /healthz HTTP/1.1\r\nHost: a\r\n", b"X: 1\r\n"),
        ("body", POST + b"Content-Length: 100000\r\n\r\n", b"x"),
        ("chunks", POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        ("nothing", b"", b""),
    ] + [(f"headers {i}", b"GET /healthz HTTP/1.1\r\n", b"X: 1\r\n") for i in range(40)]
    threads = [threading.Thread(target=drip, args=row) for row in rows]
    with Good(site) as good:
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    late = {k: round(v, 1) for k, v in ended.items() if v > 15}
    assert not late, late
    assert not good.failed and good.slowest < 3, (good.failed[:3], good.slowest)


def test_what_is_proper_passes_though_it_is_unusual(site):
    for name, data, status in [
        ("chunks", POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
         b"2\r\n{}\r\n0\r\n\r\n", 400),
        ("HTTP/1.0 without host", b"GET /healthz HTTP/1.0\r\n\r\n", 200),
        ("a slash too many", line(b"/healthz/"), 200),
        ("raw UTF-8", line("/open/v1/datasets?q=停车".encode()), 200),
        ("HEAD", b"HEAD /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200),
        ("OPTIONS", b"OPTIONS /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 204),
        ("an IPv6 host", b"GET /healthz HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n",
         200),
        ("asked to go on", POST + b"Connection: close\r\nExpect: 100-continue\r\n"
         b"Content-Length: 2\r\n\r\n{}", 400),
    ]:
        got = [s for s in statuses(talk(site.port, data)) if s != 100]
        assert got == [status], (name, got)


def test_a_problem_names_what_is_wrong_in_both_languages(site):
    nobody = site.nobody()
    nobody.get("/open/v1/datasets?nothing=1").refused(400, "query-unknown", "nothing")
    nobody.get("/nothing/here").refused(404, "route-unknown")
    nobody.call("DELETE", "/healthz").refused(405, "route-method")
    nobody.get("/api/v1/resources").refused(401)
    got = nobody.post("/api/v1/sessions", {"name": 1}).refused(400)
    assert got.json["field"], got.json


def test_a_client_that_leaves_half_way_leaves_nothing_behind(site):
    for data in (POST + b"Content-Length: 100\r\n\r\nabc", b"GET /healthz HT", GET[:-2]):
        for _ in range(50):
            with socket.create_connection(("127.0.0.1", site.port), timeout=5) as s:
                s.sendall(data)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        text = site.nobody().get("/metrics").body.decode()
        flight = [int(x.split()[1]) for x in text.splitlines()
                  if x.startswith("gongshu_requests_in_flight")]
        if flight == [1]:
            return
        time.sleep(0.2)
    raise AssertionError(f"{flight} requests still in flight")
