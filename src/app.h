/* app.h - what the whole server shares for as long as it runs. */
#ifndef APP_H
#define APP_H
#include "store/store.h"

struct account;                         /* account/account.h */
struct ingest;                          /* ingest/ingest.h */
struct crew;                            /* job/crew.h */
struct forward;                         /* forward/forward.h */
struct open_counts;                     /* usage/open_lines.h */
struct portal;                          /* portal/ready.h */
struct pack;                            /* the rule pack in force, core/pack.h */
struct calendar;                        /* core/calendar.h */
struct legal;                           /* cases/legal.h: packs, processes, calendar */
struct record;                          /* record/record.h */
struct listing;                         /* catalogue/listing.h */
struct rowpool;                         /* rowsql/rowread.h */
struct dataapi;                         /* dataapi/plan.h */
struct finder;                          /* duplicate/finder.h */
struct maker;                           /* delivery/maker.h */
struct answer_keys;                     /* sign/answer_key.h */
struct settings;                        /* sys/settings.h */

struct app {
	struct store          *store;
	const struct settings *settings;
	const struct pack     *pack;
	const struct calendar *calendar;
	struct legal          *legal;
	struct record         *record;
	struct listing        *listing;
	struct rowpool        *rowpool;
	struct account        *account;
	struct dataapi        *dataapi;
	struct answer_keys    *answer_keys;
	struct finder         *finder;
	struct ingest         *ingest;
	struct crew           *pull;
	struct forward        *forward;   /* of a server alone */
	struct portal         *portal;    /* of a server alone */
	struct open_counts    *open_counts;     /* the same */
	struct maker          *maker;     /* the same */
	struct crew           *deposits;  /* the same */
	const uint8_t         *seal_key;  /* 32 bytes: cursors, hidden state */
	const char            *version;
};
#endif
