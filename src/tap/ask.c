/* ask.c - see ask.h. */
#include "tap/ask.h"
#include "base/err.h"
#include <string.h>

#define FIXED 18                        /* fields before the columns */

static const char *const verbs[] = {
#define X(id, word) word,
	TAP_VERB_TABLE(X)
#undef X
};

const char *tap_verb_word(enum tap_verb v)
{
	return verbs[v];
}

static const char *const tls_words[] = {
#define X(id, word) word,
	TAP_TLS_TABLE(X)
#undef X
};

bool tap_tls_read(const char *word, enum tap_tls *ret)
{
	for (int i = 0; word && i < TAP_TLS_MAX_; i++) {
		if (strcmp(tls_words[i], word) == 0) {
			*ret = (enum tap_tls)i;
			return true;
		}
	}
	return false;
}

bool tap_writes(enum tap_verb v)
{
	return v == TAP_WRITE || v == TAP_ERASE;
}

void tap_ask_write(struct buf *out, const struct tap_ask *a)
{
	const struct tap_place *p = &a->place;
	size_t at = frame_begin(out, 'Q');
	frame_text(out, verbs[a->verb]);
	frame_text(out, p->driver);
	frame_text(out, p->address);
	frame_int(out, p->port);
	frame_text(out, p->database);
	frame_text(out, p->user);
	frame_text(out, p->password);
	frame_text(out, a->schema);
	frame_text(out, a->table);
	frame_text(out, a->since);
	frame_text(out, a->from);
	frame_int(out, a->most);
	frame_text(out, tls_words[p->tls]);
	frame_text(out, a->batch.id);
	frame_text(out, a->batch.of);
	frame_text(out, a->batch.base);
	frame_text(out, a->batch.hash);
	frame_text(out, a->batch.keys);
	for (size_t i = 0; i < a->ncolumns; i++)
		frame_text(out, a->columns[i]);
	frame_end(out, at);
}

static const char *text(struct ctx *cx, const struct frame_field *f)
{
	return f->p ? ctx_textn(cx, f->p, f->n) : NULL;
}

/* What is written is told whole. */
static bool batch_good(const struct tap_ask *a)
{
	const struct tap_batch *b = &a->batch;
	if (!tap_writes(a->verb))
		return true;
	return b->of && (a->verb == TAP_ERASE || (b->id && b->hash && b->keys && a->ncolumns &&
						  strlen(b->keys) == a->ncolumns));
}

bool tap_ask_read(struct ctx *cx, const struct frame *f, struct tap_ask *ret)
{
	const struct frame_field *at = f->fields;
	int64_t port, most;
	enum tap_tls tls;
	int verb = 0;
	if (f->kind != 'Q' || f->nfields < FIXED || f->nfields > FIXED + TAP_COLUMNS)
		return false;
	for (size_t i = 0; i < f->nfields; i++)
		if (at[i].n && memchr(at[i].p, 0, at[i].n))
			return false;
	while (verb < TAP_VERBS_ && !(at[0].n == strlen(verbs[verb]) &&
				      memcmp(at[0].p, verbs[verb], at[0].n) == 0))
		verb++;
	if (verb == TAP_VERBS_ || !frame_number(&at[3], &port) || port < 1 || port > 65535 ||
	    !frame_number(&at[11], &most) || most < 0)
		return false;
	if (!tap_tls_read(text(cx, &at[12]), &tls))
		return false;
	for (int i = 1; i < 7; i++)
		if (!at[i].p)
			return false;
	const char **columns = ctx_array(cx, const char *, f->nfields);
	for (size_t i = FIXED; i < f->nfields; i++) {
		columns[i - FIXED] = text(cx, &at[i]);
		if (!columns[i - FIXED])
			return false;
	}
	*ret = (struct tap_ask){ .verb = (enum tap_verb)verb, .place = {
		.driver = text(cx, &at[1]), .address = text(cx, &at[2]), .port = (int)port,
		.database = text(cx, &at[4]), .user = text(cx, &at[5]),
		.password = text(cx, &at[6]), .tls = tls },
		.schema = text(cx, &at[7]), .table = text(cx, &at[8]), .since = text(cx, &at[9]),
		.from = text(cx, &at[10]), .most = most, .columns = columns,
		.ncolumns = f->nfields - FIXED, .batch = { text(cx, &at[13]), text(cx, &at[14]),
		text(cx, &at[15]), text(cx, &at[16]), text(cx, &at[17]) } };
	return tap_tls_told(ret->place.driver, tls) && batch_good(ret) &&
	       (verb == TAP_TABLES || (ret->table && *ret->table));
}

/* --- the connection string ------------------------------------------------------------- */
bool tap_value_good(const char *value, size_t most)
{
	size_t n = strlen(value);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f)
			return false;
	return n <= most;
}

#define ROOTS "/etc/ssl/certs/ca-certificates.crt"      /* whom the system trusts */

/* What some drivers have to be told, by the beginning of their names, and how each is
 * told of TLS (NULL: it can't be). PostgreSQL's keeps a whole table in memory unless it
 * fetches by a cursor, and without its last word puts a savepoint before every statement;
 * MySQL tells moments in its own zone, and may be set to cut what is too long, which it is
 * forbidden when it is written to.
 * FreeTDS takes its roots from a file of the site's alone. */
#define ZONE   ";INITSTMT={SET time_zone='+08:00'}"
#define STRICT ";INITSTMT={SET time_zone='+08:00', " \
	"sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'}"
static const struct known { const char *begins, *more, *reads, *writes, *tls[TAP_TLS_MAX_]; } known[] = {
	{ "PostgreSQL", "UseDeclareFetch=1;Fetch=1000;BoolsAsChar=0;"
			"UnknownSizes=2;MaxVarcharSize=4000;ByteaAsLongVarBinary=1",
	  ";ReadOnly=1", ";ReadOnly=0;Protocol=7.4-1",
	  { "SSLmode=require", "SSLmode=verify-full", "SSLmode=prefer" } },
	{ "MariaDB", "NO_CACHE=1;FORWARDONLY=1;CHARSET=utf8mb4", ZONE, STRICT,
	  { "FORCETLS=1", "FORCETLS=1;SSLVERIFY=1;SSLCA=" ROOTS, "" } },
	{ "MySQL", "NO_CACHE=1;FORWARDONLY=1;CHARSET=utf8mb4", ZONE, STRICT,
	  { "SSLMODE=REQUIRED", "SSLMODE=VERIFY_IDENTITY;SSLCA=" ROOTS, "" } },
	{ "FreeTDS", "TDS_Version=7.4;ClientCharset=UTF-8", "", "", { "Encryption=require", NULL, "" } },
};

static const struct known *known_as(const char *driver)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strncmp(driver, known[i].begins, strlen(known[i].begins)) == 0)
			return &known[i];
	return NULL;
}

bool tap_tls_told(const char *driver, enum tap_tls tls)
{
	const struct known *k = known_as(driver);
	return tls == TAP_TLS_OFF || (k && k->tls[tls]);
}

/* Letters, digits and a few signs stand as they are: not every driver takes braces off. */
static bool plain(const char *value)
{
	static const char marks[] = "_-.:/@#$+~^&|<>";
	for (const unsigned char *p = (const unsigned char *)value; *p; p++)
		if (!(*p >= 0x80 || (*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z') ||
		      strchr(marks, *p)))
			return false;
	return *value != '\0';
}

static void attribute(struct buf *out, const char *key, const char *value)
{
	buf_text(out, key);
	buf_byte(out, '=');
	if (plain(value)) {
		buf_text(out, value);
	} else {
		buf_byte(out, '{');
		for (const char *p = value; *p; p++) {
			buf_byte(out, *p);
			if (*p == '}')
				buf_byte(out, '}');
		}
		buf_byte(out, '}');
	}
	buf_byte(out, ';');
}

void tap_string(struct buf *out, const struct tap_place *p, bool writes)
{
	buf_print(out, "Driver={%s};", p->driver);
	attribute(out, "Server", p->address);
	buf_print(out, "Port=%d;", p->port);
	attribute(out, "Database", p->database);
	attribute(out, "UID", p->user);
	attribute(out, "PWD", p->password);
	const struct known *k = known_as(p->driver);
	PRE(tap_tls_told(p->driver, p->tls));
	if (k)
		buf_print(out, "%s%s;%s%s", k->more, writes ? k->writes : k->reads, k->tls[p->tls],
			  *k->tls[p->tls] ? ";" : "");
}
