/* web.c - starting and stopping: the listening socket, the loops, the workers.
 *
 * Everything libmicrohttpd is told stands in door_daemon(). */
#include "app.h"
#include "base/enc.h"
#include "base/hash.h"
#include "sys/clock.h"
#include "web/job.h"
#include "web/limit.h"
#include "web/openapi.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WAITING_MOST 1024               /* more are told to come again */

/* --- connections ------------------------------------------------------------- */

static enum MHD_Result admit(void *cls, const struct sockaddr *addr, socklen_t n)
{
	const struct loop *l = cls;
	(void)n;
	return lives_admit(l->web->lives, addr) ? MHD_YES : MHD_NO;
}

static void connection_changed(void *cls, struct MHD_Connection *mhd, void **context,
			       enum MHD_ConnectionNotificationCode what)
{
	struct loop *l = cls;
	struct web *w = l->web;
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		l->stirred = true;
		int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)
			->connect_fd;
		const struct sockaddr *addr =
			MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
				->client_addr;
		*context = live_open(w->lives, fd, addr);
	} else if (*context) {
		live_close(w->lives, *context);
		*context = NULL;
	}
}

/* --- start and stop ------------------------------------------------------------ */

static void log_nothing(void *cls, const char *fmt, va_list ap)
{
	(void)cls, (void)fmt, (void)ap;
}

static bool read_listen(const char *text, struct sockaddr_storage *addr)
{
	const char *colon = strrchr(text, ':');
	char host[64];
	if (!colon || (size_t)(colon - text) >= sizeof host)
		return false;
	char *end;
	long port = strtol(colon + 1, &end, 10);
	if (*end || end == colon + 1 || port < 0 || port > 65535)
		return false;
	bool six = text[0] == '[';
	size_t n = (size_t)(colon - text) - (six ? 2 : 0);
	memcpy(host, text + (six ? 1 : 0), n);
	host[n] = 0;
	*addr = (struct sockaddr_storage){ 0 };
	if (six) {
		struct sockaddr_in6 *in = (struct sockaddr_in6 *)addr;
		in->sin6_family = AF_INET6;
		in->sin6_port = htons((uint16_t)port);
		return inet_pton(AF_INET6, host, &in->sin6_addr) == 1;
	}
	struct sockaddr_in *in = (struct sockaddr_in *)addr;
	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)port);
	return inet_pton(AF_INET, strcmp(host, "localhost") ? host : "127.0.0.1",
			 &in->sin_addr) == 1;
}

static int open_listener(const struct sockaddr_storage *addr)
{
	int on = 1;
	bool six = addr->ss_family == AF_INET6;
	int fd = socket(addr->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (const struct sockaddr *)addr,
		 six ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in)) < 0 ||
	    listen(fd, 1024) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void name_address(struct web *w, int fd)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof a;
	char host[64] = "?";
	if (getsockname(fd, (struct sockaddr *)&a, &n) < 0)
		return;
	if (a.ss_family == AF_INET6) {
		struct sockaddr_in6 *in = (struct sockaddr_in6 *)&a;
		inet_ntop(AF_INET6, &in->sin6_addr, host, sizeof host);
		snprintf(w->address, sizeof w->address, "[%s]:%d", host, ntohs(in->sin6_port));
	} else {
		struct sockaddr_in *in = (struct sockaddr_in *)&a;
		inet_ntop(AF_INET, &in->sin_addr, host, sizeof host);
		snprintf(w->address, sizeof w->address, "%s:%d", host, ntohs(in->sin_port));
	}
}

struct MHD_Daemon *door_daemon(struct loop *l, int listener)
{
	const struct web_setup *set = &l->web->set;
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO |
			 MHD_USE_ERROR_LOG;
	return MHD_start_daemon(flags, 0, admit, l, door_request, l,
		MHD_OPTION_EXTERNAL_LOGGER, log_nothing, NULL,
		MHD_OPTION_LISTEN_SOCKET, listener,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)(set->connections / set->loops),
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32 << 10,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_URI_LOG_CALLBACK, door_target, l,
		MHD_OPTION_NOTIFY_COMPLETED, door_finished, l,
		MHD_OPTION_NOTIFY_CONNECTION, connection_changed, l,
		MHD_OPTION_END);
}

static void name_etag(struct web *w)
{
	char hex[HEX_TEXT(8)];
	struct hash h = hash_of(w->openapi.p, w->openapi.n);
	snprintf(w->openapi_etag, sizeof w->openapi_etag, "\"%s\"", hex_text(h.b, 8, hex));
}

static struct web *web_new(const struct web_setup *set)
{
	struct web *w = calloc(1, sizeof *w);
	PRE(w != NULL);
	w->set = *set;
	pthread_mutex_init(&w->free_lock, NULL);
	if (w->set.workers <= 0)
		w->set.workers = 24;
	if (w->set.loops <= 0)
		w->set.loops = (int)sysconf(_SC_NPROCESSORS_ONLN);
	if (w->set.loops > LOOPS_MOST)
		w->set.loops = LOOPS_MOST;
	if (w->set.body_bytes <= 0)
		w->set.body_bytes = 1 << 20;
	if (w->set.connections <= 0)
		w->set.connections = 4096;
	return w;
}

static void web_free(struct web *w)
{
	for (struct job *j = w->free_jobs, *next; j; j = next) {
		next = j->next;
		job_free(j);
	}
	meter_free(w->meter);
	limits_free(w->limits);
	buf_end(&w->openapi);
	routes_free(w->routes);
	pthread_mutex_destroy(&w->free_lock);
	free(w);
}

enum err web_start(struct ctx *cx, const struct web_setup *set, struct web **ret)
{
	struct sockaddr_storage addr;
	struct routes *routes;
	if (!read_listen(set->listen, &addr))
		return fail(cx, ERR_INVALID, SAY_LISTEN_BAD(set->listen));
	TRY(routes_build(cx, set->lists, &routes));
	int fd = open_listener(&addr);
	if (fd < 0) {
		routes_free(routes);
		return fail(cx, ERR_CONFLICT, SAY_LISTEN_TAKEN(set->listen));
	}
	struct web *w = web_new(set);
	w->routes = routes;
	name_address(w, fd);
	w->openapi = buf_make(16u << 20);
	openapi_print(set->lists, set->app->version ? set->app->version : "0", &w->openapi);
	name_etag(w);
	w->meter = meter_new(routes_count(routes));
	w->lives = lives_start(w);
	w->limits = limits_new(set->rate_per_second);
	w->watch = watch_start(w);
	w->pool = pool_start(w, w->set.workers, WAITING_MOST);
	w->lanes = lanes_start(w);
	bool ok = true;
	for (int i = 0; i < w->set.loops && ok; i++)
		ok = (w->loop[i] = loop_start(w, i, fd)) != NULL;
	close(fd);
	if (!ok) {
		web_stop(w);
		return fail(cx, ERR_INTERNAL, SAY_LISTEN_TAKEN(set->listen));
	}
	*ret = w;
	return OK;
}

const char *web_address(const struct web *w)
{
	return w->address;
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* The library aborts when it is stopped with suspended connections: so first
 * everything comes home. */
void web_stop(struct web *w)
{
	int64_t began = clock_steady_us();
	bool cut = false;
	atomic_store(&w->stopping, true);
	for (int i = 0; i < w->set.loops; i++)
		if (w->loop[i])
			loop_wake(w->loop[i]);
	while (atomic_load(&w->jobs_out) > 0) {
		if (!cut && clock_steady_us() - began > 10 * 1000000) {
			lives_cut_all(w->lives);
			cut = true;
		}
		pause_ms(5);
	}
	for (int i = 0; i < w->set.loops; i++)
		loop_stop(w->loop[i]);
	lanes_stop(w->lanes);
	pool_stop(w->pool);
	watch_stop(w->watch);
	lives_stop(w->lives);
	web_free(w);
}
