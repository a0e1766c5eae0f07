/* loop.c - the event loops: our own threads around the library's rounds.
 *
 * A quick call that waits for the store alone is held: its connection is not
 * suspended (which costs five system calls on the way there and back), the library
 * asks for its answer in every round until it is there. So after a round we don't
 * ask the library how long to rest, which would be not at all, but rest until a
 * socket stirs or the store rings.
 *
 * What one round holds goes to the store together, and those of one group of the
 * store come back together: one wake-up each way for many calls. */
#include "app.h"
#include "web/job.h"
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define SENT_MOST 32                    /* held calls that wait for the round to end */
#define LOOK_MS   1                     /* while some are held: the longest rest */

/* --- held jobs --------------------------------------------------------------- */

static void send_held(struct loop *l)
{
	if (!l->first)
		return;
	store_send(l->web->set.app->store, l->first);
	l->first = NULL;
	l->last = &l->first;
	l->sent = 0;
}

void loop_hold(struct loop *l, struct job *j)
{
	j->state = JOB_HELD;
	atomic_store_explicit(&j->back, false, memory_order_relaxed);
	*l->last = &j->change;
	l->last = &j->change.next;
	l->held++;
	if (++l->sent == SENT_MOST)
		send_held(l);
}

bool loop_take_back(struct loop *l, struct job *j)
{
	if (!atomic_load_explicit(&j->back, memory_order_acquire))
		return false;
	l->held--;
	return true;
}

/* From other threads, in this order: announce(), whatever the loop shall find, ring().
 * A loop that is up finds it by itself; one that rests is woken. */
static void announce(struct loop *l)
{
	atomic_fetch_add(&l->ringing, 1);
}

static void ring(struct loop *l)
{
	uint64_t one = 1;
	atomic_fetch_add(&l->brought, 1);
	if (atomic_exchange(&l->rests, false))
		PRE(write(l->bell, &one, sizeof one) == sizeof one);
	atomic_fetch_sub(&l->ringing, 1);       /* from here on the loop may be gone */
}

void loop_bring(struct loop *l, struct job *j)
{
	announce(l);
	atomic_store_explicit(&j->back, true, memory_order_release);
	ring(l);
}

void loop_resume(struct loop *l, struct MHD_Connection *mhd)
{
	announce(l);
	MHD_resume_connection(mhd);
	ring(l);
}

/* The client left while the store had its job: what was done is done. */
void loop_orphan(struct loop *l, struct job *j)
{
	j->next = l->orphans;
	l->orphans = j;
}

static void drop_orphans(struct loop *l)
{
	for (struct job **at = &l->orphans; *at;) {
		struct job *j = *at;
		if (!loop_take_back(l, j)) {
			at = &j->next;
			continue;
		}
		*at = j->next;
		job_give(j);
	}
}

/* --- rounds ---------------------------------------------------------------------- */

static int rest_ms(const struct loop *l)
{
	MHD_UNSIGNED_LONG_LONG ms;
	if (l->stirred)
		return 0;
	if (l->held)
		return LOOK_MS;
	if (MHD_get_timeout(l->daemon, &ms) == MHD_NO)
		return -1;
	return ms < 1000 ? (int)ms : 1000;
}

/* `brought` is what others had brought before the round: more since is no rest. */
static void rest(struct loop *l, unsigned brought)
{
	uint64_t rings;
	struct pollfd fds[2] = { { .fd = l->sockets, .events = POLLIN },
				 { .fd = l->bell, .events = POLLIN } };
	int ms = rest_ms(l);
	if (!ms)
		return;
	atomic_store(&l->rests, true);
	if (atomic_load(&l->brought) == brought)
		poll(fds, 2, ms);
	atomic_store(&l->rests, false);
	/* When it is busy, more may come first: a round costs as much as a call. */
	if (l->held)
		sched_yield();
	if (fds[1].revents)
		PRE(read(l->bell, &rings, sizeof rings) == sizeof rings);
}

static void close_door(struct loop *l)
{
	int fd = MHD_quiesce_daemon(l->daemon);
	if (fd >= 0)
		close(fd);
	l->closed = true;
}

static void *turn(void *arg)
{
	struct loop *l = arg;
	while (!atomic_load(&l->stop)) {
		unsigned brought = atomic_load(&l->brought);
		if (!l->closed && atomic_load(&l->web->stopping))
			close_door(l);
		l->stirred = false;
		MHD_run(l->daemon);
		drop_orphans(l);
		send_held(l);
		rest(l, brought);
	}
	return NULL;
}

/* --- start and stop ----------------------------------------------------------------- */

/* PostgreSQL answers from afar: there quick calls go to lanes (lane.c). */
static struct db *reader_of(const struct web *w, int i)
{
	struct store *s = w->set.app ? w->set.app->store : NULL;
	return s && w->set.loop_readers && store_kind(s) == STORE_SQLITE
		       ? store_reader(s, w->set.loop_readers + i) : NULL;
}

struct loop *loop_start(struct web *w, int number, int listener)
{
	struct loop *l = calloc(1, sizeof *l);
	PRE(l != NULL);
	l->web = w;
	l->db = reader_of(w, number);
	l->last = &l->first;
	l->bell = eventfd(0, EFD_CLOEXEC);
	int fd = fcntl(listener, F_DUPFD_CLOEXEC, 3);
	PRE(l->bell >= 0 && fd >= 0);
	l->daemon = door_daemon(l, fd);
	if (!l->daemon) {
		close(fd);
		close(l->bell);
		free(l);
		return NULL;
	}
	l->sockets = MHD_get_daemon_info(l->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	PRE(pthread_create(&l->thread, NULL, turn, l) == 0);
	return l;
}

void loop_wake(struct loop *l)
{
	announce(l);
	ring(l);
}

void loop_stop(struct loop *l)
{
	if (!l)
		return;
	atomic_store(&l->stop, true);
	loop_wake(l);
	pthread_join(l->thread, NULL);
	while (atomic_load(&l->ringing))
		sched_yield();
	if (!l->closed)
		close_door(l);
	MHD_stop_daemon(l->daemon);
	close(l->bell);
	free(l);
}
