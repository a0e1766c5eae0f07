"""provider.py - an agency's own interface, as well behaved as a test wants it to be.

It keeps rows, answers the question that the platform sends, and notes what it was asked;
`mode` makes it hang, lie, flood, drip, or break off."""
import datetime
import json
import socket
import ssl
import threading
import time


def ask_of(rows, question):
    """The rows that meet the question, as a provider would find them."""
    def meets(tree, row):
        if tree is None:
            return True
        if "and" in tree:
            return all(meets(t, row) for t in tree["and"])
        if "or" in tree:
            return any(meets(t, row) for t in tree["or"])
        if "not" in tree:
            return not meets(tree["not"], row)
        have, want = row.get(tree["item"]), tree.get("value")
        if tree["op"] == "is_null":
            return (have is None) == want
        if have is None:
            return False
        return {"eq": lambda: have == want, "ne": lambda: have != want, "in": lambda: have in want,
                "lt": lambda: have < want, "le": lambda: have <= want, "gt": lambda: have > want,
                "ge": lambda: have >= want, "between": lambda: want[0] <= have <= want[1],
                "prefix": lambda: have.startswith(want)}[tree["op"]]()
    return [r for r in rows if meets(question["where"], r)]


class Provider:
    def __init__(self, rows=(), mode="good", tls=None):
        self.rows, self.mode, self.asked, self.keys = list(rows), mode, [], []
        self.connections, self.most, self.now, self.delay = 0, 0, 0, 0
        self.lock, self.here = threading.Lock(), threading.local()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.tls = None
        if tls:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*tls)
        threading.Thread(target=self.accept, daemon=True).start()

    def url(self, path="/ask", scheme="http", host="127.0.0.1"):
        return f"{scheme}://{host}:{self.port}{path}"

    def accept(self):
        while True:
            try:
                one, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(one,), daemon=True).start()

    def stop(self):
        self.listener.close()

    def serve(self, one):
        try:
            if self.tls:
                one = self.tls.wrap_socket(one, server_side=True)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stream = one.makefile("rb")
            while True:
                head = {}
                line = stream.readline()
                if not line:
                    return
                while (more := stream.readline().strip()):
                    name, value = more.decode().split(":", 1)
                    head[name.lower()] = value.strip()
                body = stream.read(int(head.get("content-length", 0)))
                with self.lock:
                    self.asked.append(json.loads(body))
                    self.keys.append(head.get("x-key"))
                    self.now += 1
                    self.most = max(self.most, self.now)
                    self.here.counted = True
                try:
                    if not self.answer(one, self.asked[-1] if self.mode == "good" else json.loads(body)):
                        return
                finally:
                    self.leave()
        except (OSError, ssl.SSLError):
            pass
        finally:
            one.close()

    def leave(self):
        """Before the answer goes: who has it may ask again at once."""
        with self.lock:
            self.now -= self.here.counted
            self.here.counted = False

    def send(self, one, body, status="200 OK", kind="application/json", more=""):
        if not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
        self.leave()
        one.sendall(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
                    .encode() + body)
        return True

    def answer(self, one, q):
        if self.delay:
            time.sleep(self.delay)
        return getattr(self, "as_" + self.mode.replace("-", "_"))(one, q)

    # --- as it should be -----------------------------------------------------------
    def as_good(self, one, q):
        found = ask_of(self.rows, q)
        at = int(q["cursor"] or 0)
        page = found[at:at + q["limit"]]
        behind = at + len(page)
        return self.send(one, {"rows": [{c: r.get(c) for c in q["fields"]} for r in page],
                               "next_cursor": str(behind) if behind < len(found) else None})

    # --- as it shouldn't -------------------------------------------------------------
    def as_hang(self, one, q):
        time.sleep(60)

    def as_drip(self, one, q):
        one.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(600):
            one.sendall(b" ")
            time.sleep(0.1)

    def as_flood(self, one, q):
        """A gigabyte, in chunks, for as long as anybody reads."""
        one.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        for _ in range(1024):
            one.sendall(piece)

    def as_long_head(self, one, q):
        one.sendall(b"HTTP/1.1 200 OK\r\n")
        for i in range(100000):
            one.sendall(b"X-%d: " % i + b"y" * 1000 + b"\r\n")

    def as_early(self, one, q):
        one.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"rows\":[")

    def as_redirect(self, one, q):
        return self.send(one, b"", "302 Found", more=f"Location: {self.elsewhere}\r\n")

    def as_status(self, one, q):
        return self.send(one, {"detail": "geheim <script>alert(1)</script>"}, "500 Oops")

    def as_declined(self, one, q):
        return self.send(one, {"detail": "nein"}, "422 No")

    def as_key(self, one, q):
        return self.send(one, {}, "401 Unauthorized")

    def as_html(self, one, q):
        return self.send(one, b"<html>", kind="text/html")

    def as_body(self, one, q):
        return self.send(one, self.body)

    def as_gzip(self, one, q):
        import gzip
        return self.send(one, gzip.compress(b'{"rows":[' + b" " * 1000000 + b"]}"),
                         more="Content-Encoding: gzip\r\n")

    def as_no_http(self, one, q):
        one.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" * 10)

    def as_more(self, one, q):
        return self.send(one, {"rows": [{c: r.get(c) for c in q["fields"]} for r in self.rows[:1]] * (q["limit"] + 1),
                               "next_cursor": None})

    def as_everything(self, one, q):
        """What it has, whatever was asked."""
        return self.send(one, {"rows": self.rows[:q["limit"]], "next_cursor": None})

    def as_one_key(self, one, q):
        found = ask_of(self.rows, q)
        return self.send(one, {"rows": [{c: r.get(c) for c in q["fields"]} for r in found[:1]], "next_cursor": "1"})


def certificate(folder, name="interface.test"):
    """A root, and a certificate of it for `name`: (root, (certificate, key)), as files."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    def subject(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def made(who, key, by, by_key, more):
        now = datetime.datetime(2020, 1, 1)
        b = (x509.CertificateBuilder().subject_name(subject(who)).issuer_name(subject(by))
             .public_key(key.public_key()).serial_number(x509.random_serial_number())
             .not_valid_before(now).not_valid_after(datetime.datetime(2090, 1, 1)))
        for ext, critical in more:
            b = b.add_extension(ext, critical)
        return b.sign(by_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    paths = [folder / f"{name}.{x}" for x in ("root", "crt", "key")]
    paths[0].write_bytes(made("root", root_key, "root", root_key, [(x509.BasicConstraints(True, None), True)]))
    paths[1].write_bytes(made(name, key, "root", root_key, [
        (x509.SubjectAlternativeName([x509.DNSName(name)]), False)]))
    paths[2].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption()))
    return paths[0], (paths[1], paths[2])


if __name__ == "__main__":      # for tests that aren't Python: its port; then a mode a line
    import sys
    one = Provider([])
    print(one.port, flush=True)
    for line in sys.stdin:
        one.mode = line.strip()
        print(one.mode, flush=True)
