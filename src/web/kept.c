/* kept.c - see kept.h. One lock a shelf: a look-up is a hash and a comparison. */
#include "web/kept.h"
#include "web/coding.h"
#include "web/job.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define SMALL_FILE  (64u << 10)         /* read into memory, sent with its head */
#define FILES_MOST  128                 /* open descriptors on one shelf */
#define OVERHEAD    2048                /* bytes of a kept answer beside its body */
#define SLOTS       4096

struct kept {
	_Atomic int          held;
	struct MHD_Response *whole, *same;      /* same: 304 */
	int                  status;
	char                *etag;
	uint64_t             label;
	size_t               bytes;
	bool                 file;
};

/* --- keeping ----------------------------------------------------------------- */
static struct MHD_Response *of_bytes(const void *p, size_t n)
{
	void *bare = (void *)(uintptr_t)p;      /* copied */
	return MHD_create_response_from_buffer(n, bare, MHD_RESPMEM_MUST_COPY);
}

/* Small ones as bytes, others as their descriptor, which the library then owns. */
static struct MHD_Response *of_file(struct answer *a, struct kept *k)
{
	struct stat st;
	if (fstat(a->fd, &st) != 0)
		return NULL;
	size_t n = (size_t)st.st_size;
	struct MHD_Response *r = NULL;
	if (n <= SMALL_FILE) {
		char *p = malloc(n + 1);
		PRE(p != NULL);
		if (pread(a->fd, p, n, 0) == (ssize_t)n)
			r = MHD_create_response_from_buffer(n, p, MHD_RESPMEM_MUST_FREE);
		if (!r)
			free(p);
		k->bytes = n;
	} else {
		int fd = dup(a->fd);
		r = fd < 0 ? NULL : MHD_create_response_from_fd_at_offset64(n, fd, 0);
		if (!r && fd >= 0)
			close(fd);
		k->file = true;
	}
	if (r)
		(void)MHD_add_response_header(r, "Accept-Ranges", "bytes");
	return r;
}

/* NULL: it can't be made smaller. The library frees it. */
static struct MHD_Response *squeezed(const struct buf *b, size_t *ret_n)
{
	z_stream z = { 0 };
	if (!b->n || b->n > UINT32_MAX ||
	    deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 9,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	unsigned char *p = malloc(b->n);
	PRE(p != NULL);
	z.next_in = (unsigned char *)b->p;
	z.avail_in = (uInt)b->n;
	z.next_out = p;
	z.avail_out = (uInt)b->n;
	bool done = deflate(&z, Z_FINISH) == Z_STREAM_END;
	*ret_n = z.total_out;
	deflateEnd(&z);
	struct MHD_Response *r = !done ? NULL :
		MHD_create_response_from_buffer(*ret_n, p, MHD_RESPMEM_MUST_FREE);
	if (!r)
		free(p);
	return r;
}

/* Text: in the coding that was asked for, under an ETag of its own. */
static struct MHD_Response *of_text(struct req *rq, struct kept *k, enum keep_as as)
{
	struct answer *a = rq->out;
	struct MHD_Response *r = as == KEEP_GZIP ? squeezed(&a->buf, &k->bytes) : NULL;
	answer_header(rq, "Vary", "Accept-Encoding");
	if (r) {
		answer_header(rq, "Content-Encoding", "gzip");
		if (a->etag)
			a->etag = ctx_print(rq->cx, "%.*s-gz\"", (int)strlen(a->etag) - 1, a->etag);
		return r;
	}
	k->bytes = a->buf.n;
	return of_bytes(a->buf.p ? a->buf.p : "", a->buf.n);
}

static struct MHD_Response *whole_of(struct req *rq, struct kept *k, enum keep_as as)
{
	switch (rq->out->kind) {
	case ANSWER_BUF:
		return buf_ok(&rq->out->buf) ? of_text(rq, k, as) : NULL;
	case ANSWER_FILE:
		return of_file(rq->out, k);
	case ANSWER_NONE: case ANSWER_EMPTY: case ANSWER_CONST: case ANSWER_STREAM:
	case ANSWER_KEPT:
		break;
	}
	return NULL;
}

enum keep_as keep_wanted(const struct req *rq)
{
	return accepts_coding(req_header(rq, "Accept-Encoding"), "gzip") ? KEEP_GZIP : KEEP_PLAIN;
}

struct kept *answer_keep(struct req *rq, enum keep_as as)
{
	struct job *j = rq->job;
	struct kept *k = calloc(1, sizeof *k);
	PRE(k != NULL);
	k->whole = j->out.status == 200 ? whole_of(rq, k, as) : NULL;
	if (!k->whole) {
		free(k);
		return NULL;
	}
	k->held = 1;
	k->status = j->out.status;
	send_headers(j, k->whole);
	if (j->out.etag) {
		k->etag = strdup(j->out.etag);
		PRE(k->etag != NULL);
		k->same = of_bytes("", 0);
		PRE(k->same != NULL);
		j->out.type = NULL;
		send_headers(j, k->same);
	}
	k->bytes += OVERHEAD;
	answer_clear(&j->out);
	return k;
}

struct kept *kept_hold(struct kept *k)
{
	atomic_fetch_add_explicit(&k->held, 1, memory_order_relaxed);
	return k;
}

void kept_drop(struct kept *k)
{
	if (!k || atomic_fetch_sub_explicit(&k->held, 1, memory_order_acq_rel) != 1)
		return;
	MHD_destroy_response(k->whole);
	if (k->same)
		MHD_destroy_response(k->same);
	free(k->etag);
	free(k);
}

void kept_label(struct kept *k, uint64_t label)
{
	k->label = label;
}

uint64_t kept_label_of(const struct kept *k)
{
	return k->label;
}

bool kept_is_file(const struct kept *k)
{
	return k->file;
}

const char *kept_etag(const struct kept *k)
{
	return k->etag;
}

int kept_status(const struct kept *k)
{
	return k->status;
}

struct MHD_Response *kept_response(const struct kept *k, int status)
{
	return status == 304 && k->same ? k->same : k->whole;
}

/* --- shelves ------------------------------------------------------------------ */
struct place {
	struct place *next;             /* in its slot */
	struct place *newer, *older;    /* by when it was asked for */
	uint64_t      hash;
	struct kept  *kept;
	size_t        bytes;
	char          key[];
};
struct shelf {
	pthread_mutex_t lock;
	struct looked   when;
	struct stamp    stamp;
	size_t          bytes, most;
	int             files;
	struct place   *newest, *oldest;
	struct place   *slot[SLOTS];
};

static uint64_t hash_text(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return h ^ h >> 29;
}

static void unlist(struct shelf *s, struct place *p)
{
	*(p->newer ? &p->newer->older : &s->newest) = p->older;
	*(p->older ? &p->older->newer : &s->oldest) = p->newer;
	p->newer = p->older = NULL;
}

static void list_newest(struct shelf *s, struct place *p)
{
	p->newer = NULL;
	p->older = s->newest;
	*(s->newest ? &s->newest->newer : &s->oldest) = p;
	s->newest = p;
}

static void take_down(struct shelf *s, struct place *p)
{
	struct place **at = &s->slot[p->hash % SLOTS];
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	unlist(s, p);
	s->bytes -= p->bytes;
	s->files -= p->kept->file;
	kept_drop(p->kept);
	free(p);
}

static struct place *find(struct shelf *s, uint64_t hash, const char *key)
{
	struct place *p = s->slot[hash % SLOTS];
	while (p && (p->hash != hash || strcmp(p->key, key) != 0))
		p = p->next;
	return p;
}

struct shelf *shelf_open(size_t bytes_most)
{
	struct shelf *s = calloc(1, sizeof *s);
	PRE(s != NULL);
	s->most = bytes_most;
	pthread_mutex_init(&s->lock, NULL);
	return s;
}

void shelf_close(struct shelf *s)
{
	if (!s)
		return;
	while (s->oldest)
		take_down(s, s->oldest);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

void shelf_looked(struct shelf *s, struct looked when, struct stamp stamp)
{
	pthread_mutex_lock(&s->lock);
	bool later = when.us >= s->when.us;     /* else another looked after us */
	if (later && memcmp(&s->stamp, &stamp, sizeof stamp) != 0) {
		while (s->oldest)
			take_down(s, s->oldest);
		s->stamp = stamp;
	}
	if (later)
		s->when = when;
	pthread_mutex_unlock(&s->lock);
}

bool shelf_sure(struct shelf *s, struct looked now, int64_t recent_us)
{
	pthread_mutex_lock(&s->lock);
	bool sure = s->when.us && s->when.epoch == now.epoch && s->when.tick == now.tick &&
		    (!recent_us || now.us - s->when.us < recent_us);
	pthread_mutex_unlock(&s->lock);
	return sure;
}

struct kept *shelf_get(struct shelf *s, const char *key)
{
	uint64_t hash = hash_text(key);
	pthread_mutex_lock(&s->lock);
	struct place *p = find(s, hash, key);
	struct kept *k = p ? kept_hold(p->kept) : NULL;
	if (p && s->newest != p) {
		unlist(s, p);
		list_newest(s, p);
	}
	pthread_mutex_unlock(&s->lock);
	return k;
}

void shelf_put(struct shelf *s, struct stamp stamp, const char *key, struct kept *k)
{
	size_t n = strlen(key) + 1;
	struct place *p = calloc(1, sizeof *p + n);
	PRE(p != NULL);
	memcpy(p->key, key, n);
	p->hash = hash_text(key);
	p->bytes = k->bytes + sizeof *p + n;
	pthread_mutex_lock(&s->lock);
	bool fits = p->bytes <= s->most / 8 && memcmp(&stamp, &s->stamp, sizeof stamp) == 0;
	if (!fits || find(s, p->hash, key)) {
		pthread_mutex_unlock(&s->lock);
		free(p);
		return;
	}
	while (s->oldest && (s->bytes + p->bytes > s->most || s->files + k->file > FILES_MOST))
		take_down(s, s->oldest);
	p->kept = kept_hold(k);
	p->next = s->slot[p->hash % SLOTS];
	s->slot[p->hash % SLOTS] = p;
	list_newest(s, p);
	s->bytes += p->bytes;
	s->files += k->file;
	pthread_mutex_unlock(&s->lock);
}
