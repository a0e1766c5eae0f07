"""A provider's interface harms nobody else (R20.1): one that hangs, floods or fails slows no other, no consumer keeps
another from its answers, and what is charged is what the record holds. A real server in this process stands for the
provider's, on both stores."""
import concurrent.futures
import json
import os
import threading
import time

from gongshu import ROWS, SHARED, entry, publish
from provider import Provider
from test_forward import FLAGS, KEY, acts, fresh, granted, leaves, made, mounted, running, used


def paced(call, n):
    """The median time of n calls, one after the other."""
    took = []
    for _ in range(n):
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    return sorted(took)[n // 2]


def test_R20_1_a_provider_that_hangs_or_floods_slows_no_other(site):
    """Another interface and a hosted table go on at their pace; compared, not timed."""
    good, bad = Provider(made(5)), Provider(made(5))
    fine, _ = mounted(site, good)
    url, purpose, _ = granted(site, fine)
    steward = site.as_("steward")
    table = publish(site, steward, entry(**SHARED))
    steward.load(table["id"], ROWS)
    hosted, hosted_purpose, _ = granted(site, table)
    ill, path = mounted(site, bad, timeout_ms=1500, max_bytes=8388608)
    ill_url, ill_purpose, _ = granted(site, ill)
    system = site.system(1)

    def far():
        system.get(url + "?limit=1", **purpose).want(200)

    def near():
        system.get(hosted + "?permit_no=P-001", **hosted_purpose).want(200)
    paced(far, 10), paced(near, 10)
    calm = paced(far, 30), paced(near, 30)
    for mode in ("hang", "flood"):
        bad.mode = mode
        fresh(site, path)
        stop = threading.Event()

        def press():
            one = site.system(1)
            while not stop.is_set():
                status = one.get(ill_url, **ill_purpose).status
                assert status in (502, 503, 504), status
                if status == 503:
                    time.sleep(0.05)
        with concurrent.futures.ThreadPoolExecutor(30) as many:
            pressing = [many.submit(press) for _ in range(30)]
            end = time.monotonic() + 5
            while bad.now < 5 and time.monotonic() < end:
                time.sleep(0.01)
            assert bad.now or bad.asked, mode
            loud = paced(far, 30), paced(near, 30)
            stop.set()
            for p in pressing:
                p.result(30)
        for quiet, under in zip(calm, loud):
            assert under < quiet * 20 + 0.15, (mode, calm, loud)
        bad.asked.clear()


def test_R20_1_a_consumer_that_floods_a_slow_provider_keeps_no_other_from_its_answers(site):
    provider = Provider(made(5))
    provider.delay = 0.3
    resource, path = mounted(site, provider, timeout_ms=900)
    url, purpose, _ = granted(site, resource)
    other_url, other_purpose, _ = granted(site, resource, nth=2)
    stop, seen = threading.Event(), []

    def press():
        one = site.system(1)
        while not stop.is_set():
            got = one.get(url, **purpose)
            seen.append((got.status, got.json.get("code")))
            if got.status != 200:
                time.sleep(0.02)
    with concurrent.futures.ThreadPoolExecutor(70) as many:
        pressing = [many.submit(press) for _ in range(70)]
        end = time.monotonic() + 10
        while provider.most < 14 and time.monotonic() < end:
            time.sleep(0.01)
        assert provider.most == 14, "all but those kept for whoever comes"
        other = site.system(org=site.account("steward", 2)["org"])
        for _ in range(5):
            assert len(other.get(other_url, **other_purpose).want(200).json["rows"]) == 5
        assert provider.most <= 16 and site.as_("operator").get(path).want(200).json["under_way"] >= 50
        stop.set()
        for p in pressing:
            p.result(30)
    codes = {c for _, c in seen}
    assert {s for s, _ in seen} == {200, 503} and "forward-share" in codes, codes
    assert site.as_("operator").get(path).want(200).json["failed"] == 0, "whom the flood kept waiting, it didn't fail"


def test_R20_1_after_five_failures_a_provider_is_left_alone_and_its_stewards_are_told(site):
    provider = Provider(made(3), "status")
    resource, path = mounted(site, provider)
    url, purpose, grant = granted(site, resource)
    system, steward = site.system(1), site.as_("steward")
    for _ in range(5):
        system.get(url, **purpose).refused(502, "forward-status")
    got = system.get(url, **purpose).refused(503, "forward-paused")
    assert 1 <= int(got.headers["retry-after"]) <= 11 and len(provider.asked) == 5, got.headers
    for who in (steward, site.as_("operator"), site.as_("auditor")):
        look = who.get(path).want(200).json
        assert (look["state"], look["calls"], look["failed"], look["opened"]) == ("open", 5, 5, 1), look
        assert [f["fault"] for f in look["failures"]] == ["status"] * 5 and look["failures"][0]["status"] == 500
        assert KEY not in json.dumps(look)
    end = time.monotonic() + 10
    while True:
        told = [n for n in steward.get("/api/v1/notices?limit=100").want(200).json["items"]
                if n["kind"] == "interface_paused" and provider.url() in n["text"]]
        if told or time.monotonic() > end:
            break
        time.sleep(0.05)
    assert len(told) == 1 and "status" in told[0]["text_en"], told
    assert "interface-paused" in acts(site, resource)
    provider.mode = "good"
    system.get(url, **purpose).refused(503, "forward-paused")
    fresh(site, path)
    assert system.get(url, **purpose).want(200) and steward.get(path).want(200).json["state"] == "closed"
    listed = site.as_("operator").get("/api/v1/interfaces?limit=1000").want(200).json
    assert resource["id"] in [i["resource"] for i in listed["items"]] and listed["total"] >= len(listed["items"])


def test_R20_1_a_question_the_provider_declines_pauses_nothing(site):
    provider = Provider(made(3), "declined")
    resource, path = mounted(site, provider)
    url, purpose, _ = granted(site, resource)
    for _ in range(8):
        site.system(1).get(url, **purpose).refused(502, "forward-declined")
    assert site.as_("steward").get(path).want(200).json["state"] == "closed"


def test_R20_1_two_hundred_at_once_never_pass_a_quota_of_a_hundred_rows(site):
    provider = Provider(made(300))
    resource, _ = mounted(site, provider, timeout_ms=10000)
    url, purpose, grant = granted(site, resource, quota={"rows": 100})
    callers, start = [site.system(1) for _ in range(200)], threading.Barrier(50)

    def call(k):
        if k < 50:
            start.wait()
        while True:
            got = callers[k].get(url + f"?permit_no=P-{k:05d}", **purpose)
            if got.status != 503:
                return got
    with concurrent.futures.ThreadPoolExecutor(50) as many:
        answers = list(many.map(call, range(200)))
    rows = sum(len(a.json["rows"]) for a in answers if a.status == 200)
    assert rows == 100 and {a.status for a in answers} == {200, 429}, (rows, {a.status for a in answers})
    assert used(site, grant)["rows"] == 100 and sum(x["rows"] for x in leaves(site, grant, 100)) == 100
    assert provider.most <= 16, "no more connections than sixteen"


def test_R20_1_a_grant_that_ends_while_the_provider_is_asked_gives_nothing(site):
    provider = Provider(made(3))
    provider.delay = 1.0
    resource, path = mounted(site, provider, timeout_ms=5000)
    url, purpose, grant = granted(site, resource)
    with concurrent.futures.ThreadPoolExecutor(1) as one:
        under_way = one.submit(lambda: site.system(1).get(url, **purpose))
        while not provider.now:
            time.sleep(0.01)
        site.as_("steward").post(f"/api/v1/grants/{grant['id']}/revoke", {"reason": "测试", "basis": {
            "law": "中华人民共和国个人信息保护法", "level": "law", "article": "23"}}).want(200)
        under_way.result().refused(403)
    assert used(site, grant) == {"calls": 0, "rows": 0, "subjects": 0}


def test_R20_1_a_killed_server_charged_what_it_recorded(site):
    provider = Provider(made(3))
    provider.delay = 0.02
    resource, _ = mounted(site, provider)
    url, purpose, grant = granted(site, resource)
    stop, answered = threading.Event(), []

    def press():
        one = site.system(1)
        while not stop.is_set():
            try:
                if one.get(url + "?limit=1", **purpose).status == 200:
                    answered.append(1)
            except OSError:
                return
    with concurrent.futures.ThreadPoolExecutor(8) as many:
        pressing = [many.submit(press) for _ in range(8)]
        while len(answered) < 40:
            time.sleep(0.01)
        helpers = running(site)
        site.stop(9)
        stop.set()
        for p in pressing:
            p.exception(30)
    assert helpers and not [h for h in helpers if alive(h)], "nobody stays behind"
    site.start(*FLAGS)
    charged = used(site, grant)
    found = leaves(site, grant, charged["calls"])
    assert charged["calls"] == len(found) == charged["rows"] and len(answered) <= len(found), (charged, len(answered))


def alive(pid):
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
            if "Z" in open(f"/proc/{pid}/stat").read().split(")")[1].split()[0]:
                return False
        except (OSError, FileNotFoundError):
            return False
        time.sleep(0.05)
    return True
