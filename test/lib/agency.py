"""An agency's database: a throw-away PostgreSQL of its own on the loopback address, with
passwords, for what is read through ODBC. Beside it, servers that hang and that flood."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

SCHEMA = """
CREATE ROLE reader LOGIN PASSWORD 'a;b}{=''"x ü';
CREATE ROLE nobody LOGIN PASSWORD 'nothing';
CREATE SCHEMA permits;
CREATE TABLE permits.licence (
	licence_no varchar(20) PRIMARY KEY, "Holder" varchar(60) NOT NULL, id_no char(18),
	area numeric(10,2), seats integer, valid boolean, issued date NOT NULL,
	changed_at timestamp NOT NULL, notes text, scan bytea);
COMMENT ON COLUMN permits.licence.licence_no IS '许可证编号';
COMMENT ON COLUMN permits.licence."Holder" IS '持证单位名称';
COMMENT ON COLUMN permits.licence.area IS '经营面积';
CREATE VIEW permits.current AS SELECT licence_no, issued FROM permits.licence WHERE valid;
CREATE TABLE permits."odd ""name%" (a integer);
CREATE TABLE permits.secret (a integer);
GRANT USAGE ON SCHEMA permits TO reader;
GRANT SELECT ON permits.licence, permits.current, permits."odd ""name%" TO reader;
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


NAME, BIN = "permits", sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]


def sql(folder, port, text, database=NAME):
    return subprocess.run([str(BIN / "psql"), "-h", str(folder), "-p", str(port), "-U", "owner", "-d", database,
                           "-v", "ON_ERROR_STOP=1", "-qAt"], input=text, check=True, capture_output=True,
                          text=True).stdout


class Cluster:
    """The server, in the process that ends it."""

    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="gongshu-agency-"))
        self.port = free_port()

    def _as(self, *args, **kw):
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        return subprocess.run([*user, *map(str, args)], check=True, cwd=self.dir, capture_output=True,
                              text=True, **kw)

    def start(self):
        if os.getuid() == 0:
            shutil.chown(self.dir, "postgres")
        self._as(BIN / "initdb", "-D", self.dir / "data", "-U", "owner", "-A", "trust", "-E", "UTF8",
                 "--locale=C", "-N")
        self._as("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-subj", "/CN=agency", "-days", "2", "-keyout", self.dir / "data/server.key",
                 "-out", self.dir / "data/server.crt")
        hba = self.dir / "data/pg_hba.conf"
        hba.write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        self._as(BIN / "pg_ctl", "-D", self.dir / "data", "-w", "-l", self.dir / "log", "-o",
                 f"-k {self.dir} -p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off "
                 "-c ssl=on -c shared_buffers=16MB -c max_connections=20", "start")
        sql(self.dir, self.port, f"CREATE DATABASE {NAME}", "postgres")
        sql(self.dir, self.port, SCHEMA)

    def stop(self):
        try:
            self._as(BIN / "pg_ctl", "-D", self.dir / "data", "-m", "immediate", "stop")
        except subprocess.CalledProcessError:
            pass
        shutil.rmtree(self.dir, ignore_errors=True)


class Agency:
    """start(), then sql(); address, port, name, user and password are the reader's. The server
    is gone with the process that asked for it, however that ended."""
    address, name, user, password = "127.0.0.1", NAME, "reader", "a;b}{='\"x ü"

    def start(self):
        self.process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        port, self.dir = self.process.stdout.readline().split()
        self.port = int(port)
        return self

    def sql(self, text):
        return sql(self.dir, self.port, text)

    def rows(self, n, first=1):
        """`n` licences more, changed a minute after one another."""
        self.sql(f"""INSERT INTO permits.licence SELECT 'L' || lpad(i::text, 6, '0'), '第' || i || '户',
            CASE WHEN i % 3 = 0 THEN NULL ELSE '320902190001010013' END, i * 1.25, i % 40, i % 2 = 0,
            date '2026-01-01' + i % 300, timestamp '2026-03-01 08:00:00' + i * interval '1 minute',
            CASE WHEN i % 5 = 0 THEN E'多行\\n"说明", 逗号' END, '\\x00ff'::bytea
            FROM generate_series({first}, {first + n - 1}) i""")

    def connection(self, **over):
        return {"driver": "PostgreSQL Unicode", "host": self.address, "port": self.port, "database": self.name,
                "user": self.user, "password": self.password, **over}

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Plain:
    """A server of PostgreSQL's kind that speaks no TLS and asks for the password in clear."""

    def __init__(self):
        self.heard, self.asked_tls = [], 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                held, _ = self.socket.accept()
            except OSError:
                return
            with held:
                held.settimeout(5)
                try:
                    self._talk(held)
                except OSError:
                    pass

    def _talk(self, held):
        hello = held.recv(8, socket.MSG_WAITALL)
        if hello[4:] == (80877103).to_bytes(4, "big"):
            self.asked_tls += 1
            held.sendall(b"N")
            hello = held.recv(8, socket.MSG_WAITALL)
        if len(hello) < 8:
            return
        held.recv(int.from_bytes(hello[:4], "big") - 8, socket.MSG_WAITALL)
        held.sendall(b"R\0\0\0\x08\0\0\0\x03")
        head = held.recv(5, socket.MSG_WAITALL)
        if head[:1] == b"p":
            self.heard.append(held.recv(int.from_bytes(head[1:], "big") - 4, socket.MSG_WAITALL).rstrip(b"\0"))

    def close(self):
        self.socket.close()


class Rogue:
    """A server that accepts and then never answers, or (flood) never stops."""

    def __init__(self, flood=False):
        self.flood, self.held = flood, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                held, _ = self.socket.accept()
            except OSError:
                return
            self.held.append(held)
            if self.flood:
                threading.Thread(target=self._pour, args=(held,), daemon=True).start()

    @staticmethod
    def _pour(held):
        try:
            while True:
                held.sendall(b"E\0\0\xff\xffSERROR\0" + b"x" * 65536)
        except OSError:
            pass

    def close(self):
        self.socket.close()
        for held in self.held:
            held.close()


if __name__ == "__main__":              # until its input ends; a line of it is SQL
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cluster = Cluster()
    try:
        cluster.start()
        print(cluster.port, cluster.dir, flush=True)
        for line in sys.stdin:
            sql(cluster.dir, cluster.port, line)
            print("done", flush=True)
    finally:
        cluster.stop()
