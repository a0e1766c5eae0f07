/* test_account_keys.c - what systems sign in with: tokens and keys, given, stopped, handed
 * over. */
#include "account/key.h"
#include "account/token.h"
#include "account_room.h"
#include "sys/clock.h"
#include <unistd.h>

/* --- tokens ------------------------------------------------------------------------------ */
static enum err make_token(struct ctx *cx, struct db *to, void *arg)
{
	return token_create(cx, to, NULL, arg);
}

static enum err stop_token(struct ctx *cx, struct db *to, void *arg)
{
	return token_revoke(cx, to, NULL, arg);
}

struct leave { const char *from, *to; };
static enum err leave(struct ctx *cx, struct db *to, void *arg)
{
	const struct leave *l = arg;
	return user_hand_over(cx, to, NULL, l->from, l->to);
}

static void test_tokens_act_for_one_organisation_until_revoked_or_expired(void)
{
	AUTO_CTX cx;
	const struct who *w;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	struct token_new t = { .secret = secret_token(&cx, TOKEN_PREFIX), .user = steward,
			       .org = agency, .name = "系统", .scopes = "data",
			       .expires_on = { cx.today.n + 1 } };
	struct credentials c = { .bearer = t.secret };
	CHECK_INT(change(&cx, make_token, &t), OK);
	CHECK_INT(account_who(&cx, acc, db, &c, &w), OK);
	CHECK_TEXT(w->org, agency);
	CHECK_TEXT(w->id, steward);
	CHECK_TEXT(w->token, t.id);
	CHECK(who_can(w, CAP_DATA_CALL) && !who_can(w, CAP_CASE_OPEN) && !w->session);
	/* A bearer secret is no cookie. */
	CHECK_INT(who_is_it(&cx, t.secret, &w), ERR_UNSIGNED);
	int64_t begun = clock_steady_us();
	enum { CALLS = 200000 };
	for (int i = 0; i < CALLS; i++)
		if (account_who(&cx, acc, db, &c, &w) != OK)
			break;
	printf("# a cached token costs %.2f us\n",
	       (double)(clock_steady_us() - begun) / CALLS);
	cx.now.n += INT64_C(2) * 86400000;
	CHECK_INT(account_who(&cx, acc, db, &c, &w), ERR_UNSIGNED);
	cx.now.n = T0;
	CHECK_INT(account_who(&cx, acc, db, &c, &w), OK);
	CHECK_INT(change(&cx, stop_token, ctx_text(&cx, t.id)), OK);
	CHECK_INT(account_who(&cx, acc, db, &c, &w), ERR_UNSIGNED);
}

/* Two processes on one store: each has a cache of its own. */
static void test_a_revocation_holds_in_another_process_within_a_second(void)
{
	static const uint8_t seal[32] = { 7 };
	AUTO_CTX cx;
	const struct who *w;
	struct account *other;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	CHECK_INT(account_open(&cx, (struct account_setup){ store, &settings, seal }, &other), OK);
	struct token_new t = { .secret = secret_token(&cx, TOKEN_PREFIX), .user = steward,
			       .org = agency, .name = "系统", .scopes = "data",
			       .expires_on = { cx.today.n + 1 } };
	struct credentials c = { .bearer = t.secret };
	CHECK_INT(change(&cx, make_token, &t), OK);
	CHECK_INT(account_who(&cx, other, db, &c, &w), OK);
	CHECK_INT(change(&cx, stop_token, ctx_text(&cx, t.id)), OK);
	int64_t begun = clock_steady_us();
	while (account_who(&cx, other, db, &c, &w) == OK && clock_steady_us() - begun < 1000000)
		usleep(5000);
	CHECK_INT(account_who(&cx, other, db, &c, &w), ERR_UNSIGNED);
	account_close(other);
}

static void test_a_leavers_tokens_go_to_a_colleague_and_the_account_stops(void)
{
	AUTO_CTX cx;
	const struct who *w;
	const char *session;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	const char *from = new_user("leaver", 1u << ROLE_STEWARD);
	struct token_new t = { .secret = secret_token(&cx, TOKEN_PREFIX), .user = from,
			       .org = agency, .name = "系统", .scopes = "data",
			       .expires_on = { cx.today.n + 1 } };
	CHECK_INT(change(&cx, make_token, &t), OK);
	CHECK_INT(sign_in_from(&cx, "leaver", GOOD, NULL, &session), OK);
	CHECK_INT(change(&cx, leave, &(struct leave){ from, from }), ERR_CONFLICT);
	CHECK_INT(change(&cx, leave, &(struct leave){ from, steward }), OK);
	CHECK_INT(account_who(&cx, acc, db, &(struct credentials){ .bearer = t.secret }, &w), OK);
	CHECK_TEXT(w->id, steward);
	CHECK_INT(who_is_it(&cx, session, &w), ERR_UNSIGNED);
	CHECK_INT(sign_in_from(&cx, "leaver", GOOD, NULL, &session), ERR_UNSIGNED);
}

/* --- keys -------------------------------------------------------------------------------- */
struct keying { struct who by; struct key_new k; const char *id; };
static enum err ask_key(struct ctx *cx, struct db *to, void *arg)
{
	struct keying *k = arg;
	return key_ask(cx, to, &k->by, &k->k);
}

static enum err agree_key(struct ctx *cx, struct db *to, void *arg)
{
	struct keying *k = arg;
	return key_move(cx, to, &k->by, &(struct key_move){ .id = k->id, .act = KEY_DO_AGREE });
}

static enum err stop_key(struct ctx *cx, struct db *to, void *arg)
{
	struct keying *k = arg;
	return key_move(cx, to, &k->by,
			&(struct key_move){ .id = k->id, .act = KEY_DO_REVOKE, .reason = "试" });
}

static void test_a_system_key_works_only_after_a_second_person_agreed(void)
{
	static const char pem[] = "-----BEGIN PUBLIC KEY-----\n"
		"MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n"
		"-----END PUBLIC KEY-----\n";
	AUTO_CTX cx;
	const struct system_key *key;
	const struct who *w;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	struct keying k = { .by = who_of(steward, agency, 1u << ROLE_STEWARD), .k = {
		.org = agency, .name = "前置机", .pem = pem, .algorithm = KEY_ED25519 } };
	CHECK_INT(change(&cx, ask_key, &k), OK);
	k.id = k.k.id;
	CHECK_INT(account_key(&cx, acc, db, k.id, &key), ERR_UNSIGNED);
	CHECK_INT(change(&cx, agree_key, &k), ERR_FORBIDDEN);
	CHECK_TEXT(said_code(cx.fault.said.id), "own-cause");
	struct keying again = k;
	CHECK_INT(change(&cx, ask_key, &again), ERR_CONFLICT);
	k.by = who_of("somebody-else", gov, 1u << ROLE_OPERATOR);
	CHECK_INT(change(&cx, agree_key, &k), OK);
	CHECK_INT(account_key(&cx, acc, db, k.id, &key), OK);
	CHECK_INT(key->algorithm, KEY_ED25519);
	CHECK_TEXT(key->pem, pem);
	CHECK_INT(account_who(&cx, acc, db, &(struct credentials){ .key_id = k.id }, &w), OK);
	CHECK(w->kind == WHO_SYSTEM && who_can(w, CAP_DATA_CALL));
	CHECK_TEXT(w->org, agency);
	CHECK_INT(change(&cx, stop_key, &k), OK);
	CHECK_INT(account_key(&cx, acc, db, k.id, &key), ERR_UNSIGNED);
}

static void all(void)
{
	settle_city();
	RUN(test_tokens_act_for_one_organisation_until_revoked_or_expired);
	RUN(test_a_revocation_holds_in_another_process_within_a_second);
	RUN(test_a_leavers_tokens_go_to_a_colleague_and_the_account_stops);
	RUN(test_a_system_key_works_only_after_a_second_person_agreed);
}

int main(void)
{
	return account_room(all);
}
