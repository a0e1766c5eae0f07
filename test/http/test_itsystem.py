"""The register of agencies' information systems, and what is missing in it (R14.2)."""
from gongshu import publish, entry, unique
from test_cases import described, of_county
from test_reform import agency

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00")
MADE_AT = "2026-11-20T09:00:00+08:00"


def system(**over):
    return {"name": "许可管理系统 " + unique("s"), "holds": "许可登记、年检记录", "protection": 3,
            "hosting": "cloud", "cloud_on": "2024-05-01", "builder": "某软件公司", "contract": "2023-017", **over}


def register(client, **over):
    return client.post("/api/v1/systems", system(**over))


def names(client, query):
    found = client.get(f"/api/v1/systems?limit=1000&{query}").want(200).json
    assert found["total"] == len(found["items"])
    return [s["name"] for s in found["items"]]


def warned(answer):
    return [w for w in answer["warnings"] if w.get("field") == "source_system"]


def test_R14_2_a_system_is_registered_and_knows_the_entries_it_feeds(site):
    steward = site.as_("steward")
    made = register(steward).want(201).json
    assert made["org"] == site.account("steward")["org"] and made["feeds"] == 0, made
    listed = publish(site, steward, entry(source_system=made["name"]))
    draft = described(steward, source_system=made["name"])
    now = steward.get(f"/api/v1/systems/{made['id']}").want(200).json
    assert now["feeds"] == 2, now
    assert {r["code"] for r in now["resources"]} == {listed["code"], draft["code"]}, now["resources"]
    other = register(site.as_("steward", 1), name=made["name"]).want(201).json
    assert other["feeds"] == 0, "another agency's system of the same name feeds its own entries"


def test_R14_2_an_entry_that_names_an_unregistered_system_is_kept_and_warned_of(site):
    steward = site.as_("steward")
    name = "手工台账 " + unique("s")
    made = steward.post("/api/v1/resources", {k: v for k, v in entry(source_system=name).items()}).want(
        201).json
    assert len(warned(made)) == 1 and name in warned(made)[0]["detail"], made["warnings"]
    assert steward.get(f"/api/v1/resources/{made['id']}").json["source_system"] == name
    register(steward, name=name).want(201)
    again = steward.patch(f"/api/v1/resources/{made['id']}", {"abstract": "改写"}).want(200).json
    assert not warned(again), again["warnings"]


def test_R14_2_gaps_are_listed(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    org = site.account("steward")["org"]
    idle = register(steward).want(201).json["name"]
    own = register(steward, hosting="own", cloud_on=None, protection=None).want(201).json["name"]
    late = register(steward, hosting="moving", cloud_on="2026-10-31", cloud_plan="分两批迁移").want(201).json
    gone = register(steward, hosting="own", cloud_on=None, state="retired").want(201).json["name"]
    used = register(steward).want(201).json["name"]
    described(steward, source_system=used)
    assert {idle, own, late["name"]} <= set(names(operator, f"gap=idle&org={org}"))
    assert used not in names(operator, "gap=idle") and gone not in names(operator, "gap=idle")
    off = names(operator, f"gap=off_cloud&org={org}")
    assert {own, late["name"]} <= set(off) and idle not in off and gone not in off
    assert late["overdue"] and late["name"] in names(steward, "gap=overdue")
    assert own not in names(steward, "gap=overdue")
    assert own in names(steward, "gap=ungraded") and idle not in names(steward, "gap=ungraded")
    assert names(steward, "hosting=moving&q=" + late["name"].split()[-1].upper()) == [late["name"]]
    operator.get("/api/v1/systems?gap=moon").refused(400, field="gap")


def test_R14_2_entries_without_a_registered_system_are_listed(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    org = site.account("steward")["org"]

    def unlinked(client=operator):
        found = client.get(f"/api/v1/systems/unlinked?org={org}&limit=1000").want(200).json
        assert found["total"] == len(found["items"])
        return {e["resource"]: e["source_system"] for e in found["items"]}
    name = "业务系统 " + unique("s")
    none, named = publish(site, steward), publish(site, steward, entry(source_system=name))
    draft = described(steward)
    seen = unlinked()
    assert seen[none["id"]] is None and seen[named["id"]] == name and draft["id"] not in seen
    made = register(steward, name=name).want(201).json
    assert named["id"] not in unlinked() and none["id"] in unlinked(steward)
    steward.call("PUT", f"/api/v1/systems/{made['id']}",
                 json_body=system(name=name, state="retired")).want(200)
    assert unlinked()[named["id"]] == name
    first = operator.get("/api/v1/systems/unlinked?limit=1").want(200).json
    assert first["total"] > 1 and first["next_cursor"]


def test_R14_2_a_change_is_the_agencys_and_never_over_anothers(site):
    steward, other, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made = register(steward).want(201)
    path, was = f"/api/v1/systems/{made.json['id']}", made.json
    etag = steward.get(path).want(200).headers["etag"]
    other.get(path).refused(404)
    assert other.call("PUT", path, json_body=system()).status == 404
    operator.get(path).want(200)
    assert operator.call("PUT", path, json_body=system()).status == 403
    now = steward.call("PUT", path, json_body=system(name=was["name"], protection=2),
                       headers={"If-Match": etag}).want(200)
    assert now.json["protection"] == 2 and now.headers["etag"] != etag
    assert steward.call("PUT", path, json_body=system(name=was["name"]),
                        headers={"If-Match": etag}).status == 412
    described(steward, source_system=was["name"])
    assert steward.call("PUT", path, json_body=system()).status == 409, "entries name it"
    register(steward, name=was["name"]).refused(409, field="name")


def test_R14_2_who_may_register_and_who_may_know(site):
    steward = site.as_("steward")
    made = register(steward).want(201).json
    for who in (site.as_("operator"), site.as_("auditor"), site.as_("citizen"), site.nobody()):
        assert register(who).status in (401, 403)
    for who in (site.as_("citizen"), site.nobody()):
        for path in ("", "/unlinked", f"/{made['id']}"):
            assert who.get(f"/api/v1/systems{path}").status in (401, 403)
    for who in (site.as_("operator"), site.as_("authority"), site.as_("auditor"), site.as_("secadmin")):
        assert who.get(f"/api/v1/systems/{made['id']}").want(200).json["name"] == made["name"]
    assert made["name"] not in names(site.as_("steward", 1), "")
    agency, _, county_operator, _, stranger = of_county(site)
    own = register(agency).want(201).json
    assert own["name"] in names(county_operator, "") and own["name"] not in names(stranger, "")
    assert made["name"] not in names(county_operator, "")
    stranger.get(f"/api/v1/systems/{own['id']}").refused(404)


def test_R14_2_bad_input_names_the_field(site):
    steward = site.as_("steward")
    for field in ("name", "holds", "hosting"):
        fields = system()
        del fields[field]
        steward.post("/api/v1/systems", fields).refused(400, field=field)
    register(steward, hosting="moon").refused(400, field="hosting")
    register(steward, protection=6).refused(400, field="protection")
    register(steward, state="lost").refused(400, field="state")
    register(steward, hosting="moving", cloud_on=None).refused(400, field="cloud_on")
    register(steward, hosting="cloud", cloud_on="2026-11-24").refused(400, field="cloud_on")
    steward.get("/api/v1/systems/none").refused(404)


def test_R14_2_an_agency_that_goes_up_in_another_takes_its_systems_along(site):
    admin = site.as_("sysadmin")
    steward = site.as_("steward", 3)
    made = register(steward).want(201).json
    into = site.account("steward")["org"]
    admin.post(f"/api/v1/orgs/{made['org']}/merge", {"into": into}).want(200)
    assert site.as_("operator").get(f"/api/v1/systems/{made['id']}").json["org"] == into


def test_R14_2_two_systems_of_one_name_are_told_apart_when_their_agencies_become_one(site):
    admin, operator = site.as_("sysadmin"), site.as_("operator")
    gone, kept = agency(site), agency(site)
    name = "审批系统 " + unique("s")
    came = register(gone[1], name=name).want(201).json
    own = register(kept[1], name=name).want(201).json
    lone = register(gone[1]).want(201).json
    theirs = publish(site, gone[1], entry(source_system=name))
    ours = publish(site, kept[1], entry(source_system=name))
    admin.post(f"/api/v1/orgs/{gone[0]['id']}/merge", {"into": kept[0]["id"]}).want(200)

    def told(made):
        got = operator.get(f"/api/v1/systems/{made['id']}").want(200).json
        return got["name"], [r["code"] for r in got["resources"]], got["feeds"]
    apart = f"{name}（{gone[0]['name']}）"
    assert told(came) == (apart, [theirs["code"]], 1), told(came)
    assert told(own) == (name, [ours["code"]], 1), told(own)
    assert told(lone)[0] == lone["name"], "whose name nobody else has keeps it"
    listed = names(operator, f"org={kept[0]['id']}")
    assert sorted(listed) == sorted([apart, name, lone["name"]]), listed
    unlinked = operator.get(f"/api/v1/systems/unlinked?org={kept[0]['id']}&limit=1000").want(200).json
    assert unlinked["total"] == 0, unlinked
    # an entry that chooses anew says which of the two it means
    kept[1].patch(f"/api/v1/resources/{ours['id']}", {"source_system": apart}).want(200)
    case = kept[1].case("catalogue-review", {"resource": ours["id"]})
    operator.act(case, "approve").want(200)
    assert sorted(told(came)[1]) == sorted([theirs["code"], ours["code"]]) and told(own)[2] == 0
    kept[1].call("PUT", f"/api/v1/systems/{own['id']}", json_body=system(name=name, state="retired")).want(200)
    got = kept[1].patch(f"/api/v1/resources/{theirs['id']}", {"abstract": "并入以后改写"}).want(200).json
    assert not warned(got), "it still means the one it came with"
    acts = {x["act"] for x in site.as_("auditor").get(
        "/api/v1/record?kind=catalogue-change&limit=100").json["items"] if x["object"] == came["id"]}
    assert "system-told-apart" in acts, acts
