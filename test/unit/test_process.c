/* test_process.c - the engine and its start-up check, on invented tables. */
#include "law.h"

enum { ASKED, BOTH, DONE, LOST };
enum { NONE, SEND, SIGN, DROP, LAPSE };
static const char *const states[] = { "asked", "both", "done", "lost" };
static const char *const acts[] = { NULL, "send", "sign", "drop", "lapse" };
static const char *const facts[] = { "big", "small", "signed_a", "signed_p" };
enum { BIG = 1, SMALL = 2, SIGNED_A = 4, SIGNED_P = 8 };
static const uint32_t groups[] = { BIG | SMALL };

static struct rule good[] = {
	{ .by = BY_APPLICANT, .from = ASKED, .act = SEND, .to = BOTH, .key = "send" },
	{ .by = BY_APPLICANT, .from = BOTH, .act = SIGN, .to = DONE, .sets = SIGNED_A,
	  .all = SIGNED_A | SIGNED_P, .key = "sign" },
	{ .by = BY_PROVIDER, .from = BOTH, .act = SIGN, .to = DONE, .sets = SIGNED_P,
	  .all = SIGNED_A | SIGNED_P, .key = "sign" },
	{ .by = BY_PROVIDER, .from = BOTH, .act = DROP, .to = LOST, .when = BIG, .key = "drop" },
	{ .by = BY_APPLICANT, .from = BOTH, .act = DROP, .to = LOST, .when = SMALL, .key = "drop" },
};
static struct term no_terms[1];

static struct process make(const struct rule *rules, size_t n)
{
	return (struct process){ .name = "test", .rules = rules, .nrules = n, .terms = no_terms,
		.states = states, .nstates = 4, .acts = acts, .nacts = 5, .facts = facts,
		.nfacts = 4, .groups = groups, .ngroups = 1, .submit = SEND };
}

static struct law bound(const struct process *p)
{
	static const struct rule_text none;
	static const struct rule_text *texts[5] = { &none, &none, &none, &none, &none };
	return (struct law){ .process = p, .rules = texts };
}

static void a_joint_state_waits_for_both_in_any_order(void)
{
	struct process p = make(good, 5);
	struct law l = bound(&p);
	for (int order = 0; order < 2; order++) {
		uint32_t one = ACTOR_BIT(order ? BY_APPLICANT : BY_PROVIDER);
		uint32_t two = ACTOR_BIT(order ? BY_PROVIDER : BY_APPLICANT);
		struct standing s = { .state = BOTH, .facts = BIG };
		struct verdict v = process_decide(&l, s, (struct asked){ .actors = one, .act = SIGN });
		CHECK(v.why == ALLOWED && v.next.state == BOTH);
		CHECK(process_decide(&l, v.next, (struct asked){ .actors = one, .act = SIGN }).why ==
		      NOT_YOURS);
		v = process_decide(&l, v.next, (struct asked){ .actors = two, .act = SIGN });
		CHECK(v.why == ALLOWED && v.next.state == DONE && v.next.facts == BIG);
	}
}

static void facts_choose_the_rule(void)
{
	struct process p = make(good, 5);
	struct law l = bound(&p);
	struct asked drop = { .actors = ACTOR_BIT(BY_PROVIDER), .act = DROP };
	CHECK(process_decide(&l, (struct standing){ .state = BOTH, .facts = BIG }, drop).why ==
	      ALLOWED);
	CHECK(process_decide(&l, (struct standing){ .state = BOTH, .facts = SMALL }, drop).why ==
	      NOT_YOURS);
	CHECK(process_decide(&l, (struct standing){ .state = DONE, .facts = BIG }, drop).why ==
	      NO_SUCH_STEP);
}

static const char *check_with(size_t at, struct rule r)
{
	struct rule rules[6];
	memcpy(rules, good, sizeof good);
	rules[at] = r;
	struct process p = make(rules, at == 5 ? 6 : 5);
	return process_check(&p);
}

static void the_start_up_check_finds_what_is_wrong_with_a_table(void)
{
	struct process p = make(good, 5);
	struct rule r;
	CHECK(process_check(&p) == NULL);
	r = good[0];
	CHECK_TEXT(check_with(5, r), "two rules answer the same act");
	r = good[3];
	r.when = 0;
	CHECK(check_with(3, r) == NULL);
	r.unless = SMALL;              /* not small is big: the same case again */
	CHECK_TEXT(check_with(5, r), "two rules answer the same act");
	r = good[3];
	r.when = BIG | SMALL;
	CHECK_TEXT(check_with(3, r), "a rule waits for facts that never hold together");
	r = good[0];
	r.key = NULL;
	CHECK_TEXT(check_with(0, r), "a rule has no key into the pack");
	r = good[0];
	r.to = DONE;
	CHECK_TEXT(check_with(0, r), "a state cannot be reached");
	r = good[1];
	r.sets = 0;
	CHECK_TEXT(check_with(1, r), "an act of a joint state sets no mark of it");
	r = (struct rule){ .by = BY_PLATFORM, .from = DONE, .act = LAPSE, .to = DONE, .key = "x" };
	CHECK_TEXT(check_with(5, r), "the platform goes in circles");
	r = (struct rule){ .by = BY_TIME, .from = BOTH, .act = 9, .to = LOST, .key = "x" };
	CHECK_TEXT(check_with(5, r), "a rule names what the process doesn't have");
}

static void the_start_up_check_finds_terms_that_collide_or_lead_nowhere(void)
{
	struct process p = make(good, 5);
	struct term two[2] = { { .owes = BY_PROVIDER, .state = BOTH, .key = "A" },
			       { .owes = BY_APPLICANT, .state = BOTH, .when = BIG, .key = "B" } };
	p.terms = two;
	p.nterms = 2;
	CHECK(process_check(&p) == NULL);              /* side by side */
	two[0].owes = BY_APPLICANT;
	CHECK_TEXT(process_check(&p), "two terms of one debtor run in one state");
	two[0].when = SMALL;
	CHECK(process_check(&p) == NULL);
	two[0].then = LAPSE;
	CHECK_TEXT(process_check(&p), "an agreed end is reached and nothing follows");
}

static void facts_survive_as_words(void)
{
	struct process p = make(good, 5);
	CHECK_TEXT(process_facts_text(&cx, &p, BIG | SIGNED_P), "big signed_p");
	CHECK_INT(process_facts_read(&p, "big signed_p"), BIG | SIGNED_P);
	CHECK_INT(process_facts_read(&p, "signed_a unknown big"), BIG | SIGNED_A);
	CHECK_INT(process_facts_read(&p, ""), 0);
}

int main(void)
{
	law_begin();
	RUN(a_joint_state_waits_for_both_in_any_order);
	RUN(facts_choose_the_rule);
	RUN(the_start_up_check_finds_what_is_wrong_with_a_table);
	RUN(the_start_up_check_finds_terms_that_collide_or_lead_nowhere);
	RUN(facts_survive_as_words);
	ctx_end(&cx);
	return TEST_END();
}
