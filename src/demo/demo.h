/* demo.h - an invented city in a real shape, to try everything on.
 *
 * The same seed makes the same city on the same day, on either store, to the
 * last id; its story ends as the day begins. By chance are, and must be: keys,
 * tokens, the salts of passwords, what is sealed with the directory's key, and
 * with the record's own salts every leaf. demo_orgs.c makes the
 * bodies and accounts, demo_entries.c the catalogue, demo_data.c the rows,
 * demo_cases.c what goes on between agencies, demo_registers.c what they registered
 * about themselves; demo.c is the command. They go through the features' own
 * functions, so the record tells the same story. */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H
#include "app.h"
#include "base/ctx.h"
#include "demo/agencies.h"
#include "demo/chance.h"

enum demo_scale { DEMO_SMALL, DEMO_CITY, DEMO_LARGE };
#define DEMO_PASSWORD "Demo-City-2026"

struct demo_org {
	const char          *id, *name;
	const struct agency *agency;    /* NULL: an office, see the kind */
	enum org_kind        kind;
	enum org_level       level;
	const char          *region, *key;
	struct who           steward;   /* who acts for it */
};

/* A described table that rows are loaded into. */
enum { DEMO_ENTRIES_MOST = 1200 };
struct demo_entry {
	const struct city_table *table;
	const struct demo_org   *org;
	const char              *id;
	int                      no;
	bool                     loaded;
};

struct demo_line;
struct legal;
struct city;
struct city_table;

struct demo {
	struct app     *app;
	struct store   *store;
	struct account *account;
	struct legal   *legal;
	struct db      *db;             /* a reader */
	const char     *dir;
	uint64_t        seed;
	enum demo_scale scale;
	struct ctx      keep;           /* lives as long as the making */
	struct ctx      work;           /* emptied between steps; faults are here */
	ms_t            clock;          /* of the story, which ends today */
	ms_t            today;

	const struct city *city;
	const char     *password;       /* stored form, one for all */
	struct demo_org *orgs;          /* agencies first, in the table's order */
	size_t          norgs;
	struct who      operator_, authority;
	struct who     *county_operators, *county_authorities; /* by districts[] */
	struct who      sysadmin, secadmin, auditor, cyber, citizen, enterprise;
	struct demo_token { const char *org, *system, *token; } *tokens;
	size_t          ntokens;
	struct demo_line *line;         /* the stories, in order of time */
	struct demo_entry *entries;
	size_t          nentries;
	const struct demo_org *system_of;       /* an agency that registered one … */
	const char     *system;                 /* … its id */
	struct demo_login { const char *name, *org; uint32_t roles; } *logins;
	size_t          nlogins;
};

/* The story goes on by so many minutes; `work` is emptied. */
struct ctx *demo_later(struct demo *d, int64_t minutes);

enum err demo_orgs(struct demo *d) MUST_USE;
/* What shared data is used for; the code of one by its name, or NULL; and a grant that
 * somebody asks to go on with. */
enum err demo_scenarios(struct demo *d) MUST_USE;
const char *demo_scenario_code(const char *name);
enum err demo_renewal(struct demo *d) MUST_USE;
enum err demo_entries(struct demo *d) MUST_USE;
enum err demo_data(struct demo *d) MUST_USE;
/* Loads the rows of one, unless they are. */
enum err demo_rows(struct demo *d, struct demo_entry *e) MUST_USE;
/* The days of use before `until`, with the stories between them: ordinary ones, and a last
 * one that isn't, with warnings and a measure. */
enum err demo_use(struct demo *d, ms_t until) MUST_USE;
/* What was done is counted, and looked at, as the server does. */
enum err demo_count(struct demo *d) MUST_USE;
/* What was told days ago and waits for nobody has been read, as in any office. */
enum err demo_inboxes(struct demo *d) MUST_USE;
/* An interface that a provider mounted. */
enum err demo_interface(struct demo *d) MUST_USE;
/* Row `n` of an entry's table, as its file has it. */
void demo_row(const struct demo *d, const struct demo_entry *e, uint64_t n, struct buf *out);
/* Entries that are no tables, with files that are open. */
enum err demo_papers(struct demo *d) MUST_USE;
/* What came of using shared data. */
enum err demo_care(struct demo *d) MUST_USE;
enum err demo_deliveries(struct demo *d) MUST_USE;     /* tables handed over */
enum err demo_grading(struct demo *d) MUST_USE;
/* Scenarios, and data elements with their sources. */
enum err demo_standards(struct demo *d) MUST_USE;
/* What agencies have registered about themselves. */
enum err demo_registers(struct demo *d) MUST_USE;
/* Laws and duties that changed, organisations reformed, keys registered. */
enum err demo_changes(struct demo *d) MUST_USE;
/* Data asked for that the catalogue lacks, and what is collected twice. */
enum err demo_asks(struct demo *d) MUST_USE;
/* Who looked up the verified citizen. */
enum err demo_lookups(struct demo *d) MUST_USE;
/* What is to be opened, and the assets confirmed. */
enum err demo_plans(struct demo *d) MUST_USE;
enum err demo_write_accounts(struct ctx *cx, const struct demo *d) MUST_USE;
/* `gongshu demo --data DIR [--scale small|city|large] [--seed N] [--store …]` */
int demo_command(int argc, char *argv[]);
#endif
