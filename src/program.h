/* program.h - the data directory, opened: store, pack, calendar, record,
 * accounts. What `serve` and most commands begin with. */
#ifndef PROGRAM_H
#define PROGRAM_H
#include "app.h"
#include "sys/settings.h"

enum program_use {
	PROGRAM_SERVES,                 /* workers, the record's thread */
	PROGRAM_COMMANDS,               /* one thread; the record settles on closing */
};

/* Read connections beside the workers'. */
enum program_reader { READER_RECORD, READER_JOBS, READER_LOADER, READER_COMMAND,
		      READER_REINDEX, READER_DELIVERY, READER_SPARE, READERS_ };

struct program {
	struct ctx      cx;             /* lives as long as the program; complaints too */
	struct settings settings;
	struct app      app;
	int             workers, loops;
	uint8_t         seal_key[32];
};

/* Reads the settings from argv[1 …] (`--key VALUE`), makes the data directory if
 * there is none, opens everything. The complaint is in p->cx. */
enum err program_open(struct program *p, int argc, char *argv[],
		      enum program_use use) MUST_USE;
void     program_close(struct program *p);
struct db *program_reader(struct program *p, enum program_reader which);
#endif
