"""An agency's MariaDB: a throw-away server on the loopback address, with passwords and TLS,
in a zone that isn't ours, and lenient as many are; for what is read and written through
its own ODBC driver."""
import getpass
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from agency import free_port

NAME, PASSWORD = "permits", "a;b}{='\"x ü"
SETUP = f"""CREATE DATABASE {NAME} CHARACTER SET utf8mb4; CREATE DATABASE elsewhere;
CREATE TABLE elsewhere.hidden (a int); CREATE TABLE elsewhere.licence (a int);
CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'a;b}}{{=''"x ü';
GRANT SELECT, INSERT, DELETE ON {NAME}.* TO reader@'127.0.0.1'; GRANT SELECT ON elsewhere.* TO reader@'127.0.0.1';"""


def sql(folder, text, database=""):
    return subprocess.run(["mariadb", "--no-defaults", "--default-character-set=utf8mb4", "-S", f"{folder}/sock", "-N",
                           "-B", *([database] if database else [])], input=text, check=True, capture_output=True,
                          text=True).stdout


class Cluster:
    """The server, in the process that ends it."""

    def start(self):
        self.dir, self.port = pathlib.Path(tempfile.mkdtemp(prefix="gongshu-maria-")), free_port()
        user = getpass.getuser()
        run = {"check": True, "capture_output": True}
        subprocess.run(["mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=normal",
                        f"--datadir={self.dir}/data", "--skip-test-db", f"--user={user}"], **run)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=agency", "-days", "2", "-keyout", self.dir / "key.pem", "-out",
                        self.dir / "crt.pem"], **run)
        self.process = subprocess.Popen(
            ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={self.dir}/data", f"--socket={self.dir}/sock",
             "--bind-address=127.0.0.1", f"--port={self.port}", f"--user={user}", f"--ssl-cert={self.dir}/crt.pem",
             f"--ssl-key={self.dir}/key.pem", "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=8M",
             "--innodb-flush-log-at-trx-commit=0", "--sql-mode=", "--default-time-zone=+00:00",
             "--require-secure-transport=ON", f"--log-error={self.dir}/log"], stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while not self._listens():
            if time.monotonic() > until or self.process.poll() is not None:
                raise AssertionError((self.dir / "log").read_text()[-2000:])
            time.sleep(0.05)
        sql(self.dir, SETUP)

    def _listens(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return (self.dir / "sock").exists()
        except OSError:
            return False

    def stop(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)


class MariaDb:
    """start(), then sql(). The server is gone with the process that asked for it."""

    def start(self):
        self.process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        port, self.dir = self.process.stdout.readline().split()
        self.port = int(port)
        return self

    def sql(self, text):
        return sql(self.dir, text, NAME)

    def connection(self, **over):
        return {"driver": "MariaDB Unicode", "host": "127.0.0.1", "port": self.port, "database": NAME,
                "user": "reader", "password": PASSWORD, **over}


if __name__ == "__main__":              # until its input ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cluster = Cluster()
    try:
        cluster.start()
        print(cluster.port, cluster.dir, flush=True)
        sys.stdin.read()
    finally:
        cluster.stop()
