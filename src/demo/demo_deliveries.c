/* demo_deliveries.c - tables handed over beside open share requests: one that waits for the
 * authority's consent, and one that is filed, sealed and delivered in two batches. */
#include "base/enc.h"
#include "base/hash.h"
#include "cases/cases.h"
#include "delivery/counter.h"
#include "delivery/delivery_case.h"
#include "delivery/maker.h"
#include "demo/demo_cases.h"
#include "ingest/upload.h"
#include "sys/file.h"
#include <string.h>

/* The smallest page there is. */
static const char page[] =
	"%PDF-1.4\n"
	"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
	"xref\n0 4\n"
	"0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
	"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n";

struct filing {
	struct demo_share share;
	struct case_ask   ask;
	const char       *id, *made;    /* the case; made: of a step that opens it */
	struct upload     upload;
	struct delivery_batch batch;
	int64_t           seen;
	const struct demo *d;
};

static enum err say(struct ctx *cx, struct db *db, void *arg)
{
	struct filing *f = arg;
	return f->ask.id ? case_do(cx, db, &f->ask) : case_open(cx, db, &f->ask, &f->made);
}

/* Takes the papers. */
static enum err step(struct demo *d, struct filing *f, const struct who *who, const char *act,
		     json_t *papers)
{
	f->ask.who = who;
	f->ask.act = act;
	f->ask.papers = papers;
	enum err e = store_change(demo_later(d, 1), d->store, say, f);
	json_decref(papers);
	if (e == OK && !f->id)
		f->ask.id = f->id = ctx_text(&d->keep, f->made);
	return e;
}

static enum err file(struct demo *d, struct filing *f)
{
	f->d = d;
	f->ask = (struct case_ask){ .legal = d->legal, .process = delivery_process.name,
				    .resource = f->share.resource };
	return step(d, f, &f->share.applicant->steward, NULL, json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s}", "request", f->share.id,
		"use_terms", "仅用于本机构业务核验，不得转给第三方", "care", "专库存放，专人管理，留存访问日志",
		"scope", "目录所列信息项", "plan", "首批全量，以后按月增量", "responsible", "信息中心负责人"));
}

static enum err keep_page(struct ctx *cx, struct db *db, void *arg)
{
	struct filing *f = arg;
	return upload_add(cx, db, f->ask.who, &f->upload);
}

static enum err seal(struct demo *d, struct filing *f, const struct who *who, const char *paper)
{
	struct ctx *cx = demo_later(d, 1);
	const struct hash sum = hash_of(page, sizeof page - 1);
	f->ask.who = who;
	f->upload = (struct upload){ .id = ctx_text(&d->keep, id_new(cx)), .metadata = "",
		.filename = "sealed.pdf", .size = sizeof page - 1, .have = sizeof page - 1,
		.complete = true, .created_at = cx->now,
		.sha256 = hex_text(sum.b, HASH_SIZE, ctx_alloc(&d->keep, HEX_TEXT(HASH_SIZE))) };
	TRY(file_folder(cx, ctx_print(cx, "%s/uploads", d->dir)));
	TRY(file_put(cx, upload_path(cx, d->dir, f->upload.id), page, sizeof page - 1, 0600));
	TRY(store_change(cx, d->store, keep_page, f));
	return step(d, f, who, "seal", json_pack("{s:s, s:s, s:s}", paper, f->upload.id,
		"signatories", "单位负责人", "original_place", "本机构档案室"));
}

static enum err ask_batch(struct ctx *cx, struct db *db, void *arg)
{
	struct filing *f = arg;
	return delivery_batch_ask(cx, db, f->d->app, &f->d->operator_, f->id, &f->batch);
}

static enum err deliver(struct demo *d, struct filing *f, enum delivery_kind kind)
{
	f->batch = (struct delivery_batch){ .kind = kind };
	TRY(store_change(demo_later(d, 1), d->store, ask_batch, f));
	return maker_run_all(&d->work, d->app, d->db);
}

enum err demo_deliveries(struct demo *d)
{
	struct filing waits = { .id = NULL }, runs = { .id = NULL };
	if (!demo_open_share(d, 0, &waits.share) || !demo_open_share(d, 1, &runs.share))
		return OK;
	TRY(file(d, &waits));
	TRY(step(d, &waits, &waits.share.provider->steward, "agree", json_object()));
	TRY(file(d, &runs));
	TRY(step(d, &runs, &runs.share.provider->steward, "agree", json_object()));
	TRY(step(d, &runs, &d->authority, "agree", json_object()));
	TRY(seal(d, &runs, &runs.share.provider->steward, "seal_provider"));
	TRY(seal(d, &runs, &runs.share.applicant->steward, "seal_consumer"));
	TRY(deliver(d, &runs, DELIVERY_FULL));
	return deliver(d, &runs, DELIVERY_INCREMENTAL);
}
