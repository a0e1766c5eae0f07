/* paper.c - see paper.h. */
#include "cases/paper.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "core/article.h"
#include <string.h>

#define TEXT_MOST 10000                /* characters of a free text */

static enum err bad(struct ctx *cx, const struct paper *p, const char *part)
{
	const char *field = part ? ctx_print(cx, "papers.%s.%s", p->name, part)
				 : ctx_print(cx, "papers.%s", p->name);
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_PAPER_FORM(p->words.zh, p->words.en)),
			  field);
}

static bool is_text(const json_t *v, size_t most)
{
	return json_is_string(v) &&
	       utf8_count(json_string_value(v), json_string_length(v)) <= most;
}

static const json_t *basis_law(const json_t *v)
{
	const json_t *law = json_object_get(v, "law");
	return law ? law : json_object_get(v, "instrument");
}

struct citation paper_citation(struct ctx *cx, const struct pack *p, const json_t *basis)
{
	const char *law = json_string_value(basis_law(basis));
	const struct instrument *in = pack_instrument(p, law);
	return (struct citation){
		.law = in ? in->words.zh : law,
		.level = in ? basis_level_word(in->level)
			    : json_string_value(json_object_get(basis, "level")),
		.article = article_written(cx, json_string_value(json_object_get(basis, "article"))),
	};
}

const char *paper_cited(struct ctx *cx, const json_t *basis)
{
	const char *law = json_string_value(basis_law(basis));
	const char *article = json_string_value(json_object_get(basis, "article"));
	return law && article && *article ? ctx_print(cx, "%s %s", law, article)
					  : ctx_text(cx, law);
}

/* {law, level?, article?} */
static enum err check_basis(struct ctx *cx, const struct paper *p, json_t *v)
{
	const char *key;
	json_t *part;
	enum basis_level level;

	if (!json_is_object(v))
		return bad(cx, p, NULL);
	json_object_foreach(v, key, part) {
		bool known = strcmp(key, "law") == 0 || strcmp(key, "instrument") == 0 ||
			     strcmp(key, "article") == 0 || strcmp(key, "level") == 0;
		if (!known || (!json_is_null(part) && !is_text(part, 500)))
			return bad(cx, p, key);
		if (strcmp(key, "level") == 0 && json_is_string(part) &&
		    !basis_level_read(json_string_value(part), &level))
			return bad(cx, p, key);
	}
	return OK;
}

static bool is_option(const struct paper *p, const json_t *v)
{
	const char *word = json_string_value(v);
	for (size_t i = 0; word && i < p->noptions; i++)
		if (strcmp(p->options[i].word, word) == 0)
			return true;
	return false;
}

/* Ids of uploads, none of them twice. */
static bool is_files(const json_t *v)
{
	size_t n = json_array_size(v);
	if (!json_is_array(v) || n > FILES_MOST)
		return false;
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(v, i);
		if (!is_text(one, 128) || !json_string_length(one))
			return false;
		for (size_t k = 0; k < i; k++)
			if (json_equal(one, json_array_get(v, k)))
				return false;
	}
	return true;
}

static enum err check_one(struct ctx *cx, const struct paper *paper, json_t *v)
{
	day_t day;
	bool good = true;

	switch (paper->kind) {
	case PAPER_TEXT:
		good = is_text(v, TEXT_MOST);
		break;
	case PAPER_FILE:
	case PAPER_ORG:
		good = is_text(v, 128);
		break;
	case PAPER_BOOL:
		good = json_is_boolean(v);
		break;
	case PAPER_DATE:
		good = json_is_string(v) && day_read(json_string_value(v), &day);
		break;
	case PAPER_NUMBER:
		good = json_is_integer(v);
		break;
	case PAPER_LIST:
		good = json_is_array(v);
		break;
	case PAPER_FILES:
		good = is_files(v);
		break;
	case PAPER_CONDITIONS:         /* looked at against the entry, by the feature */
		good = json_is_object(v);
		break;
	case PAPER_ENTRY:
		good = json_is_object(v) || is_text(v, 128);
		break;
	case PAPER_CHOICE:
		good = is_option(paper, v);
		break;
	case PAPER_BASIS:
		return check_basis(cx, paper, v);
	case PAPER_KINDS_:
		break;
	}
	return good ? OK : bad(cx, paper, NULL);
}

enum err papers_check(struct ctx *cx, const struct pack *p, const json_t *papers)
{
	const char *name;
	json_t *v;

	if (!papers)
		return OK;
	if (!json_is_object(papers))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_PAPERS_FORM()), "papers");
	json_object_foreach((json_t *)(uintptr_t)papers, name, v) {
		int i = pack_paper(p, name);
		if (i < 0)
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_PAPER_UNKNOWN(name)),
					  ctx_print(cx, "papers.%s", name));
		if (!json_is_null(v))
			TRY(check_one(cx, &p->papers[i], v));
	}
	return OK;
}

static bool blank(const char *s)
{
	for (; *s; s++) {
		if ((unsigned char)*s > ' ' && strncmp(s, "\xe3\x80\x80", 3) != 0)
			return false;
		if (strncmp(s, "\xe3\x80\x80", 3) == 0)
			s += 2;
	}
	return true;
}

static bool said_text_in(const json_t *v)
{
	return json_is_string(v) && !blank(json_string_value(v));
}

static bool there(const struct paper *paper, const json_t *v)
{
	if (paper->kind == PAPER_BOOL)
		return json_is_true(v);
	if (paper->kind == PAPER_BASIS)
		return said_text_in(basis_law(v));
	if (json_is_string(v))
		return said_text_in(v);
	if (paper->kind == PAPER_FILES)
		return json_array_size(v) > 0;
	return v && !json_is_null(v);
}

paper_set papers_given(const struct pack *p, const json_t *papers)
{
	paper_set set = 0;
	for (size_t i = 0; papers && i < p->npapers; i++)
		if (there(&p->papers[i], json_object_get(papers, p->papers[i].name)))
			set |= paper_bit((int)i);
	return set;
}

/* What an instrument is, is known of the pack's; and a law, a regulation or a rule is
 * cited by its article. */
static enum err cited(struct ctx *cx, const struct pack *p, const char *name, const json_t *v)
{
	const char *law = json_string_value(basis_law(v));
	const char *level = json_string_value(json_object_get(v, "level"));
	const struct instrument *in = pack_instrument(p, law);
	enum basis_level l = BASIS_OTHER;
	if (in && level && strcmp(level, basis_level_word(in->level)) != 0) {
		struct words is = levels_words(cx, (uint8_t)(1 << in->level));
		return fail_field(cx, fail(cx, ERR_INCOMPLETE,
					   SAY_BASIS_CONTRADICTS(law, is.zh, is.en)),
				  ctx_print(cx, "papers.%s.level", name));
	}
	if (in)
		l = in->level;
	else if (!basis_level_read(level, &l))
		return OK;
	if (l == BASIS_OTHER ||
	    article_said(json_string_value(json_object_get(v, "article"))))
		return OK;
	return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_BASIS_ARTICLE(law)),
			  ctx_print(cx, "papers.%s.article", name));
}

enum err papers_basis(struct ctx *cx, const struct pack *p, uint8_t levels,
		      const json_t *papers, const char *article)
{
	if (!levels || !papers)
		return OK;
	for (size_t i = 0; i < p->npapers; i++) {
		const json_t *v = json_object_get(papers, p->papers[i].name);
		bool known;
		if (p->papers[i].kind != PAPER_BASIS || !there(&p->papers[i], v))
			continue;
		const char *law = json_string_value(basis_law(v));
		const char *level = json_string_value(json_object_get(v, "level"));
		if (basis_counts(p, levels, law, level, &known)) {
			enum err e = cited(cx, p, p->papers[i].name, v);
			if (e)
				return fail_article(cx, e, article);
			continue;
		}
		struct words w = levels_words(cx, levels);
		enum err e = fail(cx, ERR_INCOMPLETE, known ? SAY_BASIS_LEVEL(law, w.zh, w.en)
							    : SAY_BASIS_NO_LEVEL(law));
		return fail_article(cx, fail_field(cx, e, ctx_print(cx, "papers.%s.level",
								   p->papers[i].name)), article);
	}
	return OK;
}

const struct paper *paper_first(const struct pack *p, paper_set set)
{
	for (size_t i = 0; i < p->npapers; i++)
		if (set >> i & 1)
			return &p->papers[i];
	return NULL;
}

struct words papers_words(struct ctx *cx, const struct pack *p, paper_set set)
{
	struct words w = { "", "" };
	for (size_t i = 0; i < p->npapers; i++) {
		if (!(set >> i & 1))
			continue;
		w.zh = ctx_print(cx, "%s%s%s", w.zh, *w.zh ? "、" : "", p->papers[i].words.zh);
		w.en = ctx_print(cx, "%s%s%s", w.en, *w.en ? ", " : "", p->papers[i].words.en);
	}
	return w;
}

static day_t day_in(const json_t *v)
{
	char head[11] = "";
	day_t d = { 0 };
	if (json_is_string(v) && json_string_length(v) >= 10) {
		memcpy(head, json_string_value(v), 10);
		if (!day_read(head, &d))
			d = (day_t){ 0 };
	}
	return d;
}

day_t papers_promised(const json_t *papers)
{
	const json_t *v = json_object_get(papers, "promised_on");
	if (!v)
		v = json_object_get(json_object_get(papers, "conditions"), "valid_until");
	return day_in(v);
}

day_t papers_event(const json_t *papers)
{
	return day_in(json_object_get(papers, "event_on"));
}

static int put(const char *p, size_t n, void *arg)
{
	struct buf *b = arg;
	buf_bytes(b, p, n);
	return buf_ok(b) ? 0 : -1;
}

enum err json_text(struct ctx *cx, const json_t *j, const char **ret_text)
{
	AUTO_BUF b = buf_make(PAPERS_BYTES);
	if (json_dump_callback(j, put, &b, JSON_COMPACT) != 0 || !buf_ok(&b))
		return fail_field(cx, fail(cx, ERR_TOO_LARGE, SAY_PAPERS_TOO_LARGE()), "papers");
	*ret_text = ctx_textn(cx, b.p, b.n);
	return OK;
}
