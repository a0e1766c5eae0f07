/* index.c - the side database.
 *
 * Words (organisations, principals, …) are numbered, so a leaf's row is a few
 * small integers. WAL with synchronous=NORMAL: never corrupt after a power cut,
 * at worst a little behind, and `size` stands in the same transaction as the
 * rows, so filling goes on where it really stopped. One connection writes and
 * checkpoints; readers never do (a WAL that two connections reset can corrupt
 * in the SQLite versions we run on). */
#include "record/index.h"
#include "base/buf.h"
#include "sys/log.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FORMAT 1
#define WORDS  4096                     /* cached numbers of words, a power of two */

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY, format INT, size INT);"
	"INSERT OR IGNORE INTO state VALUES (1, 1, 0);"
	"CREATE TABLE IF NOT EXISTS word (id INTEGER PRIMARY KEY, text TEXT UNIQUE);"
	"CREATE TABLE IF NOT EXISTS hash (h INT, i INT, PRIMARY KEY (h, i)) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS subject (tag BLOB, i INT, PRIMARY KEY (tag, i)) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS leaf (i INTEGER PRIMARY KEY, at INT, kind INT, org INT,"
	" principal INT, resource INT, grant_id INT, case_id INT, outcome INT);"
	"CREATE INDEX IF NOT EXISTS leaf_at ON leaf (at);"
	"CREATE INDEX IF NOT EXISTS leaf_kind ON leaf (kind);"
	"CREATE INDEX IF NOT EXISTS leaf_org ON leaf (org);"
	"CREATE INDEX IF NOT EXISTS leaf_principal ON leaf (principal);"
	"CREATE INDEX IF NOT EXISTS leaf_resource ON leaf (resource);"
	"CREATE INDEX IF NOT EXISTS leaf_grant ON leaf (grant_id) WHERE grant_id IS NOT NULL;"
	"CREATE INDEX IF NOT EXISTS leaf_case ON leaf (case_id) WHERE case_id IS NOT NULL;";

enum ask { ASK_WORD, ASK_WORD_ADD, ASK_HASH_ADD, ASK_SUBJECT_ADD, ASK_LEAF_ADD, ASK_SIZE,
	   ASK_SIZE_SET, ASK_HASH, ASK_N };

static const char *const asks[ASK_N] = {
	[ASK_WORD] = "SELECT id FROM word WHERE text = ?1",
	[ASK_WORD_ADD] = "INSERT INTO word (text) VALUES (?1)",
	[ASK_HASH_ADD] = "INSERT OR REPLACE INTO hash VALUES (?1, ?2)",
	[ASK_SUBJECT_ADD] = "INSERT OR REPLACE INTO subject VALUES (?1, ?2)",
	[ASK_LEAF_ADD] = "INSERT OR REPLACE INTO leaf VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)",
	[ASK_SIZE] = "SELECT size, format FROM state WHERE one = 1",
	[ASK_SIZE_SET] = "UPDATE state SET size = ?1 WHERE one = 1",
	[ASK_HASH] = "SELECT i FROM hash WHERE h = ?1 ORDER BY i DESC LIMIT ?2",
};

struct link {                           /* one connection and its statements */
	struct sqlite3      *db;
	struct sqlite3_stmt *st[ASK_N];
	pthread_mutex_t      mu;
};

struct index {
	struct ctx  own;
	const char *path;
	bool        writes;
	struct link fill, quick, slow;  /* writer; look-ups; searches */
	struct { uint64_t key; int64_t id; } words[WORDS];
};

/* --- connections ----------------------------------------------------------- */

static enum err broke(struct ctx *cx, struct link *l)
{
	int code = l->db ? sqlite3_extended_errcode(l->db) : 0;
	char text[16];
	snprintf(text, sizeof text, "%d", code);
	log_line(LOG_WARN, "record-index", "code", text, NULL);
	if ((code & 0xff) == SQLITE_FULL)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	return fail(cx, ERR_BUSY, SAY_RECORD_INDEX_BROKEN());
}

static void hang_up(struct link *l)
{
	for (int i = 0; i < ASK_N; i++)
		sqlite3_finalize(l->st[i]);
	sqlite3_close(l->db);
	memset(l->st, 0, sizeof l->st);
	l->db = NULL;
}

static enum err dial(struct ctx *cx, struct index *x, struct link *l, bool writer)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (writer ? SQLITE_OPEN_CREATE : 0);
	const char *set_up = writer
		? "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
		  "PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-65536;"
		  "PRAGMA secure_delete=ON; PRAGMA mmap_size=4294967296"
		: "PRAGMA wal_autocheckpoint=0; PRAGMA query_only=ON;"
		  "PRAGMA mmap_size=4294967296";
	if (sqlite3_open_v2(x->path, &l->db, flags, NULL) != SQLITE_OK)
		return broke(cx, l);
	sqlite3_busy_timeout(l->db, 5000);
	sqlite3_extended_result_codes(l->db, 1);
	if (!writer)
		sqlite3_db_config(l->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (sqlite3_exec(l->db, set_up, NULL, NULL, NULL) != SQLITE_OK ||
	    (writer && sqlite3_exec(l->db, schema, NULL, NULL, NULL) != SQLITE_OK))
		return broke(cx, l);
	return OK;
}

/* The prepared statement, reset; NULL when it can't be had. */
static struct sqlite3_stmt *ask(struct link *l, enum ask a)
{
	if (!l->st[a])
		sqlite3_prepare_v3(l->db, asks[a], -1, SQLITE_PREPARE_PERSISTENT, &l->st[a],
				   NULL);
	else
		sqlite3_reset(l->st[a]);
	return l->st[a];
}

static bool size_of(struct link *l, uint64_t *ret)
{
	struct sqlite3_stmt *st = l->db ? ask(l, ASK_SIZE) : NULL;
	bool ok = st && sqlite3_step(st) == SQLITE_ROW && sqlite3_column_int(st, 1) == FORMAT;
	if (ok)
		*ret = (uint64_t)sqlite3_column_int64(st, 0);
	if (st)
		sqlite3_reset(st);
	return ok;
}

static void forget_file(struct index *x)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	hang_up(&x->fill);
	hang_up(&x->quick);
	hang_up(&x->slow);
	memset(x->words, 0, sizeof x->words);
	for (int i = 0; i < 3; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s%s", x->path, ends[i]);
		unlink(path);
	}
}

static enum err dial_writer(struct ctx *cx, struct index *x)
{
	uint64_t n;
	enum err e = dial(cx, x, &x->fill, true);
	if (e == OK && size_of(&x->fill, &n))
		return OK;
	log_line(LOG_WARN, "record-index-rebuilt", NULL);
	forget_file(x);
	return dial(cx, x, &x->fill, true);
}

static enum err dial_all(struct ctx *cx, struct index *x)
{
	if (x->writes)
		TRY(dial_writer(cx, x));
	if (access(x->path, F_OK) != 0)
		return OK;              /* another process makes it */
	TRY(dial(cx, x, &x->quick, false));
	return dial(cx, x, &x->slow, false);
}

enum err index_open(struct ctx *cx, const char *dir, bool writes, struct index **ret)
{
	struct ctx own;
	ctx_init(&own, cx->now, 0);
	struct index *x = ctx_new(&own, struct index);
	x->path = ctx_print(&own, "%s/index.db", dir);
	x->own = own;
	x->writes = writes;
	pthread_mutex_init(&x->fill.mu, NULL);
	pthread_mutex_init(&x->quick.mu, NULL);
	pthread_mutex_init(&x->slow.mu, NULL);
	enum err e = dial_all(cx, x);
	if (e != OK) {
		index_close(x);
		return e;
	}
	*ret = x;
	return OK;
}

void index_close(struct index *x)
{
	if (!x)
		return;
	hang_up(&x->quick);
	hang_up(&x->slow);
	hang_up(&x->fill);
	pthread_mutex_destroy(&x->fill.mu);
	pthread_mutex_destroy(&x->quick.mu);
	pthread_mutex_destroy(&x->slow.mu);
	struct ctx own = x->own;
	ctx_end(&own);
}

enum err index_take(struct ctx *cx, struct index *x)
{
	pthread_mutex_lock(&x->quick.mu);
	pthread_mutex_lock(&x->slow.mu);
	enum err e = x->fill.db ? OK : dial_writer(cx, x);
	x->writes = e == OK;
	pthread_mutex_unlock(&x->slow.mu);
	pthread_mutex_unlock(&x->quick.mu);
	return e;
}

enum err index_reset(struct ctx *cx, struct index *x)
{
	pthread_mutex_lock(&x->quick.mu);
	pthread_mutex_lock(&x->slow.mu);
	forget_file(x);
	enum err e = dial_all(cx, x);
	pthread_mutex_unlock(&x->slow.mu);
	pthread_mutex_unlock(&x->quick.mu);
	return e;
}

/* --- filling --------------------------------------------------------------- */

uint64_t index_size(struct index *x)
{
	struct link *l = x->writes ? &x->fill : &x->quick;
	uint64_t n = 0;
	pthread_mutex_lock(&l->mu);
	size_of(l, &n);
	pthread_mutex_unlock(&l->mu);
	return n;
}

enum err index_begin(struct ctx *cx, struct index *x)
{
	if (sqlite3_exec(x->fill.db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
		return broke(cx, &x->fill);
	return OK;
}

enum err index_commit(struct ctx *cx, struct index *x, uint64_t size)
{
	struct sqlite3_stmt *st = ask(&x->fill, ASK_SIZE_SET);
	bool ok = st && sqlite3_bind_int64(st, 1, (int64_t)size) == SQLITE_OK &&
		  sqlite3_step(st) == SQLITE_DONE;
	if (st)
		sqlite3_reset(st);
	if (ok && sqlite3_exec(x->fill.db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
		return OK;
	return broke(cx, &x->fill);
}

void index_abandon(struct index *x)
{
	if (!sqlite3_get_autocommit(x->fill.db))
		sqlite3_exec(x->fill.db, "ROLLBACK", NULL, NULL, NULL);
	memset(x->words, 0, sizeof x->words);
}

static int64_t find_word(struct link *l, const char *p, size_t n)
{
	struct sqlite3_stmt *st = ask(l, ASK_WORD);
	int64_t id = 0;
	if (!st)
		return -1;
	sqlite3_bind_text(st, 1, p, (int)n, SQLITE_STATIC);
	int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		id = sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? id : -1;
}

/* The word's number; 0 for none, -1 when the database failed. The cache knows a
 * word by 64 bits of its SHA-256. */
static int64_t word_number(struct index *x, struct span s)
{
	uint64_t key;
	if (!s.n)
		return 0;
	struct hash h = hash_of(s.p, s.n);
	memcpy(&key, h.b, sizeof key);
	size_t slot = key & (WORDS - 1);
	if (x->words[slot].key == key && x->words[slot].id)
		return x->words[slot].id;
	int64_t id = find_word(&x->fill, (const char *)s.p, s.n);
	if (id == 0) {
		struct sqlite3_stmt *st = ask(&x->fill, ASK_WORD_ADD);
		if (!st)
			return -1;
		sqlite3_bind_text(st, 1, (const char *)s.p, (int)s.n, SQLITE_STATIC);
		bool ok = sqlite3_step(st) == SQLITE_DONE;
		sqlite3_reset(st);
		id = ok ? sqlite3_last_insert_rowid(x->fill.db) : -1;
	}
	if (id > 0) {
		x->words[slot].key = key;
		x->words[slot].id = id;
	}
	return id;
}

static int64_t hash_head(const struct hash *h)
{
	uint64_t v = 0;
	for (int i = 0; i < 8; i++)
		v = v << 8 | h->b[i];
	return (int64_t)v;
}

static bool put_leaf(struct index *x, uint64_t at, const struct leaf_facts *f)
{
	const struct span words[] = { f->org, f->principal, f->resource, f->grant, f->case_id,
				      f->outcome };
	int64_t id[6];
	for (int i = 0; i < 6; i++)
		if ((id[i] = word_number(x, words[i])) < 0)
			return false;
	struct sqlite3_stmt *st = ask(&x->fill, ASK_LEAF_ADD);
	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, (int64_t)at);
	sqlite3_bind_int64(st, 2, f->at.n);
	sqlite3_bind_int(st, 3, (int)f->kind);
	for (int i = 0; i < 6; i++) {
		if (id[i])
			sqlite3_bind_int64(st, 4 + i, id[i]);
		else
			sqlite3_bind_null(st, 4 + i);
	}
	return sqlite3_step(st) == SQLITE_DONE;
}

static bool put_subjects(struct index *x, uint64_t at, const struct leaf_secret *s)
{
	for (size_t i = 0; i < s->nsubjects; i++) {
		struct sqlite3_stmt *st = ask(&x->fill, ASK_SUBJECT_ADD);
		if (!st)
			return false;
		sqlite3_bind_blob(st, 1, s->subjects + i * SUBJECT_TAG, SUBJECT_TAG,
				  SQLITE_STATIC);
		sqlite3_bind_int64(st, 2, (int64_t)at);
		if (sqlite3_step(st) != SQLITE_DONE)
			return false;
	}
	return true;
}

enum err index_add(struct ctx *cx, struct index *x, uint64_t at, const struct hash *leaf,
		   const struct leaf_facts *f, const struct leaf_secret *secret)
{
	struct sqlite3_stmt *st = ask(&x->fill, ASK_HASH_ADD);
	bool ok = st != NULL;
	if (ok) {
		sqlite3_bind_int64(st, 1, hash_head(leaf));
		sqlite3_bind_int64(st, 2, (int64_t)at);
		ok = sqlite3_step(st) == SQLITE_DONE;
	}
	if (ok && put_leaf(x, at, f) && (!secret || put_subjects(x, at, secret)))
		return OK;
	return broke(cx, &x->fill);
}

/* --- asking ---------------------------------------------------------------- */

/* A follower's connection is made once the file exists. */
static enum err ready(struct ctx *cx, struct index *x, struct link *l)
{
	if (l->db)
		return OK;
	return access(x->path, F_OK) == 0 ? dial(cx, x, l, false)
					  : fail(cx, ERR_BUSY, SAY_RECORD_INDEX_BROKEN());
}

static enum err look_up(struct ctx *cx, struct index *x, const struct hash *leaf,
			uint64_t *ret, int most, int *ret_n)
{
	struct link *l = &x->quick;
	int n = 0, rc;
	TRY(ready(cx, x, l));
	struct sqlite3_stmt *st = ask(l, ASK_HASH);
	if (!st)
		return broke(cx, l);
	sqlite3_bind_int64(st, 1, hash_head(leaf));
	sqlite3_bind_int(st, 2, most);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		ret[n++] = (uint64_t)sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	*ret_n = n;
	return rc == SQLITE_DONE ? OK : broke(cx, l);
}

enum err index_of_hash(struct ctx *cx, struct index *x, const struct hash *leaf,
		       uint64_t *ret, int most, int *ret_n)
{
	pthread_mutex_lock(&x->quick.mu);
	enum err e = look_up(cx, x, leaf, ret, most, ret_n);
	pthread_mutex_unlock(&x->quick.mu);
	return e;
}

/* The part after FROM: the narrowest filter given drives, the others are
 * checked row by row. The set of texts is closed; values are parameters. */
static const char *driver(const struct index_query *q)
{
	if (q->ntags)
		return "(SELECT DISTINCT i AS si FROM subject WHERE tag IN (?10,?11,?12,?13,"
		       "?14,?15,?16,?17)) JOIN leaf ON i = si";
	if (q->case_id)
		return "leaf INDEXED BY leaf_case";
	if (q->grant)
		return "leaf INDEXED BY leaf_grant";
	if (q->principal)
		return "leaf INDEXED BY leaf_principal";
	if (q->resource)
		return "leaf INDEXED BY leaf_resource";
	if (q->org)
		return "leaf INDEXED BY leaf_org";
	if (q->from.n || q->to.n)
		return "leaf INDEXED BY leaf_at";
	return q->kind ? "leaf INDEXED BY leaf_kind" : "leaf";
}

static void conditions(struct buf *sql, const struct index_query *q)
{
	const struct { bool given; const char *text; } all[] = {
		{ q->kind != 0,         " AND kind = ?1" },
		{ q->org != NULL,       " AND org = ?2" },
		{ q->principal != NULL, " AND principal = ?3" },
		{ q->resource != NULL,  " AND resource = ?4" },
		{ q->grant != NULL,     " AND grant_id = ?5" },
		{ q->case_id != NULL,   " AND case_id = ?6" },
		{ q->outcome != NULL,   " AND outcome = ?7" },
		{ q->from.n || q->to.n, " AND at >= ?8 AND at < ?9" },
	};
	buf_text(sql, " WHERE 1 = 1");
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i].given)
			buf_text(sql, all[i].text);
}

static bool bind_query(struct link *l, struct sqlite3_stmt *st, const struct index_query *q)
{
	const char *const words[] = { q->org, q->principal, q->resource, q->grant, q->case_id,
				      q->outcome };
	if (q->kind)
		sqlite3_bind_int(st, 1, (int)q->kind);
	for (int i = 0; i < 6; i++) {
		if (!words[i])
			continue;
		int64_t id = find_word(l, words[i], strlen(words[i]));
		if (id < 0)
			return false;
		sqlite3_bind_int64(st, 2 + i, id);      /* 0 matches nothing */
	}
	if (q->from.n || q->to.n) {
		sqlite3_bind_int64(st, 8, q->from.n);
		sqlite3_bind_int64(st, 9, q->to.n ? q->to.n : INT64_MAX);
	}
	for (int i = 0; i < q->ntags && i < TAGS_MOST; i++)
		sqlite3_bind_blob(st, 10 + i, q->tags + (size_t)i * SUBJECT_TAG, SUBJECT_TAG,
				  SQLITE_STATIC);
	return true;
}

static bool filters(const struct index_query *q)
{
	return q->kind || q->org || q->principal || q->resource || q->grant || q->case_id ||
	       q->outcome || q->from.n || q->to.n || q->ntags;
}

static enum err count(struct ctx *cx, struct index *x, const struct index_query *q,
		      int64_t *ret)
{
	struct link *l = &x->slow;
	uint64_t all;
	if (!filters(q) && size_of(l, &all)) {
		*ret = (int64_t)all;
		return OK;
	}
	struct sqlite3_stmt *st = NULL;
	AUTO_BUF sql = buf_make(8192);
	buf_text(&sql, "SELECT COUNT(*) FROM ");
	buf_text(&sql, driver(q));
	conditions(&sql, q);
	bool ok = sqlite3_prepare_v2(l->db, buf_cstr(&sql), -1, &st, NULL) == SQLITE_OK &&
		  bind_query(l, st, q) && sqlite3_step(st) == SQLITE_ROW;
	if (ok)
		*ret = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return ok ? OK : broke(cx, l);
}

static enum err fetch(struct ctx *cx, struct index *x, const struct index_query *q,
		      int64_t *at, int64_t *ret_n)
{
	struct link *l = &x->slow;
	struct sqlite3_stmt *st = NULL;
	int64_t n = 0;
	int rc = SQLITE_ERROR;
	AUTO_BUF sql = buf_make(8192);
	buf_text(&sql, "SELECT i FROM ");
	buf_text(&sql, driver(q));
	conditions(&sql, q);
	buf_text(&sql, " AND i < ?18 ORDER BY i DESC LIMIT ?19");
	if (sqlite3_prepare_v2(l->db, buf_cstr(&sql), -1, &st, NULL) == SQLITE_OK &&
	    bind_query(l, st, q)) {
		sqlite3_bind_int64(st, 18, q->before);
		sqlite3_bind_int64(st, 19, q->limit);
		while ((rc = sqlite3_step(st)) == SQLITE_ROW && n < q->limit)
			at[n++] = sqlite3_column_int64(st, 0);
	}
	sqlite3_finalize(st);
	*ret_n = n;
	return rc == SQLITE_DONE || n == q->limit ? OK : broke(cx, l);
}

enum err index_search(struct ctx *cx, struct index *x, const struct index_query *q,
		      int64_t **ret_at, int64_t *ret_n, int64_t *ret_total)
{
	int64_t *at = ctx_array(cx, int64_t, (size_t)q->limit), n = 0, total = 0;
	pthread_mutex_lock(&x->slow.mu);
	enum err e = ready(cx, x, &x->slow);
	if (e == OK)
		e = count(cx, x, q, &total);
	if (e == OK)
		e = fetch(cx, x, q, at, &n);
	pthread_mutex_unlock(&x->slow.mu);
	TRY(e);
	*ret_at = at;
	*ret_n = n;
	*ret_total = total;
	return OK;
}
