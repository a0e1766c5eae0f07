"""Many entries changed alike, each shown before and kept on its own (R09.1)."""
import contextlib

from gongshu import entry, publish, unique
from test_cases import described
from test_duplicate import OTHER, items, org_of, pair_of, run, twins
from test_release import by_sql


def bulk(client, entries, query="", **body):
    chosen = {"entries": [e if isinstance(e, dict) and "resource" in e else {"resource": e["id"]}
                          for e in entries]} if entries is not None else {}
    return client.post(f"/api/v1/resources/bulk{query}", {**chosen, **body})


def got_of(client, made):
    return client.get(f"/api/v1/resources/{made['id']}").want(200).json


def draft_of(client, made):
    version = got_of(client, made)["draft"]
    return client.get(f"/api/v1/resources/{made['id']}/versions/{version}").want(200).json


def test_R09_1_many_entries_are_changed_alike_after_a_preview(site):
    steward = site.as_("steward")
    a, b = described(steward), publish(site, steward, entry(theme="health"))
    body = {"set": {"theme": "health", "update_cycle": "monthly", "source_system": "许可系统"},
            "keywords_add": ["登记", "许可"], "keywords_remove": ["没有的"]}
    seen = bulk(steward, [a, b], **body).want(200).json
    assert (seen["changed"], seen["refused"], seen["applied"]) == (2, 0, False), seen
    first, second = seen["items"]
    assert first["outcome"] == "would_change" and first["code"] == a["code"], first
    fields = {f["field"]: (f["before"], f["after"]) for f in first["fields"]}
    assert fields == {"theme": ("market", "health"), "update_cycle": ("daily", "monthly"),
                      "source_system": ("", "许可系统"), "keywords": ("许可", "许可 登记")}, fields
    assert "theme" not in {f["field"] for f in second["fields"]}, "it says that already"
    assert second["version"] == 2 and first["version"] == 1, "a draft beside what stands"
    assert got_of(steward, a)["theme"] == "market", "a preview changes nothing"
    entries = [{"resource": i["resource"], "revision": i["revision"]} for i in seen["items"]]
    done = bulk(steward, entries, apply=True, **body).want(200).json
    assert (done["changed"], done["applied"]) == (2, True), done
    now = got_of(steward, a)
    assert (now["theme"], now["update_cycle"], now["keywords"]) == ("health", "monthly",
                                                                    ["许可", "登记"]), now
    stands = got_of(steward, b)
    assert stands["update_cycle"] == "daily" and stands["draft"] == 2, stands
    assert draft_of(steward, b)["update_cycle"] == "monthly"
    again = bulk(steward, [a, b], apply=True, **body).want(200).json
    assert again["same"] == 2 and {i["outcome"] for i in again["items"]} == {"same"}, again
    events = steward.get(f"/api/v1/resources/{a['id']}/history").json["items"]
    assert [e["event"] for e in events] == ["edited", "created"], "the second time wrote nothing"


def test_R09_1_what_stands_in_the_way_of_one_is_named_and_the_others_go_on(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    good, reviewed, moved = (described(steward) for _ in range(3))
    steward.case("catalogue-review", {"resource": reviewed["id"]})
    foreign = described(other)
    steward.patch(f"/api/v1/resources/{moved['id']}", {"abstract": "别人刚改过"}).want(200)
    got = bulk(steward, [good, reviewed, {"resource": moved["id"], "revision": 1}, foreign, good,
                         {"resource": "nothing"}], apply=True, set={"duty": "许可管理"}).want(200).json
    assert (got["changed"], got["refused"]) == (1, 5), got
    assert [i["outcome"] for i in got["items"]] == ["changed"] + ["refused"] * 5, got
    assert [i.get("status") for i in got["items"]] == [None, 409, 412, 404, 400, 404], got
    assert all(i["why"] and i["detail"] and i["detail_en"] for i in got["items"][1:]), got
    assert got["items"][3].get("title") is None, "what isn't theirs isn't told"
    assert got_of(steward, good)["duty"] == "许可管理"
    assert got_of(other, foreign)["duty"] is None and got_of(steward, moved)["duty"] is None


@contextlib.contextmanager
def breaking(site, table, column, value):
    """The store fails at a row of that value, as on a full disk, and at no other."""
    if site.store == "sqlite":
        by_sql(site, f"""CREATE TRIGGER breaks BEFORE INSERT ON {table} WHEN NEW.{column} = '{value}'
            BEGIN SELECT abs(-9223372036854775807 - (NEW.{column} IS NOT NULL)); END""")
        undo = "DROP TRIGGER breaks"
    else:
        by_sql(site, f"""CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER breaks BEFORE INSERT ON {table} FOR EACH ROW
            WHEN (NEW.{column} = '{value}') EXECUTE FUNCTION breaks()""")
        undo = f"DROP TRIGGER breaks ON {table}; DROP FUNCTION breaks()"
    try:
        yield 500 if site.store == "sqlite" else 507
    finally:
        by_sql(site, undo)


def test_R09_1_a_broken_store_ends_the_change_of_many_and_it_is_sent_again(site):
    steward = site.as_("steward")
    first, second, last = (described(steward) for _ in range(3))
    body = {"entries": [{"resource": e["id"]} for e in (first, second, last)], "apply": True,
            "set": {"duty": "许可管理"}}
    key = {"Idempotency-Key": unique("key")}
    with breaking(site, "resource_event", "resource", second["id"]) as status:
        steward.post("/api/v1/resources/bulk", body, **key).refused(status)
    assert [got_of(steward, e)["duty"] for e in (first, second, last)] == ["许可管理", None, None]
    if status == 500:                           # of unknown outcome: that key stays taken
        key = {"Idempotency-Key": unique("key")}
    got = steward.post("/api/v1/resources/bulk", body, **key).want(200).json
    assert [i["outcome"] for i in got["items"]] == ["same", "changed", "changed"], got
    assert got_of(steward, last)["duty"] == "许可管理"


def test_R09_1_entries_are_chosen_by_a_filter_of_ones_own(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    word = unique("pick")
    mine = [described(steward, title=f"{word} 甲"), described(steward, title=f"{word} 乙")]
    theirs = publish(site, other, entry(title=f"{word} 丙"))
    seen = bulk(steward, None, f"?q={word}", set={"region": "320902"}).want(200).json
    assert {i["resource"] for i in seen["items"]} == {m["id"] for m in mine}, seen
    done = bulk(steward, None, f"?q={word}", set={"region": "320902"}, apply=True).want(200).json
    assert done["changed"] == 2 and got_of(steward, mine[0])["region"] == "320902", done
    assert got_of(other, theirs)["region"] != "320902"
    bulk(steward, None, set={"region": "320902"}).refused(400, field="entries")


def test_R09_1_a_change_of_many_that_says_nothing_or_too_much_is_refused(site):
    steward = site.as_("steward")
    made = described(steward)
    bulk(steward, [made]).refused(400, field="set")
    bulk(steward, [made], set={}).refused(400, field="set")
    bulk(steward, [], set={"duty": "x"}).refused(400, field="entries")
    bulk(steward, [made], set={"title": "全都叫这个"}).refused(400)
    bulk(steward, [made], set={"update_cycle": "hourly"}).refused(400)
    bulk(steward, [made] * 1001, set={"duty": "x"}).refused(400)
    site.as_("operator").post("/api/v1/resources/bulk", {
        "entries": [{"resource": made["id"]}], "set": {"duty": "x"}}).refused(403)
    many = [f"词{i}" for i in range(20)]
    full = described(steward, keywords=[f"k{i}" for i in range(45)])
    got = bulk(steward, [full], keywords_add=many, apply=True).want(200).json
    assert got["items"][0]["field"] == "keywords_add" and got["refused"] == 1, got
    cleared = bulk(steward, [made], set={"theme": None}, apply=True).want(200).json
    assert cleared["changed"] == 1 and got_of(steward, made)["theme"] is None


def test_R11_3_a_collector_that_may_not_be_is_refused_for_that_entry_alone(site):
    one, other, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    a, b = twins(site, "滩涂")
    old = described(other, title="滩涂审批清单", items=items("滩涂", OTHER), collector=org_of(one))
    free = described(other, collector=org_of(one))
    run(site)
    case = {"id": pair_of(site, a, b)["case"]}
    authority.act(case, "name_collector", holder=org_of(one), reason="先采先建").want(200)
    got = bulk(other, [old, free], set={"collector": org_of(other)}).want(200).json
    assert [i["outcome"] for i in got["items"]] == ["refused", "would_change"], got
    assert got["items"][0]["article"] == "11 ¶2", got
