/* test_law.c - the procedures read back: every state, every act, every fact.
 *
 * The matrix of each process is compared with <name>.expected; when a rule
 * changes, the difference of that file is what the legal officer signs. Write it
 * anew with GONGSHU_LAW_WRITE=1. */
#include "catalogue/review.h"
#include "change/change.h"
#include "channel/channel.h"
#include "delivery/delivery.h"
#include "coordination/coordination.h"
#include "correction/correction.h"
#include "demand/demand.h"
#include "dispute/dispute.h"
#include "duplicate/duplicate.h"
#include "evaluation/evaluation.h"
#include "law.h"
#include "share/share.h"
#include "violation/violation.h"

static const struct process *const processes[] = { &review_process, &share_process, &change_process,
	&duplicate_process, &evaluation_process, &channel_process,
	&demand_process, &violation_process, &delivery_process,
	&correction_process, &coordination_process, &dispute_process };

static void papers(FILE *f, paper_set set, paper_set house)
{
	for (size_t i = 0; i < pack.npapers; i++)
		if (set >> i & 1)
			fprintf(f, " %s%s", pack.papers[i].name, house >> i & 1 ? "~" : "");
}

static void print_facts(FILE *f, const struct process *p, uint32_t when, uint32_t unless)
{
	for (size_t i = 0; i < p->nfacts; i++) {
		if (when >> i & 1)
			fprintf(f, " +%s", p->facts[i]);
		if (unless >> i & 1)
			fprintf(f, " -%s", p->facts[i]);
	}
}

static void print_rule(FILE *f, const struct law *l, size_t i)
{
	const struct process *p = l->process;
	const struct rule *r = &p->rules[i];
	const struct rule_text *t = l->rules[i];
	fprintf(f, "%-15s %-16s %-9s -> %-15s", p->states[r->from],
		actor_word((enum actor)r->by), p->acts[r->act],
		p->states[r->to == STAY ? r->from : r->to]);
	fprintf(f, " art %-12s", t->article ? t->article : "(house)");
	print_facts(f, p, r->when, r->unless);
	if (t->needs) {
		fprintf(f, " needs");
		papers(f, t->needs, t->house);
	}
	if (t->may) {
		fprintf(f, " may");
		papers(f, t->may, 0);
	}
	if (t->levels)
		fprintf(f, " levels %x", t->levels);
	if (r->weighs) {
		fprintf(f, " weighs");
		print_facts(f, p, r->weighs, 0);
	}
	if (r->sets) {
		fprintf(f, " sets");
		print_facts(f, p, r->sets, r->drops);
	} else if (r->drops) {
		fprintf(f, " drops");
		print_facts(f, p, 0, r->drops);
	}
	if (r->all) {
		fprintf(f, " when all");
		print_facts(f, p, r->all, 0);
	}
	fprintf(f, "%s%s\n", r->flags & RULE_DECIDES ? " (not by who submitted)" : "",
		r->flags & RULE_CLAIMS ? " (counts as who submitted)" : "");
}

static void print_terms(FILE *f, const struct law *l)
{
	const struct process *p = l->process;
	char text[DAY_TEXT];
	for (size_t i = 0; i < p->nterms; i++) {
		const struct term *t = &p->terms[i];
		struct clock c = law_clock(l, &cal, t->state, t->when, day("2026-11-23"),
					   (day_t){ 0 });
		fprintf(f, "%-15s %-16s owes %-20s %-7s art %-9s", p->states[t->state],
			actor_word((enum actor)t->owes), t->key, term_kind_word(l->terms[i]->kind),
			l->terms[i]->article ? l->terms[i]->article : "(house)");
		if (c.due.n)
			fprintf(f, " from 2026-11-23 %d days to %s by %s", c.days,
				day_text(c.due, text),
				c.by == CLOCK_LAW ? "law" : c.by == CLOCK_HOUSE ? "house" : "other law");
		print_facts(f, p, t->when, t->unless);
		if (t->then)
			fprintf(f, " then %s", p->acts[t->then]);
		fprintf(f, "\n");
	}
}

static void print_matrix(FILE *f, const struct law *l)
{
	const struct process *p = l->process;
	for (uint8_t s = 0; s < p->nstates; s++)
		for (size_t i = 0; i < p->nrules; i++)
			if (p->rules[i].from == s)
				print_rule(f, l, i);
	fprintf(f, "\n");
	print_terms(f, l);
}

static bool same_text(FILE *got, const char *path)
{
	FILE *want = fopen(path, "r");
	int line = 1, a, b;
	if (!want)
		return false;
	rewind(got);
	do {
		a = fgetc(got);
		b = fgetc(want);
		line += a == '\n';
	} while (a == b && a != EOF);
	if (a != b)
		printf("# %s differs at line %d\n", path, line);
	fclose(want);
	return a == b;
}

static void every_process_reads_as_the_lawyer_signed_it(void)
{
	for (size_t i = 0; i < sizeof processes / sizeof processes[0]; i++) {
		struct law l;
		char path[512];
		CHECK_MSG(law_bind(&cx, processes[i], &pack, &l) == OK, "%s", why());
		snprintf(path, sizeof path, "%s/%s.expected", TEST_DATA, processes[i]->name);
		FILE *f = getenv("GONGSHU_LAW_WRITE") ? fopen(path, "w+") : tmpfile();
		CHECK(f != NULL);
		if (!f)
			continue;
		print_matrix(f, &l);
		CHECK(same_text(f, path));
		fclose(f);
	}
}

/* --- sharing ------------------------------------------------------------------ */
static struct law share, review, change;

#define A(x) ACTOR_BIT(BY_##x)
static paper_set papers_named(const char *names)
{
	paper_set set = 0;
	char copy[200], *save = NULL;
	snprintf(copy, sizeof copy, "%s", names);
	for (char *n = strtok_r(copy, " ", &save); n; n = strtok_r(NULL, " ", &save)) {
		CHECK_MSG(pack_paper(&pack, n) >= 0, "%s is a paper", n);
		set |= paper_bit(pack_paper(&pack, n));
	}
	return set;
}

static struct verdict ask_when(const struct law *l, struct standing now, uint32_t actors,
			       const char *act, const char *papers_given, uint32_t facts)
{
	struct asked a = { .actors = actors, .papers = papers_named(papers_given),
			   .act = (uint8_t)process_act_no(l->process, act),
			   .event = day("2026-11-23"), .facts = facts };
	return process_decide(l, now, a);
}

static struct verdict ask(const struct law *l, struct standing now, uint32_t actors,
			  const char *act, const char *papers_given)
{
	return ask_when(l, now, actors, act, papers_given, 0);
}

#define SHARE(st, f) ((struct standing){ .state = SHARE_##st, .facts = (f) })
#define CITY_OPEN (SHARE_IS_CITY | SHARE_IS_UNCONDITIONAL)
#define CITY_LIMITED (SHARE_IS_CITY | SHARE_IS_CONDITIONAL)
#define COUNTY_LIMITED (SHARE_IS_COUNTY | SHARE_IS_CONDITIONAL)

static void R19_2_a_request_needs_scenario_and_commitment_even_if_unconditional(void)
{
	struct verdict v = ask(&share, SHARE(DRAFT, CITY_OPEN), A(APPLICANT), "submit", "scenario");
	CHECK(v.why == PAPERS_MISSING && v.missing == papers_named("commitment"));
	v = ask(&share, SHARE(DRAFT, CITY_OPEN), A(APPLICANT), "submit", "scenario commitment");
	CHECK(v.why == ALLOWED && v.next.state == SHARE_SUBMITTED);
	v = ask(&share, SHARE(DRAFT, CITY_LIMITED), A(APPLICANT), "submit", "scenario commitment");
	CHECK(v.why == PAPERS_MISSING && v.missing == papers_named("purpose"));
}

static void R20_2_accepting_unconditional_data_opens_it_and_cannot_be_refused(void)
{
	struct verdict v = ask(&share, SHARE(SUBMITTED, CITY_OPEN), A(CITY_OPERATOR), "accept", "");
	CHECK(v.why == ALLOWED && v.next.state == SHARE_OPEN);
	v = ask(&share, SHARE(SUBMITTED, CITY_OPEN), A(CITY_OPERATOR), "refuse", "reason basis");
	CHECK(v.why == NO_SUCH_STEP);
	v = ask(&share, SHARE(SUBMITTED, CITY_OPEN), A(CITY_OPERATOR), "return", "");
	CHECK(v.why == PAPERS_MISSING && v.missing == papers_named("reason"));
	v = ask(&share, SHARE(SUBMITTED, CITY_OPEN), A(PROVIDER), "accept", "");
	CHECK(v.why == NOT_YOURS);
}

static void R20_2_one_working_day_of_the_national_regulation_stands_beside_promptly(void)
{
	char text[DAY_TEXT];
	struct clock c = law_clock(&share, &cal, SHARE_SUBMITTED, CITY_OPEN, day("2026-02-13"),
				   (day_t){ 0 });
	CHECK_TEXT(c.text->key, "SHARE_UNCOND");
	CHECK(c.text->kind == TERM_PROMPT && c.by == CLOCK_BESIDE);
	CHECK_TEXT(day_text(c.due, text), "2026-02-14");       /* a worked Saturday */
}

static void R20_3_the_provider_has_five_working_days(void)
{
	char text[DAY_TEXT];
	struct clock c = law_clock(&share, &cal, SHARE_AT_PROVIDER, CITY_LIMITED,
				   day("2024-09-30"), (day_t){ 0 });
	CHECK_TEXT(day_text(c.due, text), "2024-10-12");
	CHECK_TEXT(c.text->article, "20 ¶3(2)");
	CHECK(c.by == CLOCK_LAW && c.term->owes == BY_PROVIDER);
	CHECK_INT(c.text->nbeside, 1);
	CHECK_INT(c.text->beside[0].days, 10);
}

static void R20_3_a_refusal_needs_reason_and_basis_of_law_or_regulation(void)
{
	struct verdict v = ask(&share, SHARE(AT_PROVIDER, CITY_LIMITED), A(PROVIDER), "refuse", "");
	CHECK(v.why == PAPERS_MISSING && v.missing == papers_named("reason basis"));
	CHECK_INT(v.text->levels, 1 << BASIS_LAW | 1 << BASIS_REGULATION);
	CHECK_TEXT(v.text->article, "20 ¶3(2)");
	v = ask(&share, SHARE(AT_PROVIDER, CITY_LIMITED), A(PROVIDER), "refuse", "reason basis");
	CHECK(v.why == ALLOWED && v.next.state == SHARE_REFUSED);
}

static void R20_3_what_is_agreed_opens_by_itself(void)
{
	struct verdict v = ask_when(&share, SHARE(AT_PROVIDER, CITY_LIMITED), A(PROVIDER), "agree", "",
				    SHARE_IS_ENOUGH);
	CHECK(v.why == ALLOWED && v.next.state == SHARE_AGREED);
	CHECK_INT(process_follows(&share, v.next), SHARE_DO_OPEN);
	v = ask(&share, v.next, A(PLATFORM), "open", "");
	CHECK(v.why == ALLOWED && v.next.state == SHARE_OPEN);
	CHECK_INT(process_follows(&share, v.next), 0);
}

static void R38_1_the_highest_grade_waits_for_a_second_person_of_the_provider(void)
{
	for (uint32_t whose = SHARE_IS_CITY; whose <= SHARE_IS_COUNTY; whose <<= 1) {
		struct standing now = SHARE(AT_PROVIDER, whose | SHARE_IS_CONDITIONAL);
		struct verdict v = ask(&share, now, A(PROVIDER), "agree", "conditions");
		CHECK(v.why == ALLOWED && v.next.state == SHARE_AT_PROVIDER);
		CHECK(v.next.facts & SHARE_IS_ONCE && !process_follows(&share, v.next));
		CHECK(ask(&share, v.next, A(PROVIDER), "refuse", "reason basis").why == ALLOWED);
		v = ask(&share, v.next, A(PROVIDER), "agree", "");
		CHECK(v.why == ALLOWED && v.next.state == SHARE_AGREED);
		CHECK_INT(v.next.facts, now.facts);
	}
}

static void R20_5_a_county_agency_goes_through_its_authority_and_the_city(void)
{
	struct verdict v = ask(&share, SHARE(DRAFT, COUNTY_LIMITED), A(APPLICANT), "submit",
			       "purpose scenario commitment");
	CHECK(v.why == ALLOWED && v.next.state == SHARE_AT_COUNTY);
	v = ask(&share, v.next, A(COUNTY_AUTHORITY), "forward", "");
	CHECK(v.why == ALLOWED && v.next.state == SHARE_AT_CITY);
	CHECK(ask(&share, v.next, A(COUNTY_OPERATOR), "accept", "").why == NOT_YOURS);
	v = ask(&share, v.next, A(CITY_OPERATOR), "accept", "");
	CHECK(v.why == ALLOWED && v.next.state == SHARE_AT_PROVIDER);
	v = ask_when(&share, v.next, A(PROVIDER), "agree", "", SHARE_IS_ENOUGH);
	CHECK_TEXT(v.text->article, "20 ¶4(2)");
	v = ask(&share, v.next, A(PLATFORM), "open", "");
	CHECK(v.next.state == SHARE_NODE_OPEN);
	v = ask(&share, v.next, A(PLATFORM), "open", "");
	CHECK(v.next.state == SHARE_OPEN);
}

static void R20_6_with_an_overall_authorisation_the_city_is_not_asked_again(void)
{
	struct verdict v = ask(&share, SHARE(DRAFT, COUNTY_LIMITED | SHARE_IS_AUTHORISED),
			       A(APPLICANT), "submit", "purpose scenario commitment");
	CHECK(v.why == ALLOWED && v.next.state == SHARE_COUNTY_PENDING);
}

static void nobody_decides_on_their_own_submission(void)
{
	struct asked a = { .actors = A(CITY_OPERATOR), .act = SHARE_DO_ACCEPT, .own = true };
	CHECK(process_decide(&share, SHARE(SUBMITTED, CITY_OPEN), a).why == OWN_CAUSE);
	a = (struct asked){ .actors = A(APPLICANT), .act = SHARE_DO_CANCEL, .own = true };
	CHECK(process_decide(&share, SHARE(SUBMITTED, CITY_OPEN), a).why == ALLOWED);
}

static void who_suspended_decides_on_going_on(void)
{
	struct verdict v = ask(&share, SHARE(OPEN, CITY_OPEN), A(CITY_AUTHORITY), "suspend", "reason");
	CHECK(v.why == ALLOWED && v.next.state == SHARE_SUSPENDED);
	CHECK(ask(&share, v.next, A(PROVIDER), "resume", "").why == NOT_YOURS);
	v = ask(&share, v.next, A(CITY_AUTHORITY), "resume", "reason");
	CHECK(v.why == ALLOWED && v.next.state == SHARE_OPEN && v.next.facts == CITY_OPEN);
	v = ask(&share, SHARE(OPEN, CITY_OPEN), A(PROVIDER), "suspend", "reason");
	CHECK(ask(&share, v.next, A(PROVIDER), "resume", "reason").why == ALLOWED);
	CHECK(ask(&share, v.next, A(PROVIDER), "revoke", "reason").why == PAPERS_MISSING);
}

static void R17_1_which_procedure_it_is_follows_from_the_parties_and_the_share_type(void)
{
	struct party city = { "a", LEVEL_CITY, "320900" }, other = { "b", LEVEL_CITY, "320900" };
	struct party ting = { "c", LEVEL_COUNTY, "320902" }, town = { "d", LEVEL_TOWN, "320902001" };
	struct party da = { "e", LEVEL_COUNTY, "320904" };
	uint32_t f = 0;
	struct parties p = { .applicant = city, .provider = other };

	CHECK(share_facts(&p, ACCESS_UNCONDITIONAL, &f) == SHARE_MAY && f == CITY_OPEN);
	CHECK(share_facts(&p, ACCESS_NONE, &f) == SHARE_NOT_SHARED);
	p = (struct parties){ .applicant = ting, .provider = city };
	CHECK(share_facts(&p, ACCESS_CONDITIONAL, &f) == SHARE_MAY && f == COUNTY_LIMITED);
	p = (struct parties){ .applicant = town, .provider = ting };
	CHECK(share_facts(&p, ACCESS_CONDITIONAL, &f) == SHARE_MAY &&
	      f == (SHARE_IS_LOCAL | SHARE_IS_CONDITIONAL));
	p = (struct parties){ .applicant = da, .provider = ting };
	CHECK(share_facts(&p, ACCESS_CONDITIONAL, &f) == SHARE_ELSEWHERE);
	p = (struct parties){ .applicant = city, .provider = da };
	CHECK(share_facts(&p, ACCESS_CONDITIONAL, &f) == SHARE_MAY && f == CITY_LIMITED);
	p = (struct parties){ .applicant = city, .provider = city };
	CHECK(share_facts(&p, ACCESS_UNCONDITIONAL, &f) == SHARE_OWN_DATA);
}

/* --- review ------------------------------------------------------------------- */
#define REVIEW(st, f) ((struct standing){ .state = REVIEW_##st, .facts = (f) })

static void R09_2_a_county_entry_is_summarised_by_its_operator_then_reviewed(void)
{
	uint32_t f = REVIEW_IS_COUNTY | REVIEW_IS_UNCONDITIONAL;
	struct verdict v = ask(&review, REVIEW(DRAFT, f), A(APPLICANT), "submit", "");
	CHECK(v.why == ALLOWED && v.next.state == REVIEW_COUNTY_SUMMARY);
	CHECK(ask(&review, v.next, A(CITY_OPERATOR), "summarise", "").why == NOT_YOURS);
	v = ask(&review, v.next, A(COUNTY_OPERATOR), "summarise", "");
	CHECK(v.why == ALLOWED && v.next.state == REVIEW_CITY_REVIEW);
	v = ask(&review, v.next, A(CITY_OPERATOR), "approve", "");
	CHECK(v.why == ALLOWED && v.next.state == REVIEW_LISTED);
}

static void R18_1_limited_sharing_is_reviewed_by_the_authority_of_its_level(void)
{
	uint32_t f = REVIEW_IS_CITY | REVIEW_IS_LIMITED;
	struct verdict v = ask(&review, REVIEW(CITY_REVIEW, f), A(CITY_OPERATOR), "approve", "");
	CHECK(v.why == ALLOWED && v.next.state == REVIEW_NEGATIVE_REVIEW);
	CHECK(ask(&review, v.next, A(CITY_OPERATOR), "approve", "").why == NOT_YOURS);
	CHECK(ask(&review, v.next, A(COUNTY_AUTHORITY), "approve", "").why == NOT_YOURS);
	v = ask(&review, v.next, A(CITY_AUTHORITY), "approve", "");
	CHECK(v.why == ALLOWED && v.next.state == REVIEW_LISTED);
	CHECK_TEXT(v.text->article, "18 ¶1");
}

static void R09_2_returning_an_entry_needs_a_reason(void)
{
	uint32_t f = REVIEW_IS_CITY | REVIEW_IS_UNCONDITIONAL;
	CHECK(ask(&review, REVIEW(CITY_REVIEW, f), A(CITY_OPERATOR), "return", "").why ==
	      PAPERS_MISSING);
	struct verdict v = ask(&review, REVIEW(CITY_REVIEW, f), A(CITY_OPERATOR), "return", "reason");
	CHECK(v.why == ALLOWED && v.next.state == REVIEW_DRAFT);
}

static void retiring_takes_the_agency_and_the_operator(void)
{
	uint32_t f = REVIEW_IS_CITY | REVIEW_IS_UNCONDITIONAL;
	CHECK(ask(&review, REVIEW(LISTED, f), A(CITY_OPERATOR), "retire", "").why == NOT_YOURS);
	struct verdict v = ask(&review, REVIEW(LISTED, f), A(APPLICANT), "retire", "reason");
	CHECK(v.why == ALLOWED && v.next.state == REVIEW_RETIRING);
	struct standing asked = v.next;
	CHECK(ask(&review, asked, A(APPLICANT), "retire", "reason").why == NOT_YOURS);
	v = ask(&review, asked, A(CITY_OPERATOR), "retire", "");
	CHECK(v.why == ALLOWED && v.next.state == REVIEW_RETIRED);
	CHECK(ask(&review, asked, A(CITY_OPERATOR), "refuse", "").why == PAPERS_MISSING);
	v = ask(&review, asked, A(CITY_OPERATOR), "refuse", "reason");
	CHECK(v.why == ALLOWED && v.next.state == REVIEW_LISTED && !v.text->article);
	v = ask(&review, asked, A(APPLICANT), "cancel", "");
	CHECK(v.why == ALLOWED && v.next.state == REVIEW_LISTED);
}

/* --- changes of law and duty ------------------------------------------------------ */
#define CHANGE(st, f) ((struct standing){ .state = CHANGE_##st, .facts = (f), \
	.entered = day("2026-11-23"), .first = day("2026-11-20") })

static void R10_2_an_entry_follows_within_fifteen_working_days_of_the_change_itself(void)
{
	char text[DAY_TEXT];
	struct clock c = law_clock(&change, &cal, CHANGE_DUE, CHANGE_IS_OWED, day("2026-09-18"),
				   (day_t){ 0 });
	CHECK_TEXT(day_text(c.due, text), "2026-10-15");
	CHECK(c.by == CLOCK_LAW && c.term->owes == BY_PROVIDER && c.term->from == FROM_FIRST);
	c = law_clock(&change, &cal, CHANGE_DUE, CHANGE_IS_FREE, day("2026-09-18"), (day_t){ 0 });
	CHECK(c.by == CLOCK_HOUSE);
	CHECK(change_ground_fact("law") == CHANGE_IS_OWED);
	CHECK(change_ground_fact("duty") == CHANGE_IS_OWED);
	CHECK(change_ground_fact("open_type") == CHANGE_IS_FREE);
	CHECK(change_ground_fact(NULL) == CHANGE_IS_OWED);
}

static void R10_2_the_platform_sees_by_itself_how_the_change_fares(void)
{
	struct standing s = CHANGE(DUE, CHANGE_IS_OWED | CHANGE_IS_SENT);
	CHECK_INT(process_follows(&change, s), CHANGE_DO_CORRECT);
	struct verdict v = ask(&change, s, A(PLATFORM), "correct", "");
	CHECK(v.why == ALLOWED && v.next.state == CHANGE_IN_REVIEW);
	v.next.facts |= CHANGE_IS_BACK;
	v = ask(&change, v.next, A(PLATFORM), "return", "");
	CHECK(v.why == ALLOWED && v.next.state == CHANGE_DUE);
	CHECK_INT(v.next.facts, CHANGE_IS_OWED);
	CHECK_INT(v.next.first.n, day("2026-11-20").n);        /* the old clock goes on */
	v.next.facts |= CHANGE_IS_PASSED;
	CHECK_INT(process_follows(&change, v.next), CHANGE_DO_APPROVE);
	v = ask(&change, v.next, A(PLATFORM), "approve", "");
	CHECK(v.next.state == CHANGE_UPDATED);
	CHECK(ask(&change, s, A(PROVIDER), "correct", "").why == NOT_YOURS);
}

static void R10_2_that_nothing_changes_is_said_with_a_reason_and_looked_at(void)
{
	struct standing s = CHANGE(DUE, CHANGE_IS_OWED);
	CHECK(ask(&change, s, A(PROVIDER), "no_change", "").why == PAPERS_MISSING);
	struct verdict v = ask(&change, s, A(PROVIDER), "no_change", "reason");
	CHECK(v.why == ALLOWED && v.next.state == CHANGE_IN_REVIEW);
	CHECK(ask(&change, v.next, A(PROVIDER), "approve", "").why == NOT_YOURS);
	CHECK(ask(&change, v.next, A(CITY_OPERATOR), "return", "reason").next.state == CHANGE_DUE);
	CHECK(ask(&change, v.next, A(CITY_OPERATOR), "approve", "").next.state ==
	      CHANGE_UNCHANGED);
}

/* --- a pack that lacks a row --------------------------------------------------- */
static void R55_1_a_pack_without_a_rule_or_a_paper_that_an_act_is_held_against_is_told_at_start(void)
{
	const struct process_text *whole = pack_process(&pack, "correction");
	struct process_text text = *whole;
	struct pack short_of = pack;
	struct law l;
	short_of.processes = &text;
	short_of.nprocesses = 1;
	text.rules = ctx_array(&cx, struct rule_text, whole->nrules);
	for (int without = 0; without < 2; without++) {
		text.nrules = 0;
		for (size_t i = 0; i < whole->nrules; i++) {
			bool newer = strcmp(whole->rules[i].key, "correct_public") == 0;
			if (newer && !without)
				continue;
			text.rules[text.nrules] = whole->rules[i];
			if (newer)
				text.rules[text.nrules].may &= ~paper_bit(pack_paper(&pack, "at_source"));
			text.nrules++;
		}
		CHECK_INT(law_bind(&cx, &correction_process, &short_of, &l), ERR_INVALID);
		CHECK_MSG(strstr(why(), "correct_public") && strstr(why(), pack.name), "%s", why());
		CHECK(!without == !strstr(why(), "at_source"));
	}
	CHECK(law_bind(&cx, &correction_process, &pack, &l) == OK);
}

/* --- who is what ------------------------------------------------------------- */
static void R36_1_a_persons_part_in_a_case_follows_from_role_and_organisation(void)
{
	struct parties p = { .applicant = { "ha", LEVEL_COUNTY, "320902" },
			     .provider = { "hc", LEVEL_CITY, "320900" } };
	struct who w = { .kind = WHO_STAFF, .id = "u", .org = "ha", .level = LEVEL_COUNTY,
			 .region = "320902", .roles = 1 << ROLE_STEWARD };
	char desk[DESK_TEXT];
	w.caps = role_caps(w.roles);
	CHECK_INT(actors_of(&w, &p), A(APPLICANT));
	w.roles = 1 << ROLE_AUTHORITY;
	w.caps = role_caps(w.roles);
	w.org = "hx";
	CHECK_INT(actors_of(&w, &p), A(COUNTY_AUTHORITY));
	w.region = "320904";
	CHECK_INT(actors_of(&w, &p), 0);
	w.level = LEVEL_CITY;
	w.region = "320900";
	CHECK_INT(actors_of(&w, &p), A(CITY_AUTHORITY));
	w.roles = 1 << ROLE_AUDITOR;
	w.caps = role_caps(w.roles);
	w.org = "ha";
	CHECK_INT(actors_of(&w, &p), 0);
	desk_of(BY_COUNTY_AUTHORITY, &p, desk);
	CHECK_TEXT(desk, "authority@320902");
	desk_of(BY_PROVIDER, &p, desk);
	CHECK_TEXT(desk, "steward@hc");
}

int main(void)
{
	law_begin();
	RUN(every_process_reads_as_the_lawyer_signed_it);
	CHECK(law_bind(&cx, &share_process, &pack, &share) == OK);
	CHECK(law_bind(&cx, &review_process, &pack, &review) == OK);
	CHECK(law_bind(&cx, &change_process, &pack, &change) == OK);
	RUN(R10_2_an_entry_follows_within_fifteen_working_days_of_the_change_itself);
	RUN(R10_2_the_platform_sees_by_itself_how_the_change_fares);
	RUN(R10_2_that_nothing_changes_is_said_with_a_reason_and_looked_at);
	RUN(R19_2_a_request_needs_scenario_and_commitment_even_if_unconditional);
	RUN(R20_2_accepting_unconditional_data_opens_it_and_cannot_be_refused);
	RUN(R20_2_one_working_day_of_the_national_regulation_stands_beside_promptly);
	RUN(R20_3_the_provider_has_five_working_days);
	RUN(R20_3_a_refusal_needs_reason_and_basis_of_law_or_regulation);
	RUN(R20_3_what_is_agreed_opens_by_itself);
	RUN(R38_1_the_highest_grade_waits_for_a_second_person_of_the_provider);
	RUN(R20_5_a_county_agency_goes_through_its_authority_and_the_city);
	RUN(R20_6_with_an_overall_authorisation_the_city_is_not_asked_again);
	RUN(nobody_decides_on_their_own_submission);
	RUN(who_suspended_decides_on_going_on);
	RUN(R17_1_which_procedure_it_is_follows_from_the_parties_and_the_share_type);
	RUN(R09_2_a_county_entry_is_summarised_by_its_operator_then_reviewed);
	RUN(R18_1_limited_sharing_is_reviewed_by_the_authority_of_its_level);
	RUN(R09_2_returning_an_entry_needs_a_reason);
	RUN(retiring_takes_the_agency_and_the_operator);
	RUN(R55_1_a_pack_without_a_rule_or_a_paper_that_an_act_is_held_against_is_told_at_start);
	RUN(R36_1_a_persons_part_in_a_case_follows_from_role_and_organisation);
	ctx_end(&cx);
	return TEST_END();
}
