/* endorse_store.c - seals and signatures of a filing looked at, and kept. See endorse.h. */
#include "account/account.h"
#include "account/key.h"
#include "account/token.h"
#include "base/enc.h"
#include "cases/legal.h"
#include "delivery/delivery.h"
#include "delivery/delivery_store.h"
#include "delivery/endorse.h"
#include "delivery/filing.h"
#include "ingest/upload.h"
#include "record/record.h"
#include "sign/sign.h"
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define PAGE_MOST (50 << 20)            /* bytes of a sealed page */
#define SIGNATURE_TEXT 400              /* base64, line ends and all */

static const char *text_of(const json_t *papers, const char *name)
{
	const char *text = json_string_value(json_object_get(papers, name));
	return text && *text ? text : NULL;
}

static bool signs(const struct case_move *m)
{
	return strcmp(m->act, "sign") == 0;
}

/* One agency may have become both: then it is the side that hasn't confirmed yet. */
static enum endorse_side side_of(const struct case_move *m)
{
	const struct parties *p = &m->file->parties;
	const char *org = m->by->org, *asker = p->applicant.org, *provider = p->provider.org;
	if (!org || !provider || strcmp(org, provider) != 0)
		return ENDORSE_CONSUMER;
	bool both = asker && strcmp(org, asker) == 0;
	return both && m->file->facts & DELIVERY_IS_P_SEALED ? ENDORSE_CONSUMER : ENDORSE_PROVIDER;
}

static enum err wrong(struct ctx *cx, const char *paper, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INCOMPLETE, said), ctx_print(cx, "papers.%s", paper));
}

/* --- a page ----------------------------------------------------------------------------- */
static size_t read_at(int fd, off_t at, void *out)
{
	ssize_t n = pread(fd, out, ENDORSE_LOOK, at);
	return n > 0 ? (size_t)n : 0;
}

/* A few bytes, so the one writer may look itself. */
static enum err look_at_page(struct ctx *cx, struct db *db, const struct upload *u,
			     const char *paper)
{
	uint8_t head[ENDORSE_LOOK], tail[ENDORSE_LOOK];
	const char *type = endorse_page_type(u->filename);
	int fd = open(upload_path(cx, store_dir(db_store(db)), u->id), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(cx, ERR_GONE, SAY_DELIVERY_FILE_GONE());
	off_t last = u->size > ENDORSE_LOOK ? (off_t)u->size - ENDORSE_LOOK : 0;
	size_t nhead = read_at(fd, 0, head), ntail = read_at(fd, last, tail);
	close(fd);
	return endorse_page_is(type, head, nhead, tail, ntail) ? OK
		: wrong(cx, paper, SAY_DELIVERY_PAGE_BYTES(strrchr(u->filename, '.')));
}

/* The page that bears the seal was uploaded by who seals, whole. */
static enum err page_there(struct ctx *cx, struct db *db, const struct case_move *m,
			   struct upload *ret)
{
	const char *paper = side_of(m) == ENDORSE_PROVIDER ? "seal_provider" : "seal_consumer";
	const char *id = text_of(m->given, paper), *field = ctx_print(cx, "papers.%s", paper);
	*ret = (struct upload){ .id = NULL };
	if (!id)                        /* whatever a pack's rules ask for */
		return wrong(cx, paper, SAY_DELIVERY_NO_PAGE());
	enum err e = upload_complete(cx, db, id, m->by, ret);
	if (e == ERR_NOT_FOUND)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DELIVERY_NO_PAGE()), field);
	if (e != OK)
		return fail_field(cx, e, field);
	if (!endorse_page_type(ret->filename) || ret->size == 0 || ret->size > PAGE_MOST)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DELIVERY_PAGE_KIND()), field);
	return look_at_page(cx, db, ret, paper);
}

/* Who says which form the page bears says the right one. */
static enum err same_form(struct ctx *cx, const struct case_move *m, const char *hash)
{
	const char *said = text_of(m->given, "form_hash");
	return !said || strcasecmp(said, hash) == 0 ? OK
		: wrong(cx, "form_hash", SAY_DELIVERY_OTHER_FORM(hash));
}

/* --- a signature -------------------------------------------------------------------------- */
static enum err key_of(struct ctx *cx, struct db *db, const struct case_move *m,
		       const struct key_row **ret)
{
	const char *id = ctx_text(cx, text_of(m->given, "sign_key"));
	enum err e = id ? key_by_id(cx, db, id, ret) : ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND || (e == OK && (!m->by->org || strcmp((*ret)->org, m->by->org) != 0)))
		return wrong(cx, "sign_key", SAY_DELIVERY_NO_KEY());
	TRY(e);
	return (*ret)->state == KEY_ACTIVE ? OK : wrong(cx, "sign_key", SAY_DELIVERY_KEY_OFF());
}

/* Base64 as a terminal shows it: line ends don't count. */
static long bytes_of(const char *text, uint8_t *out, size_t room)
{
	char plain[SIGNATURE_TEXT];
	size_t n = 0;
	for (; *text; text++) {
		if (strchr(" \r\n\t", *text))
			continue;
		if (n == sizeof plain)
			return -1;
		plain[n++] = *text;
	}
	return b64_read(plain, n, out, room);
}

static enum err signed_by(struct ctx *cx, const struct case_move *m, const struct key_row *key,
			  const char *hash, uint8_t ret_raw[64])
{
	static const enum sign_algorithm same[] = { [KEY_ED25519] = SIGN_ED25519,
						    [KEY_ECDSA_P256] = SIGN_P256, [KEY_SM2] = SIGN_SM2 };
	const char *text = text_of(m->given, "signature");
	struct signature s = { .nsig = 64 };
	enum key_algorithm algorithm;
	uint8_t bytes[128];
	long n = text ? bytes_of(text, bytes, sizeof bytes) : -1;
	if (n < 0 || !endorse_raw(bytes, (size_t)n, s.sig) || !key_algorithm_read(key->algorithm, &algorithm))
		return wrong(cx, "signature", SAY_DELIVERY_SIGNATURE_FORM());
	s.base = endorse_statement(cx, m->file->id, side_of(m), hash);
	s.nbase = strlen(s.base);
	if (sign_verify(cx, &s, same[algorithm], key->pem) != OK)
		return wrong(cx, "signature", SAY_DELIVERY_SIGNATURE_WRONG());
	memcpy(ret_raw, s.sig, 64);
	return OK;
}

/* --- both ----------------------------------------------------------------------------------- */
struct kept {
	const char *page, *page_hash;
	const struct key_row *key;
	const char *signature;
};

static enum err put(struct ctx *cx, struct db *db, const struct case_move *m,
		    const struct filing_form *form, const struct kept *k)
{
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_SEAL_ADD);
	bind_text(q, ":case_id", m->file->id);
	bind_text(q, ":side", endorse_side_word(side_of(m)));
	bind_text(q, ":way", k->key ? "signature" : "page");
	bind_text(q, ":form_hash", form->hash);
	bind_text(q, ":upload", k->page);
	bind_text(q, ":page_hash", k->page_hash);
	bind_text(q, ":signatories", text_of(m->given, "signatories"));
	bind_text(q, ":original_place", text_of(m->given, "original_place"));
	bind_text(q, ":key_id", k->key ? k->key->id : NULL);
	bind_text(q, ":key_name", k->key ? k->key->name : NULL);
	bind_text(q, ":algorithm", k->key ? k->key->algorithm : NULL);
	bind_text(q, ":public_key", k->key ? k->key->pem : NULL);
	bind_text(q, ":signature", k->signature);
	bind_text(q, ":by_name", m->by->name ? m->by->name : "");
	bind_text(q, ":by_org", m->by->org ? m->by->org : "");
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

enum err endorse(struct ctx *cx, struct db *db, const struct case_move *m)
{
	struct filing_form form;
	struct upload page = { .id = NULL };
	struct kept k = { .page = NULL };
	char text[B64_TEXT(64)];
	uint8_t raw[64];
	if (m->by->token)               /* a person confirms, not a program */
		return fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_CONFIRM_TOKEN());
	TRY(filing_form(cx, db, legal_pack(m->legal), m->file, &form));
	TRY(delivery_form_keep(cx, db, m->file->id, form.rows));
	if (signs(m)) {
		TRY(key_of(cx, db, m, &k.key));
		TRY(signed_by(cx, m, k.key, form.hash, raw));
		k.signature = b64_text(raw, sizeof raw, text);
	} else {
		TRY(page_there(cx, db, m, &page));
		TRY(same_form(cx, m, form.hash));
		k.page = page.id;
		k.page_hash = page.sha256;
	}
	TRY(put(cx, db, m, &form, &k));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CASE, .act = k.key ? "filing-signed" : "filing-sealed", .org = m->by->org,
		.principal = m->by->id, .case_id = m->file->id,
		.object = k.key ? k.key->id : page.id,
		.detail = ctx_print(cx, "%s form %s %s %s", endorse_side_word(side_of(m)), form.hash,
				    k.key ? "signature" : "page",
				    k.key ? k.signature : k.page_hash ? k.page_hash : "-") });
}

/* --- shown ---------------------------------------------------------------------------------- */
enum err endorse_json(struct ctx *cx, struct jout *j, struct db *db, const struct pack *pack,
		      const struct case_file *c)
{
	static const char *const texts[] = { "side", "way", "page_hash", "signatories", "original_place",
					     "key_id", "key_name", "algorithm", "public_key", "signature",
					     "by_name" };
	struct filing_form form;
	TRY(filing_form(cx, db, pack, c, &form));
	jout_key_text(j, "form_sha256", form.hash);
	jout_key(j, "seals");
	jout_list(j);
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_SEALS);
	bind_text(q, ":case_id", c->id);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		jout_open(j);
		for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
			jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
		const char *bears = col_text(cx, q, "form_hash");       /* none: from before it was kept */
		jout_key_text(j, "form_sha256", *bears ? bears : NULL);
		jout_key_ms(j, "at", col_ms(q, "at"));
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}
