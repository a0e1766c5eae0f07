/* helper.c - see helper.h. */
#include "fetch/helper.h"
#include "sys/child.h"
#include "sys/log.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE    (256u << 10)
#define OUT_MOST (64u << 20)

/* Its socket as 0. It dies with the thread that starts it (fence.h), which is the
 * fetcher's. */
static int start(const char *program, int socket, pid_t *ret)
{
	return child_start(program, NULL, (const int[]){ socket, CHILD_NOTHING, CHILD_NOTHING }, 3,
			   ret);
}

bool helper_start(struct helper *h, const char *program, const struct fetch_call *first)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	*h = (struct helper){ .fd = ends[0], .in = frames_make(), .out = buf_make_secret(OUT_MOST) };
	snprintf(h->key, sizeof h->key, "%s", first->key);
	int bad = fcntl(ends[0], F_SETFL, O_NONBLOCK) ? errno : start(program, ends[1], &h->pid);
	close(ends[1]);
	if (bad) {
		log_line(LOG_ERROR, "fetch-not-started", "program", program, "why", strerror(bad), NULL);
		close(h->fd);
		h->fd = -1;
		return false;
	}
	fetch_place_write(&h->out, &first->place);
	return true;
}

void helper_end(struct helper *h)
{
	int status = 0;
	if (h->fd < 0)
		return;
	kill(h->pid, SIGKILL);          /* not waited for yet, so the number is its own */
	while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(h->fd);
	h->fd = -1;
	frames_drop(&h->in);
	buf_end(&h->out);
}

void helper_ask(struct helper *h, const struct fetch_call *c)
{
	fetch_ask_write(&h->out, &c->ask);
}

bool helper_push(struct helper *h)
{
	while (h->sent < h->out.n) {
		ssize_t n = send(h->fd, h->out.p + h->sent, h->out.n - h->sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		h->sent += (size_t)n;
	}
	buf_clear(&h->out);             /* and wiped: a key may have been in it */
	h->sent = 0;
	return true;
}

bool helper_pull(struct helper *h)
{
	char piece[PIECE];
	ssize_t n = recv(h->fd, piece, sizeof piece, 0);
	if (n > 0)
		frames_feed(&h->in, piece, (size_t)n);
	return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}
