"""An agency's database: a throw-away PostgreSQL of its own on the loopback address, with
passwords, for what is read through ODBC. Beside it, servers that hang and that flood."""
import os
import pathlib
import shutil
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


class Agency:
    """start(), then sql(); address, port, name, user and password are the reader's."""
    address, name, user, password = "127.0.0.1", "permits", "reader", "a;b}{='\"x ü"

    def __init__(self):
        self.bin = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="gongshu-agency-"))
        self.port = free_port()

    def _as(self, *args, **kw):
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        return subprocess.run([*user, *map(str, args)], check=True, cwd=self.dir, capture_output=True,
                              text=True, **kw)

    def start(self):
        if os.getuid() == 0:
            shutil.chown(self.dir, "postgres")
        self._as(self.bin / "initdb", "-D", self.dir / "data", "-U", "owner", "-A", "trust", "-E", "UTF8",
                 "--locale=C", "-N")
        hba = self.dir / "data/pg_hba.conf"
        hba.write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        self._as(self.bin / "pg_ctl", "-D", self.dir / "data", "-w", "-l", self.dir / "log", "-o",
                 f"-k {self.dir} -p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off "
                 "-c shared_buffers=16MB -c max_connections=20", "start")
        self.sql(f"CREATE DATABASE {self.name}", database="postgres")
        self.sql(SCHEMA)
        return self

    def sql(self, text, database=None):
        return subprocess.run([str(self.bin / "psql"), "-h", str(self.dir), "-p", str(self.port), "-U", "owner",
                               "-d", database or self.name, "-v", "ON_ERROR_STOP=1", "-qAt"], input=text,
                              check=True, capture_output=True, text=True).stdout

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
        try:
            self._as(self.bin / "pg_ctl", "-D", self.dir / "data", "-m", "immediate", "stop")
        except subprocess.CalledProcessError:
            pass
        shutil.rmtree(self.dir, ignore_errors=True)


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


if __name__ == "__main__":              # for the browser's tests: lines of SQL until its input ends
    agency = Agency().start()
    try:
        agency.rows(40)
        print(agency.port, flush=True)
        for line in sys.stdin:
            agency.sql(line)
            print("done", flush=True)
    finally:
        agency.stop()
