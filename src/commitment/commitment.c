/* commitment.c - see commitment.h. Pure. */
#include "commitment/commitment.h"
#include "base/enc.h"
#include "base/hash.h"
#include "base/jout.h"
#include <string.h>

enum { BODY_MOST = 64 << 10 };

static void clause_json(struct jout *j, const struct word_text *c)
{
	jout_open(j);
	jout_key_text(j, "key", c->word);
	jout_key_text(j, "text", c->words.zh);
	jout_key_text(j, "text_en", c->words.en);
	jout_close(j);
}

struct commitment commitment_of(struct ctx *cx, const struct pack *p)
{
	const struct commitment_text *t = &p->commitment;
	char hash[B64_TEXT(HASH_SIZE)];
	if (!t->version)
		return (struct commitment){ .hash = NULL };
	AUTO_BUF b = buf_make(BODY_MOST);
	struct jout j = jout_to(&b);
	jout_open(&j);
	jout_key_text(&j, "version", t->version);
	jout_key_text(&j, "title", t->title.zh);
	jout_key_text(&j, "title_en", t->title.en);
	jout_key(&j, "clauses");
	jout_list(&j);
	for (size_t i = 0; i < t->nclauses; i++)
		clause_json(&j, &t->clauses[i]);
	jout_end_list(&j);
	jout_close(&j);
	struct hash h = hash_of(b.p, b.n);
	return (struct commitment){ ctx_text(cx, b64url_text(h.b, HASH_SIZE, hash)), t->version,
				    p->name, ctx_textn(cx, b.p, b.n) };
}

bool commitment_is(const struct commitment *c, const char *read)
{
	return c->hash && (strcmp(read, c->hash) == 0 || strcmp(read, c->version) == 0);
}
