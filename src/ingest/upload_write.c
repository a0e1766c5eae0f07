/* upload_write.c - see upload_write.h. */
#include "ingest/upload_write.h"
#include "base/enc.h"
#include "base/hash.h"
#include "record/record.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct upload_write {
	ms_t          expires;          /* once something of this request is durable */
	struct store *store;
	struct upload upload;           /* texts are our own copies, below */
	char         *id, *org, *owner;
	int           fd;
	int64_t       at, durable;      /* bytes written; bytes the row counts */
	int64_t       hours;
	struct hashing *hash;           /* of all bytes so far; NULL: an older server began */
	EVP_MD_CTX   *digest;           /* NULL: no checksum was sent */
	uint8_t       want[EVP_MAX_MD_SIZE];
	size_t        nwant;
	bool          over;
};

static enum err disk_trouble(struct ctx *cx)
{
	if (errno == ENOSPC || errno == EFBIG || errno == EDQUOT)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
}

/* "sha1 base64" or "sha256 base64". */
static enum err begin_checksum(struct ctx *cx, struct upload_write *w, const char *header)
{
	const char *blank = strchr(header, ' ');
	size_t n = blank ? (size_t)(blank - header) : 0;
	const EVP_MD *md = n == 4 && memcmp(header, "sha1", 4) == 0 ? EVP_sha1() :
			   n == 6 && memcmp(header, "sha256", 6) == 0 ? EVP_sha256() : NULL;
	long len = md ? b64_read(blank + 1, strlen(blank + 1), w->want, sizeof w->want) : -1;
	if (!md || len != EVP_MD_get_size(md))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_UPLOAD_CHECKSUM_ALGORITHM()),
				  "Upload-Checksum");
	w->nwant = (size_t)len;
	w->digest = EVP_MD_CTX_new();
	PRE(w->digest && EVP_DigestInit_ex(w->digest, md, NULL) == 1);
	return OK;
}

/* One writer at a time; the row is read once the lock is held. */
static enum err open_file(struct ctx *cx, struct upload_write *w, const struct upload_target *t)
{
	const char *dir = store_dir(t->store);
	TRY(file_folder(cx, ctx_print(cx, "%s/uploads", dir)));
	TRY(upload_for(cx, t->db, t->id, t->who, &w->upload));
	w->fd = open(upload_path(cx, dir, t->id), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (w->fd < 0)
		return disk_trouble(cx);
	if (flock(w->fd, LOCK_EX | LOCK_NB) != 0)
		return fail(cx, ERR_CONFLICT, SAY_UPLOAD_BUSY());
	TRY(upload_for(cx, t->db, t->id, t->who, &w->upload));
	if (!w->upload.have)
		w->hash = hashing_begin();
	else if (w->upload.hash_state)
		w->hash = hashing_from(w->upload.hash_state, (uint64_t)w->upload.have);
	if (t->offset != w->upload.have)
		return fail(cx, ERR_CONFLICT, SAY_UPLOAD_OFFSET(w->upload.have));
	/* Bytes beyond the row's count were never acknowledged. */
	if (ftruncate(w->fd, t->offset) != 0 || lseek(w->fd, t->offset, SEEK_SET) < 0)
		return disk_trouble(cx);
	return OK;
}

static void own_texts(struct upload_write *w)
{
	w->id = strdup(w->upload.id);
	w->org = w->upload.org ? strdup(w->upload.org) : NULL;
	w->owner = strdup(w->upload.owner);
	PRE(w->id && w->owner);
	w->upload = (struct upload){ .id = w->id, .org = w->org, .owner = w->owner,
				     .size = w->upload.size, .have = w->upload.have };
}

enum err upload_write_begin(struct ctx *cx, const struct upload_target *t,
			    struct upload_write **ret)
{
	struct upload_write *w = calloc(1, sizeof *w);
	PRE(w != NULL);
	w->fd = -1;
	w->store = t->store;
	w->hours = t->hours;
	w->over = true;                 /* nothing to keep until it has begun */
	enum err e = open_file(cx, w, t);
	if (e == OK && t->checksum)
		e = begin_checksum(cx, w, t->checksum);
	if (e != OK) {
		upload_write_free(w);
		return e;
	}
	own_texts(w);
	w->at = w->durable = t->offset;
	w->over = false;
	*ret = w;
	return OK;
}

/* The row as it will be, with what its hash knows. */
struct advance { const struct upload_write *w; struct upload to;
		 char state[HASHING_TEXT], sum[HEX_TEXT(HASH_SIZE)]; };

static void advance_to(const struct upload_write *w, struct advance *ret)
{
	*ret = (struct advance){ .w = w, .to = w->upload };
	ret->to.have = w->at;
	ret->to.expires_at.n = clock_now().n + w->hours * 3600000;
	if (!w->hash)
		return;
	hashing_text(w->hash, ret->state);
	if (w->at != w->upload.size) {
		ret->to.hash_state = ret->state;
		return;
	}
	struct hash sum = hashing_end(hashing_from(ret->state, (uint64_t)w->at));
	ret->to.sha256 = hex_text(sum.b, HASH_SIZE, ret->sum);
}

static enum err advance_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct advance *a = arg;
	const struct upload *u = &a->to;
	TRY(upload_advance(cx, db, u, a->w->durable));
	if (u->have != u->size)
		return OK;
	return record_note(cx, db, &(struct note){
		.kind = NOTE_IMPORT, .act = "upload-complete", .org = u->org,
		.principal = u->owner, .object = u->id, .bytes = u->size });
}

/* What is written becomes what counts. */
static enum err make_durable(struct ctx *cx, struct upload_write *w, ms_t *ret_expires)
{
	struct advance a;
	if (w->at == w->durable && w->expires.n) {      /* the last step ended here too */
		*ret_expires = w->expires;
		return OK;
	}
	if (fdatasync(w->fd) != 0)
		return disk_trouble(cx);
	advance_to(w, &a);
	TRY(store_change(cx, w->store, advance_change, &a));
	w->durable = w->at;
	*ret_expires = w->expires = a.to.expires_at;
	return OK;
}

enum err upload_write_add(struct ctx *cx, struct upload_write *w, const void *p, size_t n)
{
	const char *at = p;
	ms_t expires;
	if ((int64_t)n > w->upload.size - w->at)
		return fail(cx, ERR_TOO_LARGE, SAY_UPLOAD_OVERFLOW(w->upload.size));
	if (w->digest)
		EVP_DigestUpdate(w->digest, p, n);
	while (n) {
		ssize_t done = write(w->fd, at, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return disk_trouble(cx);
		if (w->hash)
			hashing_add(w->hash, at, (size_t)done);
		at += done;
		n -= (size_t)done;
		w->at += done;
	}
	if (!w->digest && w->at - w->durable >= UPLOAD_STEP)
		return make_durable(cx, w, &expires);
	return OK;
}

static bool checksum_good(struct upload_write *w)
{
	uint8_t got[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	return EVP_DigestFinal_ex(w->digest, got, &n) == 1 && n == w->nwant &&
	       memcmp(got, w->want, n) == 0;
}

enum err upload_write_end(struct ctx *cx, struct upload_write *w, int64_t *ret_have,
			  ms_t *ret_expires)
{
	w->over = true;
	enum err e = w->digest && !checksum_good(w)
			     ? fail(cx, ERR_CHECKSUM, SAY_UPLOAD_CHECKSUM())
			     : make_durable(cx, w, ret_expires);
	/* Unlocked before the answer leaves: the next part may be here at once. */
	close(w->fd);
	w->fd = -1;
	*ret_have = w->at;
	return e;
}

void upload_write_free(void *arg)
{
	struct upload_write *w = arg;
	if (!w->over && !w->digest && w->at > w->durable) {
		AUTO_CTX cx = { 0 };
		ms_t expires;
		ctx_init(&cx, clock_now(), 1 << 20);
		enum err e = make_durable(&cx, w, &expires);
		if (e != OK)
			log_fault(&cx, e, "upload");
	}
	if (w->fd >= 0)
		close(w->fd);
	if (w->hash)
		(void)hashing_end(w->hash);
	EVP_MD_CTX_free(w->digest);
	free(w->id);
	free(w->org);
	free(w->owner);
	free(w);
}
