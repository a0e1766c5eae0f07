/* serve.c - `gongshu serve`: open, answer until SIGTERM, finish, close.
 *
 * What the HTTP door asks of the features (who is this? is the signature good?)
 * is put together here, so that the door itself knows none of them. */
#include "serve.h"
#include "account/first.h"
#include "account/account.h"
#include "catalogue/reindex.h"
#include "command.h"
#include "duplicate/finder.h"
#include "forward/forward.h"
#include "hooks.h"
#include "job/job.h"
#include "program.h"
#include "record/record.h"
#include "sys/log.h"
#include "web/openapi.h"
#include "web/web.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>

static struct web_setup setup_of(struct program *p)
{
	const struct settings *s = &p->settings;
	return (struct web_setup){
		.app = &p->app, .lists = route_lists, .hooks = server_hooks,
		.listen = s->listen, .workers = p->workers, .loops = p->loops,
		.loop_readers = p->workers + READERS_,
		.watch_reader = p->workers + READER_SPARE,
		.connections = (int)s->connections, .per_address = (int)s->per_address,
		.idle_seconds = (int)s->idle_seconds,
		.request_seconds = (int)s->request_seconds,
		.body_bytes = s->body_bytes,
		.rate_per_second = (int)s->rate_per_second,
		.secure_cookie = s->secure_cookie != 0,
		.hosts = s->hosts, .trusted_proxies = s->trusted_proxies,
		.public_url = s->public_url,
	};
}

/* Which program served from when on is part of the record. */
static enum err note_start(struct ctx *cx, struct db *db, void *arg)
{
	const struct program *p = arg;
	return record_note(cx, db, &(struct note){ .kind = NOTE_SOFTWARE, .act = "start",
						   .object = p->app.version });
}

static enum err serve(struct program *p, const sigset_t *stops)
{
	struct web *web;
	int got;
	struct web_setup setup = setup_of(p);
	struct job_clock *ticking = NULL;
	TRY(store_change(&p->cx, p->app.store, note_start, p));
	TRY(web_start(&p->cx, &setup, &web));
	enum err e = job_start(&p->cx, &p->app, program_reader(p, READER_JOBS), &ticking);
	if (e != OK) {
		web_stop(web);
		return e;
	}
	struct reindex *reindex = reindex_start(&p->cx, &p->app,
						program_reader(p, READER_REINDEX));
	printf("ready http://%s\n", web_address(web));
	fflush(stdout);
	log_line(LOG_INFO, "ready", "address", web_address(web), "version", p->app.version, NULL);
	sigwait(stops, &got);
	log_line(LOG_INFO, "stopping", "signal", got == SIGTERM ? "TERM" : "INT", NULL);
	forward_hush(p->app.forward);
	finder_leave(p->app.finder);
	reindex_stop(reindex);
	job_stop(ticking);
	web_stop(web);
	return OK;
}

int serve_command(int argc, char *argv[])
{
	struct program p;
	sigset_t stops;
	sigemptyset(&stops);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGINT);
	pthread_sigmask(SIG_BLOCK, &stops, NULL);       /* inherited by every thread */
	enum err e = program_open(&p, argc, argv, PROGRAM_SERVES);
	if (e == OK)
		e = serve(&p, &stops);
	int status = e == OK ? 0 : command_failed(&p.cx, e);
	program_close(&p);
	return status;
}

int init_command(int argc, char *argv[])
{
	struct program p;
	struct first people[FIRST_PEOPLE];
	enum err e = program_open(&p, argc, argv, PROGRAM_COMMANDS);
	if (e == OK)
		e = account_first(&p.cx, p.app.account, p.app.store,
				  program_reader(&p, READER_COMMAND), people);
	if (e == OK)
		printf("%s\n", p.settings.data);
	/* Shown once: they are stored as hashes, and must be changed on first use. */
	for (int i = 0; e == OK && people[0].name && i < FIRST_PEOPLE; i++)
		printf("%s %s\n", people[i].name, people[i].secret);
	int status = e == OK ? 0 : command_failed(&p.cx, e);
	program_close(&p);
	return status;
}

int config_command(int argc, char *argv[])
{
	AUTO_CTX cx;
	AUTO_BUF text = buf_make(1 << 20);
	struct settings s;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	enum err e = settings_read(&cx, argc - 1, argv + 1, &s);
	if (e != OK)
		return command_failed(&cx, e);
	settings_print(&s, &text);
	fputs(buf_cstr(&text), stdout);
	return 0;
}

int openapi_command(int argc, char *argv[])
{
	AUTO_CTX cx;
	AUTO_BUF text = buf_make(16 << 20);
	(void)argc, (void)argv;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	openapi_print(route_lists, GONGSHU_VERSION, &text);
	puts(buf_cstr(&text));
	return 0;
}
