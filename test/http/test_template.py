"""The beginnings that the editor offers for a new entry (R09.1)."""
import json
import pathlib

from gongshu import unique

TEMPLATES = json.loads((pathlib.Path(__file__).resolve().parents[2] /
                        "web/src/console/templates.json").read_text(encoding="utf-8"))


def test_R09_1_every_template_makes_an_entry_that_is_only_short_of_its_own_words(site):
    steward = site.as_("steward")
    assert len({t["key"] for t in TEMPLATES}) == len(TEMPLATES) >= 5
    for t in TEMPLATES:
        made = steward.post("/api/v1/resources", {
            **t["entry"], "title": t["zh"] + unique("t"), "abstract": "测试", "items": t["items"],
            "share_type": "none", "share_reason": "测试", "open_type": "none", "open_reason": "测试",
            "share_basis": {"law": "中华人民共和国个人信息保护法"},
            "open_basis": {"law": "中华人民共和国个人信息保护法"}}).want(201).json
        doubts = [w for w in made["warnings"] if w["field"] not in ("title", "source_system")]
        assert not doubts, (t["key"], doubts)
        kept = steward.get(f"/api/v1/resources/{made['id']}").want(200).json
        assert kept["missing"] == [] and len(kept["items"]) == len(t["items"]), (t["key"], kept["missing"])
        assert all(i["description"] for i in kept["items"]) and any(i["key"] for i in kept["items"])
