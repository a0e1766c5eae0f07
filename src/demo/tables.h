/* tables.h - the tables of the demo city and their rows.
 *
 * city/tables.txt describes them in a form that reads like a list; city_read()
 * takes it in, table_row() writes any row of any table as a line of CSV, by its
 * number alone. Pure. */
#ifndef DEMO_TABLES_H
#define DEMO_TABLES_H
#include "base/buf.h"
#include "base/ctx.h"
#include "core/item.h"
#include "demo/chance.h"

enum made_of {
	OF_PERSON_ID, OF_PERSON_NAME, OF_PERSON_SEX, OF_PERSON_BORN, OF_PERSON_MOBILE,
	OF_FIRM_NAME, OF_FIRM_CODE, OF_SERIAL, OF_PICK, OF_INT, OF_DEC, OF_DAY, OF_TIME,
	OF_DIVISION, OF_DIVISION_NAME, OF_ADDRESS, OF_ROAD, OF_PLACE, OF_PLATE, OF_CARD,
	OF_PHONE, OF_LON, OF_LAT, OF_BOOL, OF_MAX_
};
struct made { enum made_of of; const char *words; int64_t a, b; };

struct city_table {
	const char  *key, *title, *agency, *theme, *cycle, *about;
	const char  *reason, *law, *article;    /* NULL: unconditional throughout */
	int          grade;
	enum access  share, open;
	int64_t      rows_small, rows_city;
	struct item *items;                     /* as the catalogue takes them */
	struct made *made;                      /* where their values come from */
	size_t       nitems;
	uint64_t     number;                    /* its own stream of chance */
};

struct city {
	struct city_table *tables;
	size_t             ntables;
	const char       **towns;               /* names, and whose they are */
	const char       **town_areas;
	size_t             ntowns;
};
/* A line that doesn't fit is our bug and stops the program. */
void city_read(struct ctx *cx, const char *tables, const char *streets, struct city *ret);

struct row_maker {
	const struct city *city;
	uint64_t           seed;
	day_t              today;
	uint64_t           persons, firms;      /* of the registers others refer to */
	const char        *region;              /* NULL: the whole city */
};
void table_header(const struct city_table *t, struct buf *out);
void table_row(const struct row_maker *m, const struct city_table *t, uint64_t n,
	       struct buf *out);
/* Has each row a person of its own? Numbers of persons born before 1905 run out
 * at some 2.7 million, so such a table can't grow beyond that. */
bool table_by_person(const struct city_table *t);
/* Person `index` of the city, registered where chance has it. */
void city_person(uint64_t seed, uint64_t index, struct person *ret);
#endif
