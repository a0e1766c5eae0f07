"""Notices carried outside by a program of the site's own."""
import json
import time

from gongshu import COMMITMENT
from test_cases import listed

FLAGS = ()


def carrier(site, ends):
    path = site.dir / "carry.sh"
    path.write_text(f"#!/bin/sh\ncat >> '{site.dir}/carried.jsonl'\nexit {ends}\n")
    path.chmod(0o755)
    return str(path)


def carried(site):
    path = site.dir / "carried.jsonl"
    return [json.loads(x) for x in path.read_text().splitlines()] if path.exists() else []


def until(what, seconds=15):
    for _ in range(seconds * 10):
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("nothing happened")


def test_what_desks_are_told_leaves_by_the_named_program_once(site):
    site.restart(*FLAGS, "--notify", carrier(site, 0))
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    made = listed(site, steward)
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    until(lambda: [n for n in carried(site) if n["case"] == case["id"]])
    mine = [n for n in carried(site) if n["case"] == case["id"]]
    assert mine[0]["kind"] == "waits" and mine[0]["desk"] == "operator@city", mine
    seen = len(carried(site))
    time.sleep(6)
    more = [n["id"] for n in carried(site)]
    assert len(more) == len(set(more)), "nothing is carried twice"
    assert len(more) >= seen


def test_a_program_that_fails_loses_nothing(site):
    (site.dir / "carried.jsonl").unlink(missing_ok=True)
    site.restart(*FLAGS, "--notify", carrier(site, 1))
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    made = listed(site, steward)
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    until(lambda: [n for n in carried(site) if n["case"] == case["id"]])
    assert site.as_("operator").get("/api/v1/notices?unread=true").want(200).json["total"] > 0
    site.restart(*FLAGS, "--notify", "/no/such/program")
    assert site.nobody().get("/healthz").status == 200
