/* upload_http.c - the counter for files: tus 1.0 with creation, expiration,
 * checksum and termination. Uploads are unseen by others: 404. */
#include "app.h"
#include "base/enc.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "ingest/ingest_http.h"
#include "ingest/upload_write.h"
#include "record/record.h"
#include "sys/file.h"
#include "sys/settings.h"
#include "web/req.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define UPLOADS_MOST    200             /* unused uploads of one person */
#define UPLOADS_PERSON  20
#define PERSON_BYTES    (64 << 20)      /* who loads no data sends papers only */
#define NAME_MOST       200             /* bytes of a file's name … */
#define ENDING_MOST     16              /* … and of the ending that is kept of it */

static enum err check_version(struct ctx *cx, struct req *rq)
{
	const char *v = req_header(rq, "Tus-Resumable");
	return v && strcmp(v, "1.0.0") == 0 ? OK : fail(cx, ERR_STALE, SAY_UPLOAD_VERSION());
}

static bool number(const char *s, int64_t *ret)
{
	size_t n = s ? strlen(s) : 0;
	if (!n || n > 18 || s[strspn(s, "0123456789")])
		return false;
	*ret = strtoll(s, NULL, 10);
	return true;
}

/* Sun, 06 Nov 1994 08:49:37 GMT */
static const char *http_date(struct ctx *cx, ms_t t)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t s = t.n / 1000, in_day = s % 86400;
	day_t day = { (int32_t)(s / 86400) };
	struct ymd d = day_split(day);
	return ctx_print(cx, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
			 days + 3 * (day_weekday(day) - 1), d.day, months + 3 * (d.month - 1),
			 d.year, (int)(in_day / 3600), (int)(in_day / 60 % 60),
			 (int)(in_day % 60));
}

static void tell_expiry(struct ctx *cx, struct req *rq, ms_t t)
{
	if (t.n)
		answer_header(rq, "Upload-Expires", http_date(cx, t));
}

/* A name that is too long loses whole characters before its ending, which says what the
 * file is. */
static const char *short_name(struct ctx *cx, const char *name, size_t n)
{
	const char *dot = memrchr(name, '.', n);
	size_t ending = dot && dot > name && (size_t)(name + n - dot) <= ENDING_MOST
			? (size_t)(name + n - dot) : 0;
	size_t kept = 0;
	if (n <= NAME_MOST)
		return ctx_textn(cx, name, n);
	for (size_t len = 0; kept + (len = utf8_len(name + kept, n - kept)) + ending <= NAME_MOST;)
		kept += len;
	return ctx_print(cx, "%.*s%.*s", (int)kept, name, (int)ending, name + n - ending);
}

static enum err bad_metadata(struct ctx *cx)
{
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_UPLOAD_METADATA_BAD()), "Upload-Metadata");
}

/* "filename d29ybGQ=,is_confidential": base64 of UTF-8. */
static enum err read_metadata(struct ctx *cx, const char *text, struct upload *u)
{
	const char *p = text;
	u->metadata = text;
	while (p && *p) {
		size_t n = strcspn(p, ","), key = strcspn(p, " ,");
		const char *value = p + key + (p[key] == ' ');
		size_t nvalue = (size_t)(p + n - value);
		uint8_t *out = ctx_alloc(cx, nvalue + 1);
		long len = b64_read(value, nvalue, out, nvalue);
		if (!key || key > 64 || len < 0)
			return bad_metadata(cx);
		if ((key == 8 && memcmp(p, "filename", 8) == 0) ||
		    (key == 4 && memcmp(p, "name", 4) == 0 && !u->filename)) {
			if (!utf8_valid((const char *)out, (size_t)len) ||
			    memchr(out, 0, (size_t)len))
				return bad_metadata(cx);
			u->filename = short_name(cx, (const char *)out, (size_t)len);
		}
		p += n;
		p += *p == ',';
		while (*p == ' ')
			p++;
	}
	return OK;
}

static enum err check_room(struct ctx *cx, const struct req *rq, int64_t size)
{
	struct statvfs fs;
	int64_t keep = rq->app->settings->min_free_mib << 20;
	if (statvfs(store_dir(rq->store), &fs) == 0 &&
	    (int64_t)(fs.f_bavail * fs.f_frsize) < size + keep)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	return OK;
}

struct add { const struct who *who; struct upload u; };

static enum err add_change(struct ctx *cx, struct db *db, void *arg)
{
	struct add *a = arg;
	int64_t n, most = who_can(a->who, CAP_DATA_LOAD) ? UPLOADS_MOST : UPLOADS_PERSON;
	TRY(upload_count(cx, db, a->who->id, &n));
	if (n >= most)
		return fail(cx, ERR_TOO_MANY, SAY_UPLOADS_TOO_MANY(most));
	return upload_add(cx, db, a->who, &a->u);
}

enum err upload_post(struct ctx *cx, struct req *rq)
{
	struct add a = { .who = rq->who };
	int64_t most = rq->app->settings->upload_bytes;
	TRY(check_version(cx, rq));
	if (!number(req_header(rq, "Upload-Length"), &a.u.size))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_UPLOAD_LENGTH_MISSING()),
				  "Upload-Length");
	if (!who_can(rq->who, CAP_DATA_LOAD) && most > PERSON_BYTES)
		most = PERSON_BYTES;
	if (a.u.size > most)
		return fail(cx, ERR_TOO_LARGE, SAY_UPLOAD_TOO_LARGE(most));
	TRY(read_metadata(cx, req_header(rq, "Upload-Metadata"), &a.u));
	TRY(check_room(cx, rq, a.u.size));
	a.u.id = id_new(cx);
	a.u.expires_at.n = cx->now.n + rq->app->settings->upload_hours * 3600000;
	TRY(file_folder(cx, ctx_print(cx, "%s/uploads", store_dir(rq->store))));
	if (!a.u.size) {
		struct hash none = hash_of("", 0);
		a.u.sha256 = hex_text(none.b, HASH_SIZE, ctx_alloc(cx, HEX_TEXT(HASH_SIZE)));
		TRY(file_put(cx, upload_path(cx, store_dir(rq->store), a.u.id), "", 0, 0600));
	}
	TRY(store_change(cx, rq->store, add_change, &a));
	answer_status(rq, 201);
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/uploads/%s", a.u.id));
	tell_expiry(cx, rq, a.u.expires_at);
	return OK;
}

enum err upload_get(struct ctx *cx, struct req *rq)
{
	struct upload u;
	if (answer_is_head(rq))
		TRY(check_version(cx, rq));
	TRY(upload_for(cx, rq->db, rq->seg[0], rq->who, &u));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "id", u.id);
	jout_key_text(j, "filename", u.filename);
	jout_key_int(j, "length", u.size);
	jout_key_int(j, "offset", u.have);
	jout_key_bool(j, "complete", u.complete);
	jout_key_text(j, "sha256", u.sha256);
	jout_key_ms(j, "created_at", u.created_at);
	jout_key_ms(j, "expires_at", u.expires_at);
	jout_close(j);
	answer_header(rq, "Upload-Offset", ctx_print(cx, "%lld", (long long)u.have));
	answer_header(rq, "Upload-Length", ctx_print(cx, "%lld", (long long)u.size));
	answer_header(rq, "Cache-Control", "no-store");
	if (u.metadata)
		answer_header(rq, "Upload-Metadata", u.metadata);
	tell_expiry(cx, rq, u.expires_at);
	return OK;
}

static enum err take_piece(struct ctx *cx, struct req *rq, void *state, const void *p, size_t n)
{
	struct upload_write *w = state;
	int64_t have = 0;
	ms_t expires = { 0 };
	if (n)
		return upload_write_add(cx, w, p, n);
	TRY(upload_write_end(cx, w, &have, &expires));
	answer_status(rq, 204);
	answer_header(rq, "Upload-Offset", ctx_print(cx, "%lld", (long long)have));
	tell_expiry(cx, rq, expires);
	return OK;
}

enum err upload_patch(struct ctx *cx, struct req *rq)
{
	const char *type = req_header(rq, "Content-Type");
	struct upload_write *w;
	int64_t offset;
	TRY(check_version(cx, rq));
	if (!type || strncasecmp(type, "application/offset+octet-stream", 31) != 0)
		return fail(cx, ERR_MEDIA, SAY_UPLOAD_TYPE());
	if (!number(req_header(rq, "Upload-Offset"), &offset))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_UPLOAD_OFFSET_MISSING()),
				  "Upload-Offset");
	struct upload_target t = { .store = rq->store, .db = rq->db, .who = rq->who,
		.id = rq->seg[0], .checksum = req_header(rq, "Upload-Checksum"),
		.offset = offset, .hours = rq->app->settings->upload_hours };
	TRY(upload_write_begin(cx, &t, &w));
	req_sink(rq, take_piece, upload_write_free, w);
	return OK;
}

static enum err remove_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct upload *u = arg;
	bool busy;
	TRY(upload_busy(cx, db, u->id, &busy));
	if (busy || !u->expires_at.n)
		return fail(cx, ERR_CONFLICT, SAY_UPLOAD_IN_USE());
	TRY(upload_remove(cx, db, u->id));
	return record_note(cx, db, &(struct note){ .kind = NOTE_IMPORT, .act = "upload-removed",
			   .org = u->org, .principal = u->owner, .object = u->id,
			   .bytes = u->have });
}

enum err upload_delete(struct ctx *cx, struct req *rq)
{
	struct upload u;
	TRY(check_version(cx, rq));
	TRY(upload_for(cx, rq->db, rq->seg[0], rq->who, &u));
	TRY(store_change(cx, rq->store, remove_change, &u));
	unlink(upload_path(cx, store_dir(rq->store), u.id));
	answer_status(rq, 204);
	return OK;
}
