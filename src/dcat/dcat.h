/* dcat.h - the catalogue in the words of DCAT-AP 3, for other catalogues to read.
 *
 * What each of our facts is called there stands in dcat.c, once for all three
 * syntaxes. Names don't change: an entry is {site}/id/dataset/{code} as long as it
 * has its code, with #record, #csv …, #file-1 …, #service beside; agencies, domains and the
 * licence have theirs, and a browser that follows one comes to a page (dcat_http.c).
 * Only what DCAT-AP 3.0.1 asks for and we know is said; nothing is made up. Pure. */
#ifndef DCAT_DCAT_H
#define DCAT_DCAT_H
#include "catalogue/catalogue.h"
#include "dcat/graph.h"

struct dcat_agent {
	const char *id, *name, *code;   /* code: GB 32100; may be "" */
	const char *region, *unit, *phone;
};

/* A tree of categories, and a place in one; names NULL where they aren't known. */
struct dcat_scheme { const char *id, *zh, *en; };
struct dcat_place {
	const char *code;               /* its digits */
	const char *scheme;             /* the tree's id, or NULL: of none */
	const char *zh, *en;
};
#define DCAT_SCHEMES 3

struct dcat_catalogue {
	const char       *site;         /* "https://…", before every name */
	const char       *name;         /* "open", "all", or an agency's id */
	struct said       title, about;
	struct dcat_agent publisher;
	ms_t              modified;     /* 0: nothing stands in it */
	struct dcat_scheme schemes[DCAT_SCHEMES];
	size_t            nschemes;
};

struct dcat_form {
	const char *format, *type;      /* "csv", "text/csv; charset=utf-8" */
	int64_t     bytes;              /* 0: not made yet */
	const char *sha256;             /* hex, or NULL */
};
#define DCAT_FORMS 12
struct dcat_file {                      /* one that is open, of an entry that is no table */
	int64_t     n;                  /* its number: /open/v1/datasets/{code}/files/{n} */
	const char *name, *title, *media, *sha256;
	int64_t     bytes;
};

enum dcat_to { DCAT_TO_PUBLIC, DCAT_TO_STAFF };
struct dcat_entry {
	const char *code, *national_code, *title, *abstract;
	const char *keywords;           /* one a line */
	const char *theme, *categories, *region, *update_cycle; /* categories: digits, one a line */
	enum access open_type, share_type;
	const char *open_conditions, *share_conditions;
	int         version, data_version;      /* data_version 0: no data */
	ms_t        issued, published, data_at; /* data_at 0: no data */
	struct dcat_agent publisher;
	bool        live;               /* on the portal with data to take */
	struct dcat_form forms[DCAT_FORMS];     /* of its downloads */
	size_t      nforms;
	const struct dcat_file *files;
	size_t      nfiles;
	int         files_version;      /* 0: none */
	ms_t        files_at;           /* when they were opened */
};

/* The catalogue itself, its domains, its licence. */
void dcat_catalogue_put(struct ctx *cx, struct graph *g, const struct dcat_catalogue *c);
/* The places its entries hang in, each a concept of its tree. */
void dcat_places_put(struct ctx *cx, struct graph *g, const char *site,
		     const struct dcat_place *places, size_t n);
/* That these entries stand in it. */
void dcat_members_put(struct ctx *cx, struct graph *g, const struct dcat_catalogue *c,
		      const struct dcat_entry *entries, size_t n, enum dcat_to to);
void dcat_agent_put(struct ctx *cx, struct graph *g, const char *site,
		    const struct dcat_agent *a);
/* The entry, its record, and the ways to its data that `to` may go. */
void dcat_entry_put(struct ctx *cx, struct graph *g, const char *site,
		    const struct dcat_entry *e, enum dcat_to to);

/* An office's line as "tel:+86-…"; NULL when it is none, or a mobile: that is a
 * person's. */
const char *dcat_tel(struct ctx *cx, const char *phone);
#endif
