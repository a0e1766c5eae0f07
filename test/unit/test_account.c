/* test_account.c - the pure side of signing in: passwords, second factor, scopes
 * and public keys. */
#include "account/key.h"
#include "account/key_law.h"
#include "account/password.h"
#include "account/scope.h"
#include "account/totp.h"
#include "core/facts.h"
#include "demo/chance.h"
#include "data.h"
#include "test.h"

static void test_R39_1_passwords_follow_the_dengbao_profile(void)
{
	static const struct { const char *password, *said, *why; } rows[] = {
		{ "Lake-Blue-9",        NULL,                "four classes, eleven characters" },
		{ "lakeblue99x",        "password-classes",  "two classes only" },
		{ "Lake-Blu9",          "password-short",    "nine characters" },
		{ "Lake盐城blue9",      NULL,                "characters count, not bytes" },
		{ "xPassword-17",       "password-common",   "a word everybody tries" },
		{ "My-li.steward-1",    "password-has-name", "the sign-in name" },
		{ "Lake-Blue-9Lake-Blue-9Lake-Blue-9Lake-Blue-9Lake-Blue-9Lake-Blue-9Lake-Blue-9"
		  "Lake-Blue-9Lake-Blue-9Lake-Blue-9Lake-Blue-9Lake-Blue-9", "password-long", "132" },
	};
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		enum err e = password_check(&cx, PASSWORD_DENGBAO, rows[i].password,
					    "li.steward");
		const char *said = e == OK ? NULL : said_code(cx.fault.said.id);
		CHECK_MSG(said == rows[i].said || (said && rows[i].said &&
						   strcmp(said, rows[i].said) == 0),
			  "%s: %s", rows[i].why, said ? said : "accepted");
	}
	CHECK_INT(password_check(&cx, PASSWORD_ASVS, "lake water reed", "li.steward"), OK);
	CHECK_INT(password_check(&cx, PASSWORD_ASVS, "Lake-Blue-9", "li.steward"), ERR_INVALID);
}

static void test_a_password_is_the_same_however_the_keyboard_composes_it(void)
{
	AUTO_CTX cx;
	const char *composed, *apart, *out = NULL;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK_INT(password_normal(&cx, "caf\xc3\xa9-Nord-77", &composed), OK);
	CHECK_INT(password_normal(&cx, "cafe\xcc\x81-Nord-77", &apart), OK);
	CHECK_TEXT(apart, composed);
	CHECK_INT(password_normal(&cx, "bad\xff-Nord-77", &out), ERR_INVALID);
	CHECK(out == NULL);
}

/* RFC 6238 appendix B, SHA-1 rows: the secret is the ASCII digits 1 to 0, twice. */
static void test_totp_vectors_of_rfc_6238(void)
{
	static const struct { int64_t time; uint32_t code; } rows[] = {
		{ 59, 94287082 }, { 1111111109, 7081804 }, { 1111111111, 14050471 },
		{ 1234567890, 89005924 }, { 2000000000, 69279037 }, { 20000000000, 65353130 },
	};
	const uint8_t *secret = (const uint8_t *)"12345678901234567890";
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_INT(totp_code(secret, 20, rows[i].time / 30, 8), rows[i].code);
}

static void test_a_totp_code_works_once_and_for_a_minute_and_a_half(void)
{
	const uint8_t *secret = (const uint8_t *)"12345678901234567890";
	ms_t at = { 59000 };                            /* step 1: 287082 */
	CHECK_INT(totp_fits(secret, 20, "287082", at, 0), 1);
	CHECK_INT(totp_fits(secret, 20, "287082", (ms_t){ 89000 }, 0), 1);
	CHECK_INT(totp_fits(secret, 20, "287082", (ms_t){ 90000 }, 0), -1);
	CHECK_INT(totp_fits(secret, 20, "287082", at, 1), -1);
	CHECK_INT(totp_fits(secret, 20, "28708", at, 0), -1);
	CHECK_INT(totp_fits(secret, 20, "287083", at, 0), -1);
	char text[40];
	CHECK_TEXT(totp_base32(secret, 20, text), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	CHECK_TEXT(totp_base32((const uint8_t *)"foob", 4, text), "MZXW6YQ");
}

static void test_R39_1_a_token_never_has_more_than_its_owner_and_its_scopes(void)
{
	uint64_t steward = role_caps(1u << ROLE_STEWARD), auditor = role_caps(1u << ROLE_AUDITOR);
#define HAS(set, c) ((set) >> CAP_##c & 1)
	uint64_t data = scope_caps(scopes_read("data"), steward, true);
	CHECK(HAS(data, DATA_CALL) && !HAS(data, CASE_ACT) && !HAS(data, CATALOGUE_WRITE));
	CHECK(!HAS(scope_caps(scopes_read("data"), steward, false), DATA_CALL));
	uint64_t wide = scope_caps(scopes_read("catalogue upload cases"), steward, true);
	CHECK(HAS(wide, CATALOGUE_WRITE) && HAS(wide, DATA_LOAD) && HAS(wide, CASE_OPEN));
	CHECK(!HAS(wide, CATALOGUE_REVIEW) && !HAS(wide, DATA_CALL) && !HAS(wide, TOKEN_WRITE));
	CHECK(HAS(scope_caps(scopes_read("record"), auditor, true), RECORD_READ));
	CHECK(!HAS(scope_caps(scopes_read("record"), steward, true), RECORD_READ));
	CHECK_INT(scopes_read("database my-data"), 0);
	uint32_t bit;
	CHECK(!scope_read("everything", &bit));
#undef HAS
}

static void test_R39_1_three_administrators_exclude_each_other(void)
{
	CHECK(role_clash(1u << ROLE_SYSADMIN | 1u << ROLE_SECADMIN) != NULL);
	CHECK(role_clash(1u << ROLE_SYSADMIN | 1u << ROLE_AUDITOR) != NULL);
	CHECK(role_clash(1u << ROLE_SECADMIN | 1u << ROLE_AUDITOR) != NULL);
	CHECK(role_clash(1u << ROLE_AUDITOR | 1u << ROLE_OPERATOR) != NULL);
	CHECK(role_clash(1u << ROLE_SYSADMIN) == NULL);
}

static void test_public_keys_are_of_the_algorithm_they_are_registered_for(void)
{
	static const char ed25519[] = "-----BEGIN PUBLIC KEY-----\n"
		"MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n"
		"-----END PUBLIC KEY-----\n";
	static const char p256[] = "-----BEGIN PUBLIC KEY-----\n"
		"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf\n"
		"w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==\n"
		"-----END PUBLIC KEY-----\n";
	AUTO_CTX cx;
	const char *pem;
	struct hash a, b;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK_INT(key_read(&cx, ed25519, KEY_ED25519, &pem, &a), OK);
	CHECK_TEXT(pem, ed25519);
	CHECK_INT(key_read(&cx, p256, KEY_ECDSA_P256, &pem, &b), OK);
	CHECK(!hash_same(&a, &b));
	CHECK_INT(key_read(&cx, p256, KEY_ED25519, &pem, &b), ERR_INVALID);
	CHECK_INT(key_read(&cx, ed25519, KEY_SM2, &pem, &b), ERR_INVALID);
	CHECK_INT(key_read(&cx, "-----BEGIN PUBLIC KEY-----", KEY_ED25519, &pem, &b), ERR_INVALID);
}

static void test_invented_people_have_true_check_digits_and_were_born_before_1905(void)
{
	char tidied[FACT_TEXT], code[19];
	day_t today = day_of((struct ymd){ 2026, 11, 23 });
	for (uint64_t i = 0; i < 5000; i++) {
		struct person p, again;
		person_make(7, i, "320902", &p);
		person_make(7, i, "320902", &again);
		CHECK_TEXT(p.id, again.id);
		CHECK_MSG(fact_check(FACT_RESIDENT_ID, p.id, 18, today, tidied) == FACT_VALID &&
			  p.born.n < day_of((struct ymd){ 1905, 1, 1 }).n, "%s", p.id);
		CHECK(fact_check(FACT_MOBILE, p.mobile, 11, today, tidied) == FACT_VALID);
		credit_code_make(i & 1 ? "91" : "11", "320900", i, code);
		CHECK_MSG(fact_check(FACT_CREDIT_CODE, code, 18, today, tidied) == FACT_VALID,
			  "%s", code);
	}
}

static int key_word_no(const char *(*word)(int), int n, const char *text)
{
	for (int i = 0; i < n; i++)
		if (strcmp(word(i), text) == 0)
			return i;
	return -1;
}

static const char *part_no(int i)
{
	return key_part_word((enum key_part)i);
}

static void test_R39_1_the_way_of_a_key_is_what_the_table_says_and_no_more(void)
{
	bool may[KEY_STATES_][KEY_PARTS_][KEY_ACTS_] = { 0 };
	struct data d = data_open("system-key.tsv", '\t');
	while (data_next(&d)) {
		enum key_state from = KEY_STATES_;
		enum key_act act = KEY_ACTS_;
		int part = key_word_no(part_no, KEY_PARTS_, d.col[1]);
		if (!key_state_read(d.col[0], &from) || part < 0 || !key_act_read(d.col[2], &act)) {
			CHECK_MSG(0, "line %d", d.number);
			return;
		}
		struct key_verdict v = key_law_decide(from, 1u << part, act);
		CHECK_MSG(v.why == KEY_MAY, "line %d: %s", d.number, d.col[5]);
		CHECK_TEXT(v.rule ? key_state_word(v.rule->to) : "", d.col[3]);
		CHECK_TEXT(v.rule && v.rule->needs == KEY_REASON ? "reason" : "-", d.col[4]);
		may[from][part][act] = true;
	}
	for (int s = 0; s < KEY_STATES_; s++)
		for (int p = 0; p < KEY_PARTS_; p++)
			for (int a = 0; a < KEY_ACTS_; a++)
				CHECK_MSG((key_law_decide((enum key_state)s, 1u << p,
							  (enum key_act)a).why == KEY_MAY) ==
					  may[s][p][a], "%s, %s, %s",
					  key_state_word((enum key_state)s), part_no(p),
					  key_act_word((enum key_act)a));
}

static void test_R39_1_the_second_person_is_another_person_of_another_agency(void)
{
	struct who asker = { .kind = WHO_STAFF, .id = "a", .org = "bureau",
			     .caps = role_caps(1u << ROLE_STEWARD) };
	struct who both = asker, other = asker;
	both.caps |= UINT64_C(1) << CAP_KEY_APPROVE;
	other.id = "b";
	CHECK_INT(key_parts(&asker, "bureau", "a"), KEY_BIT(OWNER));
	CHECK_INT(key_parts(&other, "bureau", "a"), KEY_BIT(OWNER));
	CHECK_INT(key_parts(&both, "bureau", "b"), KEY_BIT(OWNER) | KEY_BIT(KEEPER));
	CHECK_INT(key_parts(&both, "elsewhere", "a"), KEY_BIT(KEEPER));
	CHECK_INT(key_parts(&both, "elsewhere", "b"), KEY_BIT(KEEPER) | KEY_BIT(SECOND));
	CHECK_INT(key_parts(&other, "elsewhere", "a"), 0);
}

int main(void)
{
	RUN(test_R39_1_the_way_of_a_key_is_what_the_table_says_and_no_more);
	RUN(test_R39_1_the_second_person_is_another_person_of_another_agency);
	RUN(test_R39_1_passwords_follow_the_dengbao_profile);
	RUN(test_a_password_is_the_same_however_the_keyboard_composes_it);
	RUN(test_totp_vectors_of_rfc_6238);
	RUN(test_a_totp_code_works_once_and_for_a_minute_and_a_half);
	RUN(test_R39_1_a_token_never_has_more_than_its_owner_and_its_scopes);
	RUN(test_R39_1_three_administrators_exclude_each_other);
	RUN(test_public_keys_are_of_the_algorithm_they_are_registered_for);
	RUN(test_invented_people_have_true_check_digits_and_were_born_before_1905);
	return TEST_END();
}
