/* tap_main.c - gongshu-tap: tables, columns and rows of an agency's database, for a
 * server that loads no driver itself and trusts neither the database nor this program.
 *
 * Standard input is one frame that says what is asked (ask.h); the answer goes to
 * standard output as frames (heard.h). Ends with 0 when it could say so, 2 when it
 * wasn't asked properly, 3 when its fence (fence.h) could not be closed. */
#include "tap/fence.h"
#include "tap/odbc.h"
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARENA    (64u << 20)
#define OUT_MOST (FRAME_MOST + FRAME_HEAD + (1u << 20))

static struct buf out;

static bool flush(void)
{
	for (size_t at = 0; at < out.n;) {
		ssize_t n = write(1, out.p + at, out.n - at);
		if (n < 0 && errno != EINTR)
			return false;
		at += n > 0 ? (size_t)n : 0;
	}
	buf_clear(&out);
	return true;
}

static bool read_ask(struct ctx *cx, struct tap_ask *ret)
{
	static struct frame frame;
	struct frames in = frames_make();
	char *piece = ctx_alloc(cx, TAP_ASK_MOST);
	size_t all = 0;
	ssize_t n;
	while ((n = read(0, piece, TAP_ASK_MOST)) > 0 && (all += (size_t)n) <= TAP_ASK_MOST)
		frames_feed(&in, piece, (size_t)n);
	bool fine = n == 0 && frames_next(&in, &frame) == FRAME_GOT && frames_empty(&in) &&
		    tap_ask_read(cx, &frame, ret);
	explicit_bzero(piece, TAP_ASK_MOST);
	if (in.in.p)
		explicit_bzero(in.in.p, in.in.n);
	frames_drop(&in);
	return fine;
}

static void refuse(const char *word)
{
	size_t at = frame_begin(&out, 'E');
	frame_text(&out, word);
	frame_text(&out, "");
	frame_text(&out, "");
	frame_end(&out, at);
}

int main(void)
{
	AUTO_CTX cx = { 0 };
	struct tap_ask ask;
	ctx_init(&cx, (ms_t){ 0 }, ARENA);
	out = buf_make(OUT_MOST);
	if (!read_ask(&cx, &ask))
		return 2;
	setlocale(LC_ALL, "C.UTF-8");           /* names, for drivers that know no UTF-16 */
	setenv("PGTZ", "Asia/Shanghai", 1);     /* moments, in the time of the platform */
	setenv("PGGSSENCMODE", "disable", 1);
	setenv("HOME", "/nonexistent", 1);      /* nobody's certificates lie there */
	if (ask.place.tls == TAP_TLS_VERIFY)
		setenv("PGSSLROOTCERT", "/etc/ssl/certs/ca-certificates.crt", 1);
	const char *folder = odbc_folder(&cx, ask.place.driver);
	const char *const folders[] = { folder };
	if (!fence_enter(&(struct fence){ .address = ask.place.address, .port = ask.place.port,
					  .folders = folders, .n = folder && *folder,
					  .seconds = FENCE_SECONDS, .files = FENCE_FILES }))
		return 3;
	if (folder)
		odbc_answer(&cx, &ask, &out, flush);
	else
		refuse("no-driver");
	int code = flush() ? 0 : 1;
	_exit(code);                            /* no library's farewell is waited for */
}
