/* test_base.c - dates, texts and numbers, the small things all else leans on. */
#include "base/address.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "base/enc.h"
#include "base/hash.h"
#include "base/jout.h"
#include "base/utf8.h"
#include "test.h"
#include <stdlib.h>

static void test_days_and_dates_agree_over_eight_centuries(void)
{
	for (int32_t n = -150000; n < 150000; n++) {
		struct ymd d = day_split((day_t){ n });
		if (!ymd_real(d) || day_of(d).n != n) {
			CHECK_MSG(0, "day %d", n);
			return;
		}
	}
	CHECK_INT(day_of((struct ymd){ 2026, 11, 23 }).n, 20780);
	CHECK_INT(day_weekday((day_t){ 20780 }), 1);
	CHECK(!ymd_real((struct ymd){ 1900, 2, 29 }));
}

static void test_a_day_ends_at_24_00_in_yancheng_not_in_london(void)
{
	ms_t t;
	char text[MS_TEXT];
	CHECK(ms_read("2026-11-23T23:59:59.999+08:00", &t));
	CHECK_INT(day_at(t).n, 20780);
	CHECK(ms_read("2026-11-23T16:00:00Z", &t));
	CHECK_INT(day_at(t).n, 20781);
	CHECK_TEXT(ms_text(t, text), "2026-11-24T00:00:00.000+08:00");
	CHECK(!ms_read("2026-02-30T00:00:00Z", &t));
	CHECK(!ms_read("2026-11-23 16:00:00Z", &t));
}

static void test_text_is_cut_at_a_whole_character(void)
{
	static const char s[] = "a限制\xF0\x9F\x98\x80";        /* 1 + 3 + 3 + 4 bytes */
	static const size_t cut[] = { 0, 1, 1, 1, 4, 4, 4, 7, 7, 7, 7, 11, 11 };
	for (size_t most = 0; most < sizeof cut / sizeof cut[0]; most++)
		CHECK_INT((int64_t)utf8_cut(s, strlen(s), most), (int64_t)cut[most]);
}

static void test_json_out_escapes_and_never_emits_bad_utf8(void)
{
	AUTO_BUF b = buf_make(1000);
	struct jout j = jout_to(&b);
	jout_open(&j);
	jout_key_text(&j, "a", "q\"\\\n\x01盐\xff\xe7\x9b");
	jout_key(&j, "l");
	jout_list(&j);
	jout_int(&j, INT64_MIN);
	jout_bool(&j, true);
	jout_text(&j, NULL);
	jout_end_list(&j);
	jout_close(&j);
	CHECK_TEXT(buf_cstr(&b), "{\"a\":\"q\\\"\\\\\\n\\u0001盐\xEF\xBF\xBD\xEF\xBF\xBD"
		   "\xEF\xBF\xBD\",\"l\":[-9223372036854775808,true,null]}");
}

static void test_a_buffer_past_its_maximum_is_full_not_longer(void)
{
	AUTO_BUF b = buf_make(5);
	buf_text(&b, "abc");
	buf_text(&b, "def");
	CHECK(!buf_ok(&b));
	CHECK_INT(b.n, 3);
}

static void test_base64_round_trips_and_refuses_what_is_not_canonical(void)
{
	uint8_t in[64], out[64];
	char text[B64_TEXT(64)];
	for (size_t n = 0; n < sizeof in; n++) {
		in[n] = (uint8_t)(n * 37 + 11);
		b64_text(in, n, text);
		CHECK_INT(b64_read(text, strlen(text), out, 64), (long)n);
		CHECK(memcmp(in, out, n) == 0);
		b64url_text(in, n, text);
		CHECK_INT(b64url_read(text, strlen(text), out, 64), (long)n);
	}
	CHECK_INT(b64_read("QQ==", 4, out, 64), 1);
	CHECK_INT(b64_read("QR==", 4, out, 64), -1);
	CHECK_INT(b64_read("QQ=", 3, out, 64), -1);
	CHECK_INT(b64_read("Q===", 4, out, 64), -1);
}

static void test_hash_vectors_of_fips_180_and_rfc_4231(void)
{
	char text[HEX_TEXT(32)];
	struct hash h = hash_of("abc", 3);
	CHECK_TEXT(hex_text(h.b, 32, text),
		   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	h = hash_keyed("Jefe", 4, "what do ya want for nothing?", 28);
	CHECK_TEXT(hex_text(h.b, 32, text),
		   "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void test_a_digest_put_aside_goes_on_from_any_byte(void)
{
	uint8_t data[300];
	char text[HASHING_TEXT];
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)(i * 7 + 3);
	struct hash whole = hash_of(data, sizeof data);
	for (size_t at = 0; at <= sizeof data; at++) {
		struct hashing *h = hashing_begin();
		hashing_add(h, data, at);
		hashing_text(h, text);
		(void)hashing_end(h);
		CHECK(!hashing_from(text, at + 1));     /* of other bytes than are there */
		h = hashing_from(text, at);
		hashing_add(h, data + at, sizeof data - at);
		struct hash same = hashing_end(h);
		CHECK(hash_same(&whole, &same));
	}
	CHECK(!hashing_from("", 0));
	CHECK(!hashing_from("ba7816bf", 4));
	text[strlen(text) - 2] = 0;     /* a byte less than it counts */
	CHECK(!hashing_from(text, sizeof data));
	text[0] = 'x';
	CHECK(!hashing_from(text, sizeof data));
}

static void test_what_a_client_sends_can_spend_the_arena_but_not_break_it(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 10000);
	CHECK(!ctx_spent(&cx));
	char *p = ctx_alloc(&cx, 20000);
	p[19999] = 1;
	CHECK(ctx_spent(&cx));
	CHECK(ctx_check(&cx) == ERR_TOO_LARGE);
	CHECK_TEXT(said_code(cx.fault.said.id), "too-large");
	ctx_reset(&cx, (ms_t){ 1 });
	CHECK(!ctx_spent(&cx));
}

static void test_sentences_fill_their_gaps_in_both_languages(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK(fail(&cx, ERR_INVALID, SAY_BAD_VALUE("items[2].code")) == ERR_INVALID);
	CHECK_TEXT(said_words(&cx, cx.fault.said, SAID_EN),
		   "The value of \"items[2].code\" is not acceptable.");
	CHECK_TEXT(said_words(&cx, cx.fault.said, SAID_ZH), "“items[2].code”的值不符合要求。");
	CHECK_TEXT(said_words(&cx, SAY_NOTICE_DUE("甲", "2026-11-07"), SAID_ZH),
		   "“甲”应当于2026年11月7日前办结，请及时办理。");
	CHECK_TEXT(said_words(&cx, SAY_NOTICE_DUE("a", "2026-11-07"), SAID_EN),
		   "\"a\" is due by 2026-11-07.");
	CHECK_TEXT(said_words(&cx, SAY_NOTICE_DUE("甲", "2026-11-07T"), SAID_ZH),
		   "“甲”应当于2026-11-07T前办结，请及时办理。");
}

static void test_a_block_of_addresses_names_its_first_and_holds_the_rest(void)
{
	static const char *const good[] = { "10.2.0.0/16", "0.0.0.0/0", "::/0", "192.0.2.7",
		"192.0.2.7/32", "2001:db8::/32", "2001:db8::7", "::ffff:10.2.0.0/112" };
	static const char *const bad[] = { "", "/", "10.2.0.1/16", "10.2.0.0/33", "10.2.0.0/-1",
		"10.2.0.0/016", "10.2.0.0/", "10.2.0.0/1 ", "10.2", "010.2.0.0", "2001:db8::1/32",
		"2001:db8::/129", "example.gov.cn", "10.2.0.0/16/16", "::ffff:10.2.0.1/112" };
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		CHECK_MSG(address_block(good[i]), "%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK_MSG(!address_block(bad[i]), "%s", bad[i]);
	const char *list = "10.2.0.0/15 192.0.2.7 2001:db8::/32";
	static const struct { const char *peer; bool within; } rows[] = {
		{ "10.2.0.0", true }, { "10.3.255.255", true }, { "10.4.0.0", false },
		{ "10.1.255.255", false }, { "192.0.2.7", true }, { "192.0.2.8", false },
		{ "::ffff:192.0.2.7", true }, { "2001:db8:ffff::1", true },
		{ "2001:db9::", false }, { "::10.2.0.0", false }, { "", false }, { "?", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_MSG(address_within(list, rows[i].peer) == rows[i].within, "%s", rows[i].peer);
	CHECK(!address_within("", "10.2.0.0") && !address_within(list, NULL));
	CHECK(address_within("0.0.0.0/0", "10.2.0.0") && !address_within("0.0.0.0/0", "2001::"));
}

int main(void)
{
	RUN(test_days_and_dates_agree_over_eight_centuries);
	RUN(test_a_day_ends_at_24_00_in_yancheng_not_in_london);
	RUN(test_text_is_cut_at_a_whole_character);
	RUN(test_json_out_escapes_and_never_emits_bad_utf8);
	RUN(test_a_buffer_past_its_maximum_is_full_not_longer);
	RUN(test_base64_round_trips_and_refuses_what_is_not_canonical);
	RUN(test_hash_vectors_of_fips_180_and_rfc_4231);
	RUN(test_a_digest_put_aside_goes_on_from_any_byte);
	RUN(test_what_a_client_sends_can_spend_the_arena_but_not_break_it);
	RUN(test_a_block_of_addresses_names_its_first_and_holds_the_rest);
	RUN(test_sentences_fill_their_gaps_in_both_languages);
	return TEST_END();
}
