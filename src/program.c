#include "program.h"
#include "account/account.h"
#include "base/buf.h"
#include "cases/legal.h"
#include "catalogue/listing.h"
#include "codeset/codeset.h"
#include "core/grade.h"
#include "dataapi/plan.h"
#include "delivery/maker.h"
#include "deposit/deposit.h"
#include "duplicate/finder.h"
#include "job/crew.h"
#include "record/record.h"
#include "release/release_step.h"
#include "rowsql/rowread.h"
#include "ingest/ingest.h"
#include "portal/ready.h"
#include "portal/standing.h"
#include "pull/pull.h"
#include "forward/forward.h"
#include "tap/tap.h"
#include "sign/answer_key.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "usage/open_lines.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- the law -------------------------------------------------------------------- */

/* `--pack law/yancheng-2022` is the folder if there is one, else the built-in. */
static enum err open_law(struct program *p)
{
	TRY(legal_open(&p->cx, p->settings.pack, program_reader(p, READER_JOBS),
		       &p->app.legal));
	TRY(legal_keep(&p->cx, p->app.legal, p->app.store));
	p->app.pack = legal_pack(p->app.legal);
	p->app.calendar = legal_calendar(p->app.legal);
	return OK;
}

/* --- the rest ------------------------------------------------------------------ */

static enum err open_store(struct program *p)
{
	struct ctx *cx = &p->cx;
	const struct settings *s = &p->settings;
	struct store_setup setup = {
		.dir = s->data, .dsn = *s->store ? s->store : NULL,
		.readers = p->workers + READERS_ + p->loops,
	};
	TRY(file_folder(cx, s->data));
	TRY(account_seal_key(cx, s->data, p->seal_key));
	TRY(store_open(cx, setup, &p->app.store));
	p->app.seal_key = p->seal_key;
	return OK;
}

static enum err open_clock(struct program *p)
{
	ms_t at;
	if (!*p->settings.clock)
		return OK;
	if (!ms_read(p->settings.clock, &at))
		return fail(&p->cx, ERR_INVALID, SAY_SETTING_TIME("clock"));
	clock_shift(at.n - clock_now().n);
	p->cx.now = clock_now();
	p->cx.today = day_at(p->cx.now);
	return OK;
}

static enum err open_features(struct program *p, enum program_use use)
{
	struct ctx *cx = &p->cx;
	const struct settings *s = &p->settings;
	TRY(record_open(cx, (struct record_setup){
		.store = p->app.store, .reader = program_reader(p, READER_RECORD),
		.origin = s->origin, .no_thread = use == PROGRAM_COMMANDS }, &p->app.record));
	TRY(account_open(cx, (struct account_setup){
		.store = p->app.store, .seal_key = p->seal_key, .settings = s },
		&p->app.account));
	TRY(portal_settle_grades(cx, p->app.store, program_reader(p, READER_JOBS),
				 grades_barring_opening(p->app.pack)));
	p->app.rowpool = rowpool_open(p->app.store);
	p->app.dataapi = dataapi_open();
	TRY(answer_keys_open(cx, p->seal_key, s->answer_sm2, &p->app.answer_keys));
	TRY(listing_open(cx, &p->app.listing));
	TRY(finder_open(cx, &p->app.finder));
	if (use == PROGRAM_COMMANDS)
		return OK;
	TRY(codeset_ship(cx, p->app.store));
	p->app.portal = portal_open(&p->app);
	p->app.open_counts = open_counts_open();
	p->app.forward = forward_open(&p->app);
	TRY(listing_recall(cx, p->app.listing, program_reader(p, READER_REINDEX)));
	TRY(deposit_start(cx, &p->app, &p->app.deposits));
	TRY(maker_start(cx, &p->app, program_reader(p, READER_DELIVERY), &p->app.maker));
	TRY(ingest_start(cx, &p->app, &p->app.ingest));
	return pull_start(cx, &p->app, &p->app.pull);
}

/* Event loops: one a core. */
static int loops_of(const struct settings *s)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	return s->loops > 0 ? (int)s->loops : cores < 1 ? 1 : cores > 64 ? 64 : (int)cores;
}

enum err program_open(struct program *p, int argc, char *argv[], enum program_use use)
{
	*p = (struct program){ 0 };
	ctx_init(&p->cx, clock_now(), 0);
	p->app.version = GONGSHU_VERSION;
	enum release_cycle cycle;
	TRY(settings_read(&p->cx, argc - 1, argv + 1, &p->settings));
	TRY(release_setting(&p->cx, &p->settings, &cycle));
	TRY(tap_settings(&p->cx, &p->settings));
	TRY(forward_settings(&p->cx, &p->settings));
	p->app.settings = &p->settings;
	p->workers = use == PROGRAM_COMMANDS ? 0
		   : p->settings.workers > 0 ? (int)p->settings.workers : 24;
	p->loops = use == PROGRAM_COMMANDS ? 0 : loops_of(&p->settings);
	TRY(open_clock(p));
	TRY(open_store(p));
	TRY(open_law(p));
	return open_features(p, use);
}

void program_close(struct program *p)
{
	portal_close(p->app.portal);
	open_counts_close(p->app.open_counts);
	forward_close(p->app.forward);
	crew_stop(&p->app.pull);
	maker_stop(p->app.maker);
	crew_stop(&p->app.deposits);
	ingest_stop(&p->app.ingest);
	finder_close(p->app.finder);
	dataapi_close(p->app.dataapi);
	answer_keys_close(p->app.answer_keys);
	rowpool_close(p->app.rowpool);
	if (p->app.listing)
		listing_close(p->app.listing);
	if (p->app.account)
		account_close(p->app.account);
	if (p->app.record)
		record_close(p->app.record);
	legal_close(p->app.legal);
	store_close(p->app.store);
	ctx_end(&p->cx);
}

struct db *program_reader(struct program *p, enum program_reader which)
{
	return store_reader(p->app.store, p->workers + (int)which);
}
