/* test_pack.c - the rule pack: complete, checked, and exchangeable. */
#include "commitment/commitment.h"
#include "catalogue/review.h"
#include "law.h"
#include "share/share.h"

static void R55_1_every_term_of_the_measures_with_a_number_is_in_the_pack(void)
{
	static const struct { const char *key; int days; const char *article; } rows[] = {
		{ "CAT_UPDATE", 15, "10" },      { "DQ_FIX", 10, "16 ¶2" },
		{ "SHARE_COND_CITY", 5, "20 ¶3(2)" }, { "SHARE_COND_COUNTY", 5, "20 ¶4(2)" },
		{ "DEMAND_REPLY", 7, "21" },     { "DEMAND_FULFIL", 7, "21" },
		{ "DEMAND_PROMISED", 0, "21" },  { "ERROR_FIX", 5, "23" },
		{ "OPEN_COND", 10, "27(2)" },    { "REPORT", 10, "49" },
		{ "SHARE_UNCOND", 0, "20 ¶3(1)" }, { "OBJECTION_VERIFY", 0, "28 ¶1" },
		{ "OPEN_SUSPEND", 0, "28 ¶2" },  { "INCIDENT_ACT", 0, "41" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct term_text *t = pack_term(&pack, rows[i].key);
		CHECK_MSG(t != NULL, "%s", rows[i].key);
		if (!t)
			continue;
		CHECK_INT(t->days, rows[i].days);
		CHECK_TEXT(t->article, rows[i].article);
	}
	CHECK(pack.nterms > 80 && pack.narticles == 55);
	CHECK(pack_term(&pack, "CAT_REVIEW")->article == NULL);  /* a house target says so */
}

static void R55_1_validity_and_names_come_from_the_pack(void)
{
	char text[DAY_TEXT];
	CHECK_TEXT(pack.name, "yancheng-2022");
	CHECK_TEXT(day_text(pack.from, text), "2022-12-01");
	CHECK_TEXT(day_text(pack.to, text), "2027-11-30");
	CHECK_TEXT(process_state(pack_process(&pack, "share-request"), "open").zh, "已开通");
	CHECK_TEXT(pack.roles[BY_PROVIDER].zh, "提供机构");
	CHECK(pack_named(&pack, "yancheng-2022") == &pack && pack_named(&pack, "other") == &pack);
}

static void R18_1_the_level_of_a_basis_is_known_by_the_instruments_name(void)
{
	static const struct { const char *name; int level; } rows[] = {
		{ "中华人民共和国个人信息保护法", BASIS_LAW }, { "《个人信息保护法》", BASIS_LAW },
		{ "政务数据共享条例（国务院令第809号）", BASIS_REGULATION },
		{ "江苏省公共数据管理办法", BASIS_RULE }, { " 盐城市公共数据管理办法 ", BASIS_OTHER },
		{ "Data Security Law", BASIS_LAW }, { "某某条例", -1 }, { "", -1 }, { "《》", -1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct instrument *in = pack_instrument(&pack, rows[i].name);
		CHECK_MSG((in ? (int)in->level : -1) == rows[i].level, "%s", rows[i].name);
	}
}

/* The invented pack: other days, other names, other papers. */
static const struct embedded *other_files(void)
{
	static const char *const names[] = { "pack.txt", "articles.txt", "roles.txt",
		"papers.txt", "instruments.txt", "terms.txt", "beside.txt", "grades.txt",
		"share-request.txt", "catalogue-review.txt" };
	static struct embedded files[11];
	for (size_t i = 0; i < 10; i++) {
		char path[512];
		snprintf(path, sizeof path, "%s/pack-other/%s", TEST_DATA, names[i]);
		FILE *f = fopen(path, "r");
		CHECK_MSG(f != NULL, "%s", path);
		char *text = ctx_alloc(&cx, 1 << 16);
		size_t n = f ? fread(text, 1, (1 << 16) - 1, f) : 0;
		files[i] = (struct embedded){ ctx_print(&cx, "other/%s", names[i]), text, n };
		if (f)
			fclose(f);
	}
	return files;
}

static void R55_1_another_pack_changes_days_words_papers_and_articles_without_code(void)
{
	struct pack other;
	struct law ours, theirs;
	char text[DAY_TEXT];
	CHECK_MSG(pack_read(&cx, other_files(), "other/", &other) == OK, "%s", why());
	CHECK_MSG(law_bind(&cx, &share_process, &other, &theirs) == OK, "%s", why());
	CHECK(law_bind(&cx, &share_process, &pack, &ours) == OK);
	struct law review;
	CHECK_MSG(law_bind(&cx, &review_process, &other, &review) == OK, "%s", why());

	uint32_t f = SHARE_IS_CITY | SHARE_IS_CONDITIONAL;
	struct clock c = law_clock(&theirs, &cal, SHARE_AT_PROVIDER, f, day("2026-11-23"),
				   (day_t){ 0 });
	CHECK_TEXT(day_text(c.due, text), "2026-11-26");       /* three days, not five */
	CHECK_TEXT(c.text->article, "7 ¶2");
	struct standing draft = { .state = SHARE_DRAFT, .facts = f };
	struct asked a = { .actors = ACTOR_BIT(BY_APPLICANT), .act = SHARE_DO_SUBMIT };
	struct verdict v = process_decide(&theirs, draft, a);
	CHECK(v.why == PAPERS_MISSING);
	CHECK(v.missing == paper_bit(pack_paper(&other, "letter")));
	CHECK_TEXT(process_state(theirs.text, "open").en, "Access given");
	a = (struct asked){ .actors = ACTOR_BIT(BY_PROVIDER), .act = SHARE_DO_REFUSE };
	v = process_decide(&theirs, (struct standing){ .state = SHARE_AT_PROVIDER, .facts = f }, a);
	CHECK_INT(v.text->levels, 0xf);                         /* any level carries it there */
}

static void check_line(const char *file, const char *line, const char *says)
{
	struct embedded files[32];
	struct pack p;
	size_t n = 0;
	for (const struct embedded *f = law_files; f->path; f++) {
		if (strncmp(f->path, "yancheng-2022/", 14) != 0)
			continue;
		files[n] = *f;
		if (strcmp(f->path + 14, file) == 0)
			files[n].text = ctx_print(&cx, "%s\n%s\n", f->text, line);
		n++;
	}
	files[n] = (struct embedded){ 0 };
	CHECK(pack_read(&cx, files, "yancheng-2022/", &p) == ERR_INVALID);
	CHECK_MSG(strstr(why(), file) && strstr(why(), says), "%s: %s", line, why());
}

static void what_is_wrong_in_a_pack_is_said_with_file_and_line(void)
{
	check_line("terms.txt", "X | days | many | 10 | - | a | b", "wants their number");
	check_line("terms.txt", "X | days | 3 | 77 | - | a | b", "articles.txt");
	check_line("terms.txt", "X | soon | - | - | - | a | b", "kind");
	check_line("terms.txt", "DQ_FIX | days | 3 | 10 | - | a | b", "twice");
	check_line("terms.txt", "X | days | 3", "want key");
	check_line("papers.txt", "reason | text | a | b", "twice");
	check_line("papers.txt", "x | song | a | b", "kind of paper");
	check_line("beside.txt", "NONE | 3 | order809 | - | shown", "no such term");
	check_line("instruments.txt", "x | highest | a | b | -", "level");
	check_line("grades.txt", "5 | open | none | plain | a | b", "types");
	check_line("grades.txt", "5 | none | none | secret | 1 | a | b", "verify");
	check_line("grades.txt", "5 | none | none | plain | 3 | a | b", "two persons");
	check_line("pack.txt", "crowd | many", "number of rows");
	check_line("share-request.txt", "rule | x | - | song", "papers.txt");
	check_line("share-request.txt", "rule | x | - | basis", "basis:LR");
	check_line("share-request.txt", "rule | agree | - | -", "twice");
	check_line("roles.txt", "king | a | b", "no such role");
	check_line("pack.txt", "in_force | soon | later", "two dates");
	check_line("terms.txt", "a|b|c|d|e|f|g|h|i|j", "too many columns");
}

static void a_row_that_belongs_to_no_rule_stops_the_start(void)
{
	struct law l;
	struct rule_text extra[64];
	struct process_text t = *pack_process(&pack, "share-request");
	struct pack p = pack;
	memcpy(extra, t.rules, t.nrules * sizeof *extra);
	extra[t.nrules] = (struct rule_text){ .key = "spare" };
	t.rules = extra;
	t.nrules++;
	p.processes = &t;
	p.nprocesses = 1;
	CHECK(law_bind(&cx, &share_process, &p, &l) == ERR_INVALID);
	CHECK(strstr(why(), "spare") != NULL);
	t.nrules -= 3;
	CHECK(law_bind(&cx, &share_process, &p, &l) == ERR_INVALID);
	CHECK(law_bind(&cx, &review_process, &p, &l) == ERR_INVALID);
}

static void R38_1_grades_say_what_may_be_shared_and_opened(void)
{
	CHECK_INT(pack.ngrades, 4);
	CHECK_TEXT(pack_grade(&pack, 3)->share, "conditional");
	CHECK_TEXT(pack_grade(&pack, 4)->open, "none");
	CHECK_INT(pack_grade(&pack, 2)->given, GIVEN_PLAIN);
	CHECK_INT(pack_grade(&pack, 3)->given, GIVEN_MASKED);
	CHECK_INT(pack_grade(&pack, 4)->given, GIVEN_VERIFY);
	CHECK_INT(pack_grade(&pack, 3)->persons, 1);
	CHECK_INT(pack_grade(&pack, 4)->persons, 2);
	CHECK_INT(pack.crowd, 100000);
	CHECK(pack_grade(&pack, 9) == NULL);
}

static void R19_2_the_commitment_is_one_text_and_a_changed_word_another_version(void)
{
	struct commitment c = commitment_of(&cx, &pack);
	CHECK(c.hash != NULL && strlen(c.hash) == 43);
	CHECK(strstr(c.body, "第三方") != NULL && strstr(c.body, "third party") != NULL);
	CHECK(commitment_is(&c, c.hash) && commitment_is(&c, pack.commitment.version));
	CHECK(!commitment_is(&c, "2026-0"));
	CHECK_TEXT(commitment_of(&cx, &pack).hash, c.hash);
	struct pack other = pack;
	struct word_text clauses[32];
	memcpy(clauses, pack.commitment.clauses, pack.commitment.nclauses * sizeof *clauses);
	clauses[0].words.zh = "另一句。";
	other.commitment.clauses = clauses;
	CHECK(strcmp(commitment_of(&cx, &other).hash, c.hash) != 0);
	other.commitment.version = NULL;
	CHECK(commitment_of(&cx, &other).hash == NULL);
}

int main(void)
{
	law_begin();
	RUN(R55_1_every_term_of_the_measures_with_a_number_is_in_the_pack);
	RUN(R55_1_validity_and_names_come_from_the_pack);
	RUN(R18_1_the_level_of_a_basis_is_known_by_the_instruments_name);
	RUN(R55_1_another_pack_changes_days_words_papers_and_articles_without_code);
	RUN(what_is_wrong_in_a_pack_is_said_with_file_and_line);
	RUN(a_row_that_belongs_to_no_rule_stops_the_start);
	RUN(R19_2_the_commitment_is_one_text_and_a_changed_word_another_version);
	RUN(R38_1_grades_say_what_may_be_shared_and_opened);
	ctx_end(&cx);
	return TEST_END();
}
