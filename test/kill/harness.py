"""harness.py - what the kill sweeps share.

A scenario makes a city once and is then run in copies of it, each with one
trouble of a kind:

    call       the server is killed by SIGKILL at the Nth call of a kind that any
               one of its threads makes (strace counts and kills)
    start      so killed while at work, it is killed again at the Nth call of its
               next start
    immediate  PostgreSQL is stopped at once after the Nth step that was seen, and
               started again; our server lives on
    commit     the Nth COMMIT on the wire to PostgreSQL is lost: where N is odd
               its answer, where N is even itself; our server lives on
    others     that a scenario brings itself (`own`), at each point

and looks afterwards whether the world is whole. Every call is swept until the
server outlives it; by default at 1, 2, 3, 4, 6, 8 …, with --full at each. TAP."""
import ctypes
import fcntl
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "lib"))
import gongshu  # noqa: E402

# Every run goes on with the session the city was made with, and a sweep takes an hour.
os.environ.setdefault("GONGSHU_SESSION_IDLE_MINUTES", "480")

# Whatever writes, makes durable, names or sends. The files where they are many:
# strace counts per thread, and each thread has its own number of them.
CALLS = [("pwrite64", ""), ("pwrite64", "main.db-wal"), ("pwrite64", "main.db"),
         ("pwrite64", "record/index.db-wal"), ("fdatasync", ""), ("fdatasync", "main.db-wal"),
         ("fsync", ""), ("write", ""), ("writev", ""), ("sendmsg", ""), ("sendto", ""),
         ("rename", ""), ("unlink", ""), ("ftruncate", ""), ("openat", ""), ("mkdir", ""),
         ("fallocate", ""), ("copy_file_range", ""), ("sync_file_range", ""), ("sendfile", "")]
MOST = 900                              # where a sweep ends that nothing else ends
SECONDS = 8                             # what a round may take before it counts as outlived


def options():
    words = sys.argv[1:]
    return {"store": "postgresql" if "postgresql" in words else "sqlite",
            "full": "--full" in words, "unsafe": "--unsafe" in words,
            "kinds": [w for w in words if w.isalpha() and w not in ("sqlite", "postgresql")],
            "calls": [w[7:] for w in words if w.startswith("--call=")],
            "at": [int(w[5:]) for w in words if w.startswith("--at=")]}


def numbers(full, most):
    """1, 2, 3 … or 1, 2, 3, 4, 6, 8, 11, 14, 19 …"""
    n = 1
    while n <= most:
        yield n
        n += 1 if full else 1 + n // 4


def unsafe_build():
    """The server with the protection off (`-Dunsafe_release`)."""
    build = ROOT / "build-unsafe"
    build.mkdir(exist_ok=True)
    with open(build / "lock", "w") as lock:                     # two sweeps may want it at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (build / "build.ninja").exists():
            subprocess.run(["meson", "setup", str(build), "-Dweb=false", "-Dunsafe_release=true"],
                           check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        subprocess.run(["ninja", "-C", str(build), "--quiet", "gongshu", "gongshu-tap"], check=True)
    return str(build / "gongshu")


# ---- the troubles ------------------------------------------------------------
def may_be_traced():
    """So that strace may join the server later also where it isn't root's (Yama)."""
    ctypes.CDLL(None).prctl(0x59616d61, ctypes.c_ulong(-1), 0, 0, 0)


def launch(site, binary, *before):
    """The server, or one below the command `before`; whether it got ready."""
    site.port = gongshu.free_port()
    site.log = open(site.dir / "server.log", "ab")
    site.process = subprocess.Popen(
        [*before, binary, "serve", "--data", str(site.dir), "--store", site.dsn,
         "--listen", f"127.0.0.1:{site.port}"],
        stdout=subprocess.PIPE, stderr=site.log, preexec_fn=may_be_traced)
    return site.process.stdout.readline().startswith(b"ready ")


def killer(site, call, file, nth):
    on = ["-P", str(site.dir / file)] if file else []
    return ["strace", "-f", "-o", "/dev/null", *on, "-e", f"trace={call}",
            "-e", f"inject={call}:signal=KILL:when={nth}"]


def join_killer(site, call, file, nth):
    """strace joins the server; counting begins now."""
    tracer = subprocess.Popen([*killer(site, call, file, nth), "-p", str(site.process.pid)],
                              stderr=subprocess.PIPE)
    if b"attached" not in tracer.stderr.readline():
        raise AssertionError("strace can not join the server")
    threading.Thread(target=tracer.stderr.read, daemon=True).start()
    return tracer


def end_killed(site):
    """Whether it was dead; now it is."""
    died = site.process.poll() is not None
    if not died:
        site.process.kill()
    site.process.wait()
    site.process.stdout.close()
    site.log.close()
    site.process = None
    return died


class Postgres:
    """The throw-away server of tool/with_pg, to be stopped at once."""

    def __init__(self):
        query = urllib.parse.urlparse(os.environ["GONGSHU_TEST_PG"]).query
        self.dir = pathlib.Path(urllib.parse.parse_qs(query)["host"][0])
        self.bin = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        for setting in ("commit_delay = 3000", "commit_siblings = 0",     # a wider gap to hit
                        "recovery_init_sync_method = syncfs"):            # a start in a second
            gongshu.psql(os.environ["GONGSHU_TEST_PG"], "ALTER SYSTEM SET " + setting)
        gongshu.psql(os.environ["GONGSHU_TEST_PG"], "SELECT pg_reload_conf()")

    def fsyncs(self):
        return subprocess.run(["psql", "-XAt", os.environ["GONGSHU_TEST_PG"], "-c", "SHOW fsync"],
                              capture_output=True, check=True).stdout.strip() == b"on"

    def stop_at_once(self):
        """What `pg_ctl -m immediate stop` sends, without its delay."""
        pid = int((self.dir / "data/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        while pathlib.Path(f"/proc/{pid}").exists():
            time.sleep(0.005)

    def start(self):
        command = [str(self.bin / "pg_ctl"), "-D", str(self.dir / "data"), "-w", "-l",
                   str(self.dir / "log"), "restart"]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, cwd=self.dir)


class Wire:
    """An address of PostgreSQL that loses the nth COMMIT after `armed` was set, be it
    by itself or at the end of a pipeline."""
    COMMIT, LAST, SYNC = b"Q\0\0\0\x0bCOMMIT\0", b"\0COMMIT\0\0\0", b"S\0\0\0\x04"

    def __init__(self, real, nth):
        self.real, self.nth, self.seen, self.lost, self.armed = real, nth, 0, False, False
        self.mu, self.open = threading.Lock(), True
        self.dir = tempfile.mkdtemp(prefix="gongshu-wire.")
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(self.dir + "/.s.PGSQL.5432")
        self.door.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while self.open:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _is_it(self, data):
        with self.mu:
            last = self.LAST in data and data.endswith(self.SYNC)
            if not self.armed or self.lost or not (last or data.endswith(self.COMMIT)):
                return False
            self.seen += 1
            self.lost = self.seen == self.nth
            return self.lost

    def _carry(self, client):
        with client, socket.socket(socket.AF_UNIX) as server:
            try:
                server.connect(str(self.real / ".s.PGSQL.5432"))
                while self.open:
                    for s in select.select([client, server], [], [], 1)[0]:
                        data = s.recv(1 << 18)
                        lost = s is client and self._is_it(data)
                        if not data or (lost and self.nth % 2 == 0):
                            return
                        (server if s is client else client).sendall(data)
                        if lost:
                            server.recv(1 << 16)        # done, and nobody hears of it
                            return
            except OSError:
                return

    def close(self):
        self.open = False
        self.door.close()
        shutil.rmtree(self.dir, ignore_errors=True)


# ---- rounds --------------------------------------------------------------------
class Sweep:
    """One scenario on one store: its rounds, and what they found."""

    def __init__(self, scenario, title):
        self.scenario, self.title, self.opt = scenario, title, options()
        self.own = getattr(scenario, "own", {})     # kind: [(call, file)]
        self.victim = scenario.victim = unsafe_build() if self.opt["unsafe"] else gongshu.BINARY
        self.sites = gongshu.Sites(self.opt["store"])
        self.pg = Postgres() if self.opt["store"] == "postgresql" else None
        self.tried = self.kills = self.steps = self.tests = self.failed = self.rounds = 0
        self.bad = []
        site = self.sites.original()
        scenario.prepare(site.start())
        site.stop()

    def _round(self, kind, call, file, nth):
        """(did the trouble happen, what was wrong, steps seen)"""
        self.rounds += 1
        with self.sites.copy(f"k{self.rounds}") as site:
            run = self.scenario.run(site)
            if kind == "call":
                happened = self._killed(site, run, call, file, nth)
            elif kind == "start":
                happened = self._killed_twice(site, run, call, file, nth)
            elif kind in self.own:
                return self._lived_through(site, run, (kind, call, file, nth))
            else:
                return self._troubled(site, run, kind, nth)
            site.start()
            return happened, run.examine(), run.steps()

    def _killed(self, site, run, call, file, nth):
        if not launch(site, self.victim):
            raise AssertionError("the server did not get ready")
        tracer = join_killer(site, call, file, nth)
        run.begin()
        end = time.monotonic() + SECONDS
        while site.process.poll() is None and time.monotonic() < end and not run.finished():
            time.sleep(0.005)
        run.stopping = True
        if run.gone:
            site.process.wait(30)                   # its end is on the way
        happened = end_killed(site)
        tracer.wait()
        run.join()
        return happened

    def _killed_twice(self, site, run, call, file, nth):
        launch(site, self.victim)
        run.begin()
        end = time.monotonic() + SECONDS
        while run.steps() < 12 and time.monotonic() < end and not run.finished():
            time.sleep(0.002)
        end_killed(site)
        run.stopping = True
        run.join()
        ready = launch(site, self.victim, *killer(site, call, file, nth))
        if not ready:
            site.process.wait(30)
        else:
            pid = site.process.pid
            child = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]
            os.kill(int(child), signal.SIGKILL)
            site.process.wait(30)
        end_killed(site)
        return not ready

    def _troubled(self, site, run, kind, nth):
        wire, real = None, site.dsn
        if kind == "commit":
            wire = Wire(self.pg.dir, nth)
            site.dsn = real.replace(str(self.pg.dir), wire.dir)
        try:
            binary, gongshu.BINARY = gongshu.BINARY, self.victim
            site.start()
            gongshu.BINARY = binary
            happened = self._trouble(run, wire, nth)
            site.dsn = real
            return happened, run.examine(), run.steps()
        finally:
            site.stop()
            if wire:
                wire.close()

    def _lived_through(self, site, run, trouble):
        run.arm(*trouble)
        binary, gongshu.BINARY = gongshu.BINARY, self.victim
        site.start()
        gongshu.BINARY = binary
        run.begin()
        end = time.monotonic() + SECONDS
        while not run.finished() and time.monotonic() < end:
            time.sleep(0.005)
        run.stopping = True
        run.join()
        happened = run.disarm()
        if happened and trouble[0] == "server":     # its end is on the way
            site.process.wait(30)
        if site.process.poll() is not None:         # the trouble was its end
            end_killed(site)
            site.start()
        return happened, run.examine(), run.steps()

    def _trouble(self, run, wire, nth):
        if wire:
            wire.armed = True
        run.begin()
        end, happened = time.monotonic() + SECONDS, False
        while not run.finished() and time.monotonic() < end:
            time.sleep(0.002)
            if not wire and not happened and run.steps() >= nth:
                self.pg.stop_at_once()
                time.sleep(0.05)
                self.pg.start()
                happened, end = True, time.monotonic() + SECONDS
        run.stopping = True
        run.join()
        if wire:
            wire.armed = False                      # the looks afterwards are not to be cut
        return wire.lost if wire else happened

    def _sweep(self, kind, call="", file=""):
        tried = kills = steps = 0
        wrong = []
        for nth in self.opt["at"] or numbers(self.opt["full"] or kind in self.own, MOST):
            happened, found, seen = self._round(kind, call, file, nth)
            tried, kills, steps = tried + 1, kills + happened, steps + seen
            for one in found:
                wrong.append(one)
                print(f"# {kind} {call} {file} {nth}: {one}", flush=True)
            if not happened or (self.opt["unsafe"] and wrong):
                break
        self.tried, self.kills, self.steps = self.tried + tried, self.kills + kills, \
            self.steps + steps
        self.bad += wrong
        where = " ".join(w for w in (kind, call, file) if w)
        print(f"# {where}: {tried} points, {kills} kills, {steps} {self.scenario.word} seen, "
              f"{len(wrong)} losses", flush=True)
        if not self.opt["unsafe"] and kills:
            self.tests += 1
            self.failed += bool(wrong)
            print(f"{'not ok' if wrong else 'ok'} {self.tests} - {self.title}: {where}, "
                  f"{kills} kills [{self.opt['store']}]", flush=True)

    def _troubles(self):
        pg = self.opt["store"] == "postgresql"
        for kind, points in self.own.items():
            for call, file in points:
                yield kind, call, file
        if pg:
            yield "commit", "", ""
            yield "immediate", "", ""
        for kind in ("call", "start"):
            for call, file in CALLS:
                if self.opt["calls"] and call not in self.opt["calls"]:
                    continue
                if kind == "call" or not file:
                    yield kind, call, file

    def run(self):
        try:
            if self.pg:
                print(f"# PostgreSQL with fsync {'on' if self.pg.fsyncs() else 'off'}")
            for kind, call, file in self._troubles():
                if self.opt["kinds"] and kind not in self.opt["kinds"]:
                    continue
                self._sweep(kind, call, file)
                if self.opt["unsafe"] and self.bad:
                    break
        finally:
            self.sites.close()
        return self._sum()

    def _sum(self):
        said = (f"{self.tried} points, {self.kills} kills, {self.steps} {self.scenario.word} "
                f"seen, {len(self.bad)} losses [{self.opt['store']}]")
        self.tests += 1
        if self.opt["unsafe"]:
            good = bool(self.bad)
            said = f"without the protection losses are found: {said}"
        else:
            good = self.kills > 0 and self.steps > 0 and not self.bad
            said = f"{self.title}: {said}"
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.tests} - {said}\n1..{self.tests}")
        return 1 if self.failed else 0


class Run:
    """One round of a scenario: threads that press on until they are told to stop."""

    def __init__(self, site):
        self.site, self.stopping, self.gone = site, False, False
        self.threads, self.pressing = [], []

    def press(self, work, *args, counts=True):
        t = threading.Thread(target=self._guard, args=(work, args))
        self.threads.append(t)
        if counts:
            self.pressing.append(t)

    def _guard(self, work, args):
        try:
            work(*args)
        except (OSError, gongshu.http.client.HTTPException):
            self.gone = True                        # or going

    def begin(self):
        for t in self.threads:
            t.start()

    def finished(self):
        return not any(t.is_alive() for t in self.pressing)

    def join(self):
        for t in self.threads:
            if t.ident:
                t.join()
