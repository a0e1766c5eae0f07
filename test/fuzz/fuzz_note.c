/* fuzz_note.c - what shows the tree to the world and comes back from it: keys,
 * signed notes, checkpoints, names of tiles. Held: there is one spelling of each
 * (what is read is written the same), a note opens for the key that signed it,
 * for no other, and not when any of its bytes is another.
 *
 * Input: one of them, as a stranger might send it. */
#include "core/tlog.h"
#include "base/ctx.h"
#include "base/utf8.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void names(const char *text)
{
	struct verify_key k;
	char path[TILE_PATH];
	int level, width;
	uint64_t at;
	if (tile_path_read(text, &level, &at, &width))
		PRE(strcmp(tile_path(level, at, width, path), text) == 0);
	if (vkey_read(text, &k)) {
		AUTO_BUF again = buf_make(4096);
		vkey_text(&k, &again);
		PRE(key_name_ok(k.name) && strcmp(buf_cstr(&again), text) == 0);
	}
}

/* What the form of a note asks of its text. */
static bool good_text(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ' && text[i] != '\n')
			return false;
	return n && n < 32768 && text[n - 1] == '\n' && utf8_valid(text, n);
}

static void signed_by_us(const struct sign_key *k, const struct sign_key *other,
			 const char *text, size_t n, size_t which)
{
	AUTO_BUF note = buf_make(1 << 20);
	PRE(note_sign(&note, text, n, k));
	PRE(note_open(note.p, note.n, &k->pub) == (good_text(text, n) ? n : 0));
	PRE(note_open(note.p, note.n, &other->pub) == 0);
	note.p[which % note.n] ^= 1;
	PRE(note_open(note.p, note.n, &k->pub) == 0);
}

static void checkpoint(const struct sign_key *k, const char *text, size_t n)
{
	struct checkpoint c;
	AUTO_BUF note = buf_make(1 << 20), again = buf_make(4096);
	if (!note_sign(&note, text, n, k) || !checkpoint_open(note.p, note.n, &k->pub, &c))
		return;
	checkpoint_text(&again, k->pub.name, &c);
	PRE(again.n <= n && memcmp(again.p, text, again.n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint8_t seeds[2][32] = { { 1 }, { 2 } };
	struct sign_key k, other;
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 4 << 20);
	PRE(sign_key_make("city.example/record", seeds[0], &k) &&
	    sign_key_make("city.example/record", seeds[1], &other));
	const char *text = ctx_textn(&cx, data, n);
	names(text);
	size_t opened = note_open(text, n, &k.pub);
	PRE(opened <= n && (!opened || text[opened - 1] == '\n'));
	signed_by_us(&k, &other, text, n, n / 2);
	checkpoint(&k, text, n);
	return 0;
}
