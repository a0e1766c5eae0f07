"""Another city's measures are another pack: other days, words and papers."""
import shutil

from gongshu import COMMITMENT, ROOT, SHARED
from test_cases import listed

FLAGS = ()


def test_R55_1_another_pack_needs_no_code_and_a_case_keeps_its_own(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    made = listed(site, steward, **SHARED)
    old = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    folder = site.dir / "rules"
    shutil.copytree(ROOT / "test" / "data" / "pack-other", folder)
    site.restart(*FLAGS, "--pack", str(folder))
    got = site.nobody().get("/api/v1/processes/share-request").want(200).json
    assert got["pack"] == "riverton-2030", got["pack"]
    assert [s["label_en"] for s in got["states"] if s["word"] == "open"] == ["Access given"]
    consumer = site.as_("steward", 1)
    new = consumer.case("share-request", {"resource": made["id"]}, scenario="x")
    assert new["state"] == "draft" and new["missing"] == ["letter"], new
    letter = consumer.upload(b"to whom it may concern", filename="letter.txt")
    new = consumer.act(new, "submit", letter=letter).want(200).json
    assert new["pack"] == "riverton-2030" and new["state"] == "submitted", new
    new = site.as_("operator").act(new, "accept").want(200).json
    assert new["term"]["days"] == 3 and new["term"]["article"] == "7 ¶2", new["term"]
    kept = site.as_("operator").act(old, "accept").want(200).json
    assert kept["pack"] == "yancheng-2022" and kept["term"]["days"] == 5, kept["term"]
    shutil.rmtree(folder)
    site.restart(*FLAGS)
    seen = site.as_("steward").get(f"/api/v1/cases/{new['id']}").want(200).json
    assert seen["pack"] == "riverton-2030" and seen["term"]["article"] == "7 ¶2", seen["term"]
    done = site.as_("steward").act(new, "refuse", reason="no",
                                   basis={"law": "any", "level": "other"}).want(200).json
    assert done["state"] == "refused", "any level carries it under that pack"


def test_a_wrong_pack_stops_the_start_and_says_where(site):
    folder = site.dir / "wrong"
    shutil.copytree(ROOT / "test" / "data" / "pack-other", folder)
    terms = folder / "terms.txt"
    terms.write_text(terms.read_text().replace("| 3 |", "| three |"))
    site.stop()
    done = site.run("init", "--data", str(site.dir), "--store", site.dsn, "--pack", str(folder),
                    check=False)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode != 0 and "terms.txt" in said, said
    done = site.run("init", "--data", str(site.dir), "--store", site.dsn, "--pack",
                    "/nowhere/at/all", check=False)
    assert done.returncode != 0, done.stdout
    site.start(*FLAGS)
    assert site.nobody().get("/api/v1/pack").want(200).json["name"] == "yancheng-2022"
