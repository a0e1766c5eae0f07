/* fuzz_tap.c - what gongshu-tap says, and what it is asked, both hostile. Held: what is
 * heard does not depend on how the bytes were split; nothing is heard after an end; an ask
 * that is read is read the same again when it is written.
 *
 * Input: one byte chooses what was asked and the split, the rest is it. */
#include "base/err.h"
#include "tap/heard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void hear(enum tap_verb verb, const char *bytes, size_t n, size_t step, struct buf *out)
{
	static struct frame frame;
	struct frames f = frames_make();
	struct hearing h = { .verb = verb, .ncolumns = 2, .most = 50 };
	bool over = false;
	for (size_t at = 0;;) {
		enum frame_got got = frames_next(&f, &frame);
		if (got == FRAME_MORE && at < n) {
			size_t m = n - at < step ? n - at : step;
			frames_feed(&f, bytes + at, m);
			at += m;
			continue;
		}
		struct heard heard;
		if (got != FRAME_GOT || !hearing_take(&h, &frame, &heard))
			break;
		PRE(!over);
		over = heard.kind == HEARD_FAULT || heard.kind == HEARD_END;
		buf_print(out, "%d %zu %lld", (int)heard.kind, heard.n, (long long)heard.size);
		for (size_t i = 0; i < heard.n; i++)
			buf_run(out, heard.at[i].p, heard.at[i].n);
	}
	buf_print(out, "%d %lld", over, (long long)h.seen);
	frames_drop(&f);
}

static void ask(const char *bytes, size_t n)
{
	static struct frame frame;
	AUTO_CTX cx = { 0 };
	AUTO_BUF once = buf_make(2u << 20), twice = buf_make(2u << 20);
	struct frames f = frames_make();
	struct tap_ask a, b;
	ctx_init(&cx, (ms_t){ 0 }, 64u << 20);
	frames_feed(&f, bytes, n);
	if (frames_next(&f, &frame) == FRAME_GOT && tap_ask_read(&cx, &frame, &a)) {
		tap_ask_write(&once, &a);
		tap_string(&twice, &a.place, tap_writes(a.verb));
		buf_clear(&twice);
		frames_drop(&f);
		f = frames_make();
		frames_feed(&f, once.p, once.n);
		PRE(frames_next(&f, &frame) == FRAME_GOT && tap_ask_read(&cx, &frame, &b));
		tap_ask_write(&twice, &b);
		PRE(once.n == twice.n && memcmp(once.p, twice.p, once.n) == 0);
	}
	frames_drop(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 1 || n > 1u << 20)
		return 0;
	const char *p = (const char *)data + 1;
	AUTO_BUF whole = buf_make(16u << 20), parts = buf_make(16u << 20);
	if (data[0] % 4 == 3) {
		ask(p, n - 1);
		return 0;
	}
	hear((enum tap_verb)(data[0] % 4), p, n - 1, n, &whole);
	hear((enum tap_verb)(data[0] % 4), p, n - 1, 1 + (data[0] >> 2), &parts);
	PRE(whole.n == parts.n && (!whole.n || memcmp(whole.p, parts.p, whole.n) == 0));
	return 0;
}
