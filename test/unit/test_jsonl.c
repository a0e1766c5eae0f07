/* test_jsonl.c - JSON Lines, in one piece and in every split. */
#include "core/jsonl.h"
#include "base/ctx.h"
#include "test.h"

static struct buf read_split(const char *text, size_t n, size_t step)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	struct buf out = buf_make(1 << 20);
	AUTO_JSONL j = jsonl_make(&cx);
	enum csv_got got = CSV_MORE;
	for (size_t at = 0; got == CSV_MORE; at += step) {
		if (at < n)
			jsonl_feed(&j, text + at, n - at < step ? n - at : step);
		else
			jsonl_finish(&j);
		while ((got = jsonl_next(&j)) == CSV_RECORD || got == CSV_SPOILT) {
			buf_int(&out, j.line);
			for (size_t i = 0; got == CSV_RECORD && i < j.nfields; i++)
				buf_print(&out, "|%.*s=%.*s", (int)j.fields[i].nname,
					  j.fields[i].name, (int)j.fields[i].n, j.fields[i].p);
			if (got == CSV_SPOILT)
				buf_print(&out, "!%s:%d", csv_fault_word(j.fault.code),
					  (int)j.fault.column);
			buf_byte(&out, '\n');
		}
	}
	if (got == CSV_BROKEN)
		buf_print(&out, "!!%s %d:%d\n", csv_fault_word(j.fault.code),
			  (int)j.fault.line, (int)j.fault.column);
	return out;
}

static void R12_1_json_lines_are_read_in_every_split(void)
{
	static const struct { const char *text, *want; } rows[] = {
		{ "{\"a\":\"x\",\"b\":1.50}\n{\"a\":null}\n", "1|a=x|b=1.50\n2|a=\n" },
		{ "{}\n\n \r\n{ \"a\" : true }", "1\n4|a=true\n" },
		{ "{\"a\":\"\\u76d0\\\"\\n\\ud842\\udfb7\"}", "1|a=盐\"\n𠮷\n" },
		{ "{\"g\":{\"type\":\"Point\",\"c\":[1,2]}}\r\n",
		  "1|g={\"type\":\"Point\",\"c\":[1,2]}\n" },
		{ "{\"a\":1}\n[1]\n{\"a\":2}\n", "1|a=1\n2!not-json:1\n3|a=2\n" },
		{ "{\"a\":1,\"a\":2}", "1!not-json:11\n" },
		{ "{\"a\":01}", "1!not-json:7\n" },
		{ "{\"a\":1}x", "1!not-json:8\n" },
		{ "{\"a\":\"\\ud842\"}", "1!not-json:13\n" },
		{ "{\"a\":[1,2}}", "1!not-json:10\n" },
		{ "{\"a\":{\"t\":Point}}", "1!not-json:11\n" },
		{ "{\"a\":[1 2]}", "1!not-json:9\n" },
		{ "{\"a\":[1,]}", "1!not-json:9\n" },
		{ "{\"a\":{\"b\"}}", "1!not-json:10\n" },
		{ "{\"a\":[ ] , \"b\":{ \"c\" : [ { } , null , -0.5e1 , \"\\n\" ] } }",
		  "1|a=[ ]|b={ \"c\" : [ { } , null , -0.5e1 , \"\\n\" ] }\n" },
		{ "{\"a\":\"unclosed}", "1!not-json:16\n" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t step = 1; step <= strlen(rows[i].text) + 1; step++) {
			AUTO_BUF got = read_split(rows[i].text, strlen(rows[i].text), step);
			CHECK_TEXT(buf_cstr(&got), rows[i].want);
		}
}

int main(void)
{
	RUN(R12_1_json_lines_are_read_in_every_split);
	return TEST_END();
}
