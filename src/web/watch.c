/* watch.c - streams that must end when a right ends.
 *
 * A stream may carry a tag (the id of a grant). While there are any, one thread
 * asks five times a second whether each tag still stands; a stream whose tag
 * doesn't is reset, so that what waits in the kernel for a slow reader is thrown
 * away as well. Tagged sockets keep little waiting in the first place. */
#include "store/store.h"
#include "app.h"
#include "web/job.h"
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define LOOK_NS   200000000
#define TAGS_MOST 64
#define KEPT_MOST (64 << 10)            /* bytes that may wait in the kernel */

struct watch {
	struct web     *web;
	pthread_mutex_t lock;
	pthread_cond_t  wake;
	pthread_t       thread;
	struct watched *first;
	bool            stop;
};

static bool has(char tags[][WATCH_TAG], int n, const char *tag)
{
	for (int i = 0; i < n; i++)
		if (strcmp(tags[i], tag) == 0)
			return true;
	return false;
}

static int tags_of(struct watch *w, char tags[][WATCH_TAG])
{
	int n = 0;
	for (struct watched *v = w->first; v && n < TAGS_MOST; v = v->next)
		if (!has(tags, n, v->tag))
			memcpy(tags[n++], v->tag, WATCH_TAG);
	return n;
}

static void reset(int fd)
{
	struct linger at_once = { .l_onoff = 1 };
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	shutdown(fd, SHUT_RDWR);
}

/* Asked without the lock, cut under it: a stream that ended meanwhile is gone
 * from the list, and its descriptor with it. */
static void look(struct watch *w, struct db *db)
{
	char tags[TAGS_MOST][WATCH_TAG], ended[TAGS_MOST][WATCH_TAG];
	int nended = 0, n = tags_of(w, tags);
	pthread_mutex_unlock(&w->lock);
	for (int i = 0; i < n; i++)
		if (!w->web->set.hooks.stands(w->web->set.app, db, tags[i]))
			memcpy(ended[nended++], tags[i], WATCH_TAG);
	pthread_mutex_lock(&w->lock);
	for (struct watched *v = w->first; v && nended; v = v->next)
		if (has(ended, nended, v->tag))
			reset(v->fd);
}

static void *watching(void *arg)
{
	struct watch *w = arg;
	struct db *db = store_reader(w->web->set.app->store, w->web->set.watch_reader);
	pthread_mutex_lock(&w->lock);
	while (!w->stop) {
		if (!w->first) {
			pthread_cond_wait(&w->wake, &w->lock);
			continue;
		}
		look(w, db);
		pthread_mutex_unlock(&w->lock);
		nanosleep(&(struct timespec){ 0, LOOK_NS }, NULL);
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct watch *watch_start(struct web *web)
{
	if (!web->set.hooks.stands || !web->set.watch_reader)
		return NULL;
	struct watch *w = calloc(1, sizeof *w);
	PRE(w != NULL);
	w->web = web;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	PRE(pthread_create(&w->thread, NULL, watching, w) == 0);
	return w;
}

void watch_stop(struct watch *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

void answer_tag(struct req *rq, const char *tag)
{
	struct job *j = rq->job;
	struct watch *w = j->web->watch;
	struct watched *v = &j->watched;
	const union MHD_ConnectionInfo *info =
		j->mhd ? MHD_get_connection_info(j->mhd, MHD_CONNECTION_INFO_CONNECTION_FD) : NULL;
	int kept = KEPT_MOST;
	if (!w || v->on || !info || strlen(tag) >= WATCH_TAG)
		return;
	memset(v->tag, 0, WATCH_TAG);
	memcpy(v->tag, tag, strlen(tag));
	v->fd = info->connect_fd;
	setsockopt(v->fd, SOL_SOCKET, SO_SNDBUF, &kept, sizeof kept);
	pthread_mutex_lock(&w->lock);
	v->on = true;
	v->prev = NULL;
	v->next = w->first;
	if (w->first)
		w->first->prev = v;
	w->first = v;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

void watch_off(struct web *web, struct watched *v)
{
	struct watch *w = web->watch;
	if (!w || !v->on)
		return;
	pthread_mutex_lock(&w->lock);
	if (v->prev)
		v->prev->next = v->next;
	else
		w->first = v->next;
	if (v->next)
		v->next->prev = v->prev;
	v->on = false;
	pthread_mutex_unlock(&w->lock);
}
