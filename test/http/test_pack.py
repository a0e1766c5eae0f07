"""Another city's measures are another pack: other days, words and papers."""
import shutil

from gongshu import COMMITMENT, ROOT, SHARED
from test_bulk import by_sql
from test_cases import listed
from test_delivery import PAGE, WHERE
from test_filing import to_seal
from test_public_report import on_portal, public_report

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


def own_pack(site, name, without=None, paper=None):
    """The city's pack under another name; without a rule of the correction, or a paper of that rule."""
    folder = site.dir / name
    shutil.copytree(ROOT / "law" / "yancheng-2022", folder)
    head = folder / "pack.txt"
    head.write_text(head.read_text().replace("yancheng-2022", name))
    table = folder / "correction.txt"
    table.write_text("".join(line.replace(f" [{paper}]", "") if line.startswith(f"rule | {without}") and paper else
                             "" if line.startswith(f"rule | {without} ") else line
                             for line in table.read_text().splitlines(True)))
    return folder


def test_R23_1_a_pack_without_a_newer_rule_or_paper_of_the_correction_is_told_at_the_start(site):
    site.stop()
    for name, paper in (("short-of-rule", None), ("short-of-paper", "at_source")):
        folder = own_pack(site, name, "correct_public", paper)
        done = site.run("init", "--data", str(site.dir), "--store", site.dsn, "--pack", str(folder), check=False)
        said = (done.stdout + done.stderr).decode()
        assert done.returncode != 0 and name in said and "correct_public" in said, said
        assert not paper or paper in said, said
        shutil.rmtree(folder)
    site.start(*FLAGS)


def test_R20_3_a_pack_must_let_an_agreement_to_less_say_why(site):
    site.stop()
    for rule in ("agree", "agree_county"):
        for paper in ("reason~", "basis:ANY~"):
            folder = site.dir / f"own-{rule}-{paper[:5]}"
            shutil.copytree(ROOT / "test" / "data" / "pack-other", folder)
            table = folder / "share-request.txt"
            table.write_text("".join(line.replace(f" [{paper}]", "") if line.startswith(f"rule | {rule} ") else line
                                     for line in table.read_text().splitlines(True)))
            done = site.run("init", "--data", str(site.dir), "--store", site.dsn, "--pack", str(folder), check=False)
            said = (done.stdout + done.stderr).decode()
            assert done.returncode != 0 and rule in said and paper.strip("~").split(":")[0] in said, said
    site.start(*FLAGS)


def test_R23_1_a_case_of_a_kept_pack_that_lacks_a_newer_rule_goes_on_by_the_pack_in_force(site):
    """The pack was of use before the program knew the rule; its folder is gone, its text is kept for its cases."""
    folder = own_pack(site, "kept-2031")
    site.restart(*FLAGS, "--pack", str(folder))
    steward = site.as_("steward")
    made, _ = on_portal(site)
    got = public_report(site, made).want(201).json
    assert steward.get(f"/api/v1/cases/{got['receipt']}").want(200).json["pack"] == "kept-2031"
    by_sql(site, "UPDATE pack_file SET body = replace(body, 'rule | correct_public ', '# rule | correct_public ') "
                 "WHERE pack = 'kept-2031'")
    shutil.rmtree(folder)
    site.restart(*FLAGS)
    steward = site.as_("steward")
    batch = steward.load(made["id"], "permit_no,place\nA-1,建军路 2 号\n".encode())
    done = steward.act(got["receipt"], "correct", correction="建军路 2 号", batch=batch["id"]).want(200).json
    assert done["state"] == "closed", done


def test_R20_3_a_pack_that_leaves_the_sealed_page_open_makes_no_seal_without_one(site):
    folder = own_pack(site, "unsealed-2031")
    table = folder / "table-delivery.txt"
    table.write_text(table.read_text().replace("| seal_provider signatories", "| [seal_provider] signatories"))
    site.restart(*FLAGS, "--pack", str(folder))
    case, _ = to_seal(site)
    provider = site.as_("steward")
    provider.act(case, "seal", **WHERE).refused(422, "delivery-no-page", field="papers.seal_provider")
    provider.act(case, "seal", seal_provider=provider.upload(PAGE, filename="a.pdf"), **WHERE).want(200)
    shutil.rmtree(folder)
    site.restart(*FLAGS)
