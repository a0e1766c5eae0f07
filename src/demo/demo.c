/* demo.c - the command that fills an empty data directory with a city. */
#include "demo/demo.h"
#include "account/user.h"
#include "base/embedded.h"
#include "command.h"
#include "demo/demo_cases.h"
#include "demo/tables.h"
#include "program.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORY_DAYS = 300, LOAD_DAYS = 3, WHAT_IDS = 601 };
extern const struct embedded demo_files[];

struct ctx *demo_later(struct demo *d, int64_t minutes)
{
	d->clock.n += minutes * 60000;
	if (d->clock.n > d->today.n)
		d->clock = d->today;
	clock_hold(d->clock);
	ctx_reset(&d->work, d->clock);
	return &d->work;
}

/* --scale and --seed are ours, the rest are settings. */
struct wishes { enum demo_scale scale; uint64_t seed; int argc; char **argv; };

static enum err read_scale(struct ctx *cx, const char *word, enum demo_scale *ret_scale)
{
	static const char *const words[] = { "small", "city", "large" };
	for (int i = 0; i < 3; i++) {
		if (strcmp(words[i], word) == 0) {
			*ret_scale = (enum demo_scale)i;
			return OK;
		}
	}
	return fail(cx, ERR_INVALID, SAY_DEMO_SCALE(word));
}

static enum err read_wishes(struct ctx *cx, int argc, char *argv[], struct wishes *w)
{
	*w = (struct wishes){ .scale = DEMO_SMALL, .seed = 1,
			      .argv = ctx_array(cx, char *, (size_t)argc + 1) };
	for (int i = 0; i < argc; i++) {
		bool scale = strncmp(argv[i], "--scale", 7) == 0;
		bool seed = strncmp(argv[i], "--seed", 6) == 0;
		if (!scale && !seed) {
			w->argv[w->argc++] = argv[i];
			continue;
		}
		const char *eq = strchr(argv[i], '='), *value = eq ? eq + 1 : argv[i + 1];
		if (!eq)
			i++;
		if (!value)
			return fail(cx, ERR_INVALID, SAY_DEMO_SCALE(""));
		if (scale)
			TRY(read_scale(cx, value, &w->scale));
		else
			w->seed = strtoull(value, NULL, 10);
	}
	return OK;
}

static enum err empty(struct ctx *cx, struct db *db)
{
	const struct user_row *u;
	TRY(user_by_name(cx, db, "sysadmin", &u));
	return u ? fail(cx, ERR_CONFLICT, SAY_DEMO_NOT_EMPTY()) : OK;
}

static void step(const char *what)
{
	fprintf(stderr, "%s …\n", what);
}

static enum err tell_story(struct demo *d)
{
	ms_t load = { d->today.n - LOAD_DAYS * INT64_C(86400000) };
	step("bodies and accounts");
	TRY(demo_orgs(d));
	TRY(demo_scenarios(d));
	step("catalogue and its reviews");
	TRY(demo_entries(d));
	TRY(demo_plan(d));
	step("requests and use");
	TRY(demo_use(d, load));
	TRY(demo_quarters(d, load));
	if (d->clock.n < load.n)
		demo_later(d, (load.n - d->clock.n) / 60000);
	step("registers");
	TRY(demo_standards(d));
	TRY(demo_registers(d));
	TRY(demo_changes(d));
	TRY(demo_asks(d));
	step("files and rows");
	TRY(demo_papers(d));
	TRY(demo_data(d));
	TRY(demo_grading(d));
	TRY(demo_extra_release(d));
	TRY(demo_plans(d));
	TRY(demo_lookups(d));
	TRY(demo_interface(d));
	TRY(demo_tell(d, d->today));
	TRY(demo_deliveries(d));
	TRY(demo_care(d));
	TRY(demo_renewal(d));
	TRY(demo_count(d));
	TRY(demo_inboxes(d));
	return demo_write_accounts(demo_later(d, 0), d);
}

static enum err make_city(struct program *p, const struct wishes *w, struct demo *d)
{
	struct city *city = ctx_new(&p->cx, struct city);
	*d = (struct demo){
		.app = &p->app, .store = p->app.store, .account = p->app.account,
		.legal = p->app.legal,
		.db = program_reader(p, READER_COMMAND), .dir = p->settings.data,
		.seed = w->seed, .scale = w->scale, .city = city,
		.today = day_start(p->cx.today) };
	id_by_seed(chance(d->seed, WHAT_IDS, 0) | 1);
	d->clock = (ms_t){ d->today.n - STORY_DAYS * INT64_C(86400000) };
	ctx_init(&d->keep, d->clock, 0);
	ctx_init(&d->work, d->clock, 0);
	city_read(&d->keep, embedded_text(demo_files, "tables.txt"),
		  embedded_text(demo_files, "streets.csv"), city);
	TRY(empty(&d->work, d->db));
	log_from(LOG_WARN);
	clock_hold(d->clock);
	enum err e = tell_story(d);
	clock_hold((ms_t){ 0 });
	id_by_seed(0);
	return e;
}

static int report(struct program *p, struct demo *d, enum err e)
{
	if (e == OK) {
		printf("%zu bodies, %zu accounts; %s/demo-accounts.json\n", d->norgs, d->nlogins,
		       d->dir);
		return 0;
	}
	struct ctx *at = d->work.fault.said.id ? &d->work :
			 d->keep.fault.said.id ? &d->keep : &p->cx;
	return command_failed(at, e);
}

int demo_command(int argc, char *argv[])
{
	AUTO_CTX cx;
	struct wishes w;
	struct program p;
	struct demo d = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 0);
	enum err e = read_wishes(&cx, argc, argv, &w);
	if (e != OK)
		return command_failed(&cx, e);
	e = program_open(&p, w.argc, w.argv, PROGRAM_COMMANDS);
	if (e == OK)
		e = make_city(&p, &w, &d);
	int status = report(&p, &d, e);
	program_close(&p);
	ctx_end(&d.keep);
	ctx_end(&d.work);
	return status;
}
