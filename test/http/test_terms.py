"""Time passes: reminders, lateness, agreed ends, provisional days. The server is
started again at later and later times."""
import time

from gongshu import COMMITMENT, SHARED
from test_cases import listed

AT = ("--password-days", "0", "--clock")
FLAGS = AT + ("2026-11-23T10:00:00+08:00",)
MADE_AT = "2026-11-20T09:00:00+08:00"


def later(site, when):
    site.restart(*AT, when)


def soon(what, seconds=10):
    """Waits for the clock's next tick."""
    for _ in range(seconds * 10):
        got = what()
        if got:
            return got
        time.sleep(0.1)
    raise AssertionError("nothing happened")


def told(client, case, kind):
    got = client.get("/api/v1/notices?limit=1000").want(200).json
    return [n for n in got["items"] if n["case"] == case["id"] and n["kind"] == kind]


def lies_with(client, case):
    """Is it among what waits for the caller?"""
    got = client.get("/api/v1/work?limit=1000").want(200).json["items"]
    return case["id"] in [c["id"] for c in got]


def at_provider(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    made = listed(site, steward, **SHARED)
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    return made, site.as_("operator").act(case, "accept").want(200).json


def test_R20_3_the_debtor_is_reminded_then_late_and_the_state_stays(site):
    made, case = at_provider(site)
    assert case["term"]["due_on"] == "2026-11-30" and case["term"]["days_left"] is not None, case
    assert told(site.as_("steward"), case, "waits"), "the case came to the provider's desk"
    assert not told(site.as_("steward"), case, "due_soon")
    later(site, "2026-11-26T09:00:00+08:00")
    soon(lambda: told(site.as_("steward"), case, "due_soon"))
    assert not told(site.as_("steward"), case, "due_next")
    later(site, "2026-11-27T09:00:00+08:00")
    soon(lambda: told(site.as_("steward"), case, "due_next"))
    later(site, "2026-11-30T23:50:00+08:00")
    now = site.as_("steward").get(f"/api/v1/cases/{case['id']}").want(200).json
    assert now["term"]["late"] is False and now["term"]["days_left"] == 0, now["term"]
    later(site, "2026-12-02T09:00:00+08:00")
    soon(lambda: told(site.as_("steward"), case, "late"))
    soon(lambda: told(site.as_("authority"), case, "escalated"))
    now = site.as_("steward").get(f"/api/v1/cases/{case['id']}").want(200).json
    assert now["state"] == "at_provider", "silence is neither consent nor refusal"
    assert now["term"]["late"] is True and now["term"]["days_left"] == -2, now["term"]
    late = site.as_("operator").get("/api/v1/cases?late=true&limit=1000").want(200).json
    assert case["id"] in [c["id"] for c in late["items"]]
    work = site.as_("steward").get("/api/v1/work?limit=1000").want(200).json["items"]
    assert case["id"] in [c["id"] for c in work]
    site.restart(*AT, "2026-12-02T10:00:00+08:00")
    time.sleep(1)
    for kind in ("late", "due_soon", "due_next"):
        assert len(told(site.as_("steward"), case, kind)) == 1, "each thing is said once"
    done = site.as_("steward").act(case, "agree").want(200).json
    assert done["history"][-2]["late"] is True, done["history"]


def test_the_days_to_confirm_a_retirement_run_from_the_day_it_was_asked(site):
    later(site, "2026-12-02T11:00:00+08:00")
    steward = site.as_("steward")
    made = listed(site, steward)
    case = steward.get(f"/api/v1/cases?resource={made['id']}&process=catalogue-review").json[
        "items"][0]
    later(site, "2026-12-15T09:00:00+08:00")
    term = site.as_("steward").act(case, "retire", reason="职能调整").want(200).json["term"]
    assert (term["from"], term["due_on"]) == ("2026-12-15", "2026-12-22"), term


def test_R20_3_an_agreed_end_closes_access(site):
    later(site, "2026-12-03T10:00:00+08:00")
    made, case = at_provider(site)
    site.as_("steward").act(case, "agree", conditions={"valid_until": "2026-12-10"}).want(200)
    later(site, "2026-12-10T20:00:00+08:00")
    time.sleep(1)
    assert site.as_("steward").get(f"/api/v1/cases/{case['id']}").json["state"] == "open"
    later(site, "2026-12-11T00:05:00+08:00")
    got = soon(lambda: [c for c in [site.as_("steward").get(f"/api/v1/cases/{case['id']}").json]
                        if c["state"] == "ended"])[0]
    assert got["history"][-1]["act"] == "expire" and got["history"][-1]["by"] == "time", got
    grant = site.as_("steward", 1).get(f"/api/v1/grants?resource={made['id']}").json["items"][0]
    assert grant["state"] in ("ended", "expired"), grant
    assert told(site.as_("steward", 1), case, "moved")


def test_provisional_days_are_counted_again_when_the_year_is_published(site):
    later(site, "2026-12-25T10:00:00+08:00")
    made, case = at_provider(site)
    assert case["term"]["provisional"] is True and case["term"]["due_on"] == "2027-01-04", case
    sysadmin = site.as_("sysadmin")
    year = "2027-01-01,off,元旦\n2027-01-04,off,元旦\n2027-10-01,off,国庆节\n"
    site.as_("steward").post("/api/v1/calendar", {"source": "http://notice", "body": year}
                             ).refused(403)
    sysadmin.post("/api/v1/calendar", {"source": "http://notice", "body": "2027-01-01,off,x\n"}
                  ).refused(400)
    got = sysadmin.post("/api/v1/calendar", {"source": "http://notice.gov.cn", "body": year})
    got.want(201)
    assert 2027 in got.json["years"] and got.json["changed"] >= 1, got.json
    now = site.as_("steward").get(f"/api/v1/cases/{case['id']}").want(200).json
    assert now["term"]["due_on"] == "2027-01-05" and now["term"]["provisional"] is False, now
    assert told(site.as_("steward"), case, "recounted")
    due = site.nobody().get("/api/v1/calendar/due?from=2026-12-25&days=10").json
    assert due["provisional"] is False and due["due_on"] == "2027-01-12", due
    later(site, "2026-12-25T11:00:00+08:00")
    state = site.nobody().get("/api/v1/calendar").want(200).json
    assert state["years"] == [2022, 2023, 2024, 2025, 2026, 2027], state
    assert state["imports"][0]["source"] == "http://notice.gov.cn", state
    assert site.nobody().get("/api/v1/calendar/due?from=2026-12-25&days=10").json == due


def test_an_inbox_is_read_and_counted(site):
    later(site, "2026-12-26T10:00:00+08:00")
    made, case = at_provider(site)
    steward = site.as_("steward")
    unread = steward.get("/api/v1/notices?unread=true").want(200).json
    mine = [n for n in unread["items"] if n["case"] == case["id"]][0]
    assert mine["text"] and mine["text_en"] and not mine["read"], mine
    site.as_("steward", 1).post(f"/api/v1/notices/{mine['id']}/read").refused(404)
    left = steward.post(f"/api/v1/notices/{mine['id']}/read").want(200).json["unread"]
    assert left == unread["total"] - 1
    assert steward.post("/api/v1/notices/read").want(200).json["unread"] == 0
    assert steward.get("/api/v1/notices?unread=true").json["total"] == 0
    assert steward.get("/api/v1/notices?limit=1").json["next_cursor"]
