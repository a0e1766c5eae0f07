/* call_reference.c - what bench_call is measured against: the same HTTP library
 * serving the same single-row lookup, with no sign-in, grant, mask or record.
 *
 *     call_reference sqlite FILE.db COLUMNS        (c1,c2,… of table t, key c1)
 *     call_reference postgresql DSN COLUMNS TABLE
 *
 * SQLite: each event loop looks up on its own immutable handle, prepared once.
 * PostgreSQL: requests are suspended; two threads take what waits and send it as
 * one pipeline each. Prints "ready PORT"; ends with its standard input. */
#include "base/buf.h"
#include "base/jout.h"
#include <libpq-fe.h>
#include <microhttpd.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <netinet/in.h>

#define LOOPS 2
#define LANES 2
#define BATCH 64
#define COLUMNS 64

static const char *path, *columns, *table;
static bool on_pg;

struct ask {
	struct ask            *next;
	struct MHD_Connection *mhd;
	char                   key[64];
	struct buf             out;
	bool                   done;
};
struct lane {
	pthread_t       thread;
	pthread_mutex_t mu;
	pthread_cond_t  wake;
	struct ask     *first, **last;
	bool            stop;
};
static struct lane lanes[LANES];
static _Atomic unsigned turn;
static _Thread_local sqlite3_stmt *stmt;

static void begin(struct buf *out)
{
	buf_text(out, "{\"rows\":[");
}

static void cell(struct buf *out, int i, const char *text, size_t n)
{
	struct jout j = jout_to(out);
	buf_text(out, i ? "," : "{");
	buf_print(out, "\"c%d\":", i + 1);
	j.keyed = true;
	if (text)
		jout_textn(&j, text, n);
	else
		jout_null(&j);
}

/* --- SQLite ------------------------------------------------------------------ */

static void open_lite(void)
{
	sqlite3 *db;
	AUTO_BUF uri = buf_make(4096);
	AUTO_BUF sql = buf_make(4096);
	buf_print(&uri, "file:%s?immutable=1", path);
	buf_print(&sql, "SELECT n,%s FROM t WHERE c1=? LIMIT 1", columns);
	if (sqlite3_open_v2(buf_cstr(&uri), &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI |
			    SQLITE_OPEN_NOMUTEX, NULL) ||
	    sqlite3_exec(db, "PRAGMA mmap_size=1099511627776", NULL, NULL, NULL) ||
	    sqlite3_prepare_v2(db, buf_cstr(&sql), -1, &stmt, NULL))
		abort();
}

static void look_up_lite(struct ask *a)
{
	if (!stmt)
		open_lite();
	sqlite3_bind_text(stmt, 1, a->key, -1, SQLITE_STATIC);
	begin(&a->out);
	if (sqlite3_step(stmt) == SQLITE_ROW) {
		int n = sqlite3_column_count(stmt) - 1;
		for (int i = 0; i < n; i++)
			cell(&a->out, i, (const char *)sqlite3_column_text(stmt, i + 1),
			     (size_t)sqlite3_column_bytes(stmt, i + 1));
		buf_byte(&a->out, '}');
	}
	sqlite3_reset(stmt);
	buf_text(&a->out, "]}");
}

/* --- PostgreSQL ---------------------------------------------------------------- */

static void take_result(PGconn *pg, struct ask *a)
{
	PGresult *r = PQgetResult(pg);
	begin(&a->out);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		abort();
	if (PQntuples(r)) {
		for (int i = 1; i < PQnfields(r); i++)
			cell(&a->out, i - 1, PQgetisnull(r, 0, i) ? NULL : PQgetvalue(r, 0, i),
			     (size_t)PQgetlength(r, 0, i));
		buf_byte(&a->out, '}');
	}
	buf_text(&a->out, "]}");
	PQclear(r);
	if (PQgetResult(pg))
		abort();
}

static void pipeline(PGconn *pg, struct ask **batch, int n)
{
	for (int i = 0; i < n; i++) {
		const char *val[1] = { batch[i]->key };
		if (!PQsendQueryPrepared(pg, "look", 1, val, NULL, NULL, 0))
			abort();
	}
	PQpipelineSync(pg);
	for (int i = 0; i < n; i++) {
		take_result(pg, batch[i]);
		batch[i]->done = true;
		MHD_resume_connection(batch[i]->mhd);
	}
	PQclear(PQgetResult(pg));
}

static void *serve_lane(void *arg)
{
	struct lane *l = arg;
	struct ask *batch[BATCH];
	AUTO_BUF sql = buf_make(4096);
	PGconn *pg = PQconnectdb(path);
	buf_print(&sql, "SELECT n,%s FROM %s WHERE c1=$1 LIMIT 1", columns, table);
	PGresult *r = PQprepare(pg, "look", buf_cstr(&sql), 1, NULL);
	if (PQresultStatus(r) != PGRES_COMMAND_OK || !PQenterPipelineMode(pg))
		abort();
	PQclear(r);
	for (;;) {
		int n = 0;
		pthread_mutex_lock(&l->mu);
		while (!l->first && !l->stop)
			pthread_cond_wait(&l->wake, &l->mu);
		for (; l->first && n < BATCH; l->first = l->first->next)
			batch[n++] = l->first;
		if (!l->first)
			l->last = &l->first;
		pthread_mutex_unlock(&l->mu);
		if (!n)
			break;
		pipeline(pg, batch, n);
	}
	PQfinish(pg);
	return NULL;
}

static void hand_over(struct ask *a)
{
	struct lane *l = &lanes[turn++ % LANES];
	MHD_suspend_connection(a->mhd);
	pthread_mutex_lock(&l->mu);
	a->next = NULL;
	*l->last = a;
	l->last = &a->next;
	pthread_cond_signal(&l->wake);
	pthread_mutex_unlock(&l->mu);
}

/* --- HTTP ------------------------------------------------------------------------ */

static enum MHD_Result answer(struct ask *a)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(a->out.n, a->out.p,
								 MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(r, "Content-Type", "application/json");
	enum MHD_Result ok = MHD_queue_response(a->mhd, 200, r);
	MHD_destroy_response(r);
	return ok;
}

static enum MHD_Result request(void *cls, struct MHD_Connection *mhd, const char *url,
			       const char *method, const char *version, const char *data,
			       size_t *ndata, void **con)
{
	struct ask *a = *con;
	(void)cls, (void)url, (void)method, (void)version, (void)data, (void)ndata;
	if (!a) {
		a = calloc(1, sizeof *a);
		a->mhd = mhd;
		a->out = buf_make(1 << 20);
		*con = a;
		return MHD_YES;
	}
	if (a->done)
		return answer(a);
	const char *key = MHD_lookup_connection_value(mhd, MHD_GET_ARGUMENT_KIND, "permit_no");
	snprintf(a->key, sizeof a->key, "%s", key ? key : "");
	if (on_pg) {
		hand_over(a);
		return MHD_YES;
	}
	look_up_lite(a);
	return answer(a);
}

static void over(void *cls, struct MHD_Connection *mhd, void **con,
		 enum MHD_RequestTerminationCode why)
{
	struct ask *a = *con;
	(void)cls, (void)mhd, (void)why;
	if (a)
		buf_end(&a->out);
	free(a);
}

int main(int argc, char *argv[])
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	if (argc < 4)
		return 2;
	on_pg = strcmp(argv[1], "postgresql") == 0;
	path = argv[2];
	columns = argv[3];
	table = argc > 4 ? argv[4] : "t";
	for (int i = 0; on_pg && i < LANES; i++) {
		pthread_mutex_init(&lanes[i].mu, NULL);
		pthread_cond_init(&lanes[i].wake, NULL);
		lanes[i].last = &lanes[i].first;
		pthread_create(&lanes[i].thread, NULL, serve_lane, &lanes[i]);
	}
	struct MHD_Daemon *d = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, request,
		NULL, MHD_OPTION_THREAD_POOL_SIZE, LOOPS, MHD_OPTION_SOCK_ADDR, &at,
		MHD_OPTION_NOTIFY_COMPLETED, over, NULL, MHD_OPTION_CONNECTION_LIMIT, 1000,
		MHD_OPTION_END);
	if (!d)
		return 1;
	printf("ready %d\n", MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	while (getchar() != EOF)
		;
	_exit(0);
}
