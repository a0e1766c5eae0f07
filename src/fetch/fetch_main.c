/* fetch_main.c - gongshu-fetch: asks the interface of one provider, for a server that
 * makes no connection itself and trusts neither the provider nor this program.
 *
 * Standard input is a socket to the server: the place first, then questions, as frames
 * (talk.h); answers go back the same way. It goes to that one place alone (tap/fence.h),
 * stays as long as the server wants, and ends when the socket does. The key it is given
 * lies in one place for as long, the header it is sent in, and is wiped wherever it lay. Ends with 2 when it
 * wasn't told where to go, 3 when its fence could not be closed. */
#include "base/wipe.h"
#include "fetch/http.h"
#include "tap/fence.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PIECE    (256u << 10)
#define OUT_MOST (64u << 20)
#define FILES    64

static struct buf out;
static struct frame frame;

static bool flush(void)
{
	for (size_t at = 0; at < out.n;) {
		ssize_t n = write(0, out.p + at, out.n - at);
		if (n < 0 && errno != EINTR)
			return false;
		at += n > 0 ? (size_t)n : 0;
	}
	if (out.room > PIECE) {
		buf_end(&out);
		out = buf_make(OUT_MOST);
	}
	buf_clear(&out);
	return true;
}

/* False: the server has gone. A key may be in it. */
static bool feed(struct frames *in, char *piece)
{
	ssize_t n = read(0, piece, PIECE);
	if (n > 0)
		frames_feed(in, piece, (size_t)n);
	if (n > 0)
		explicit_bzero(piece, (size_t)n);
	return n > 0 || (n < 0 && errno == EINTR);
}

static bool ask_all(struct http *h, struct ctx *cx, struct frames *in)
{
	enum frame_got got;
	struct fetch_ask ask;
	while ((got = frames_next(in, &frame)) == FRAME_GOT) {
		ctx_reset(cx, (ms_t){ 0 });
		if (!fetch_ask_read(cx, &frame, &ask))
			return false;
		http_ask(h, &ask, &out);
	}
	return got == FRAME_MORE;
}

static int serve(struct http *h, struct frames *in, char *piece)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 0);
	for (bool there = false;;) {
		if (there && !feed(in, piece))
			return 0;
		if (!ask_all(h, &cx, in))
			return 2;
		http_turn(h, 0, &out, &there);
		if (!flush())
			return 0;
	}
}

int main(void)
{
	AUTO_CTX cx = { 0 };
	struct frames in = frames_make_secret();
	struct fetch_place place;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	out = buf_make(OUT_MOST);
	char *piece = ctx_alloc(&cx, PIECE);
	enum frame_got got;
	while ((got = frames_next(&in, &frame)) == FRAME_MORE)
		if (!feed(&in, piece))
			return 0;
	if (got != FRAME_GOT || !fetch_place_read(&cx, &frame, &place))
		return 2;
	frames_forget(&in);
	struct http *h = http_open(&cx, &place);
	wipe_text(place.secret);        /* libcurl has its own until http_close() */
	const char *const files[] = { place.roots };
	if (!h || !fence_enter(&(struct fence){ .address = place.address, .port = place.port,
						.folders = files, .n = *place.roots != 0,
						.files = FILES }))
		return 3;
	int how = serve(h, &in, piece);
	http_close(h);
	_exit(how);
}
