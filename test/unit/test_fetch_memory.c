/* test_fetch_memory.c - a provider's key on its way to gongshu-fetch and in it: where it lay
 * is looked through afterwards. */
#include "base/wipe.h"
#include "fetch/http.h"
#include "memory_room.h"
#include "test.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct frame frame;

static void end_secret(char *s)
{
	wipe_text(s);
	free(s);
}

static struct fetch_place place_of(const char *secret)
{
	return (struct fetch_place){ "http://h.test/a", "h.test", 80, "127.0.0.1", "", "X-Key", secret };
}

/* Written behind other bytes, so that the buffer grows under it, too. */
static void written(struct buf *out, int seed)
{
	char *secret = secret_made(seed);
	struct fetch_place p = place_of(secret);
	fetch_place_write(out, &p);
	end_secret(secret);
	for (int i = 0; i < 5000; i++)
		frame_int(out, i);
}

static void test_R39_1_what_looks_for_a_key_finds_one_that_was_left_lying(void)
{
	struct buf plain = buf_make(1u << 20);
	written(&plain, 1);
	int there = secret_copies(1);
	CHECK(there == -1 || there >= 2);       /* where it is, and where it grew away from */
	buf_end(&plain);
}

static void test_R39_1_the_frame_that_carries_a_key_is_wiped_wherever_it_lay(void)
{
	struct buf out = buf_make_secret(1u << 20);
	written(&out, 2);
	CHECK(secret_copies(2) == -1 || secret_copies(2) == 1);
	buf_clear(&out);
	CHECK(secret_copies(2) <= 0);
	written(&out, 2);
	buf_end(&out);
	CHECK(secret_copies(2) <= 0);
}

static void test_R39_1_who_reads_a_key_from_frames_keeps_what_it_took_and_no_more(void)
{
	AUTO_CTX cx = { 0 };
	struct frames in = frames_make_secret();
	struct buf out = buf_make_secret(1u << 20);
	struct fetch_place got = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 0);
	char *secret = secret_made(3);
	struct fetch_place p = place_of(secret);
	fetch_place_write(&out, &p);
	end_secret(secret);
	for (size_t i = 0; i < out.n; i++)      /* byte by byte: it grows as it comes */
		frames_feed(&in, out.p + i, 1);
	buf_end(&out);
	CHECK(frames_next(&in, &frame) == FRAME_GOT && fetch_place_read(&cx, &frame, &got));
	CHECK(secret_is(got.secret, strlen(got.secret), 3));
	frames_forget(&in);
	CHECK(secret_copies(3) == -1 || secret_copies(3) == 1);
	wipe_text(got.secret);
	CHECK(secret_copies(3) <= 0);
	frames_feed(&in, "Q", 1);
	frames_drop(&in);
}

/* --- asked by HTTP ------------------------------------------------------------------------ */
/* Answers once, in a process of its own; its end says whether the key came. */
static pid_t provider(int *ret_port, int seed)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(bind(door, (const struct sockaddr *)&at, sizeof at) == 0 && listen(door, 1) == 0);
	CHECK(getsockname(door, (struct sockaddr *)&at, &n) == 0);
	*ret_port = ntohs(at.sin_port);
	pid_t pid = fork();
	if (pid) {
		close(door);
		return pid;
	}
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		"Content-Length: 11\r\n\r\n{\"rows\":[]}";
	char asked[4096] = { 0 };
	int fd = accept(door, NULL, NULL);
	for (size_t got = 0; !strstr(asked, "{}") && got < sizeof asked - 1;) {
		ssize_t more = read(fd, asked + got, sizeof asked - 1 - got);
		if (more <= 0)
			_exit(2);
		got += (size_t)more;
	}
	const char *key = strstr(asked, "X-Key: ");
	bool right = key && secret_is(key + 7, strcspn(key + 7, "\r"), seed);
	_exit(right && write(fd, answer, sizeof answer - 1) > 0 ? 0 : 1);
}

static void test_R39_1_after_a_question_the_key_lies_in_the_header_alone_and_then_nowhere(void)
{
	static const char *const columns[] = { "=no" };
	struct fetch_ask ask = { 1, 5000, 1000, 10, "{}", 2, columns, 1 };
	AUTO_CTX cx = { 0 };
	AUTO_BUF out = buf_make(1u << 16);
	struct fetch_said said;
	char *secret = secret_made(4), url[64];
	struct fetch_place p = place_of(secret);
	int status = 1;
	size_t at = 0;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	pid_t pid = provider(&p.port, 4);
	snprintf(url, sizeof url, "http://h.test:%d/a", p.port);
	p.url = url;
	struct http *h = http_open(&cx, &p);
	end_secret(secret);
	CHECK(h != NULL);
	http_ask(h, &ask, &out);
	for (bool in; !out.n;)
		http_turn(h, -1, &out, &in);
	CHECK(frame_at(out.p, out.n, &at, &frame) && fetch_said_read(&frame, &said));
	CHECK_INT(said.kind, 'Z');
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	int left = secret_copies(4);
	CHECK_MSG(left == -1 || left == 1, "%d copies", left);
	http_close(h);
	left = secret_copies(4);
	CHECK_MSG(left <= 0, "%d copies", left);
}

int main(void)
{
	RUN(test_R39_1_what_looks_for_a_key_finds_one_that_was_left_lying);
	RUN(test_R39_1_the_frame_that_carries_a_key_is_wiped_wherever_it_lay);
	RUN(test_R39_1_who_reads_a_key_from_frames_keeps_what_it_took_and_no_more);
	RUN(test_R39_1_after_a_question_the_key_lies_in_the_header_alone_and_then_nowhere);
	return TEST_END();
}
