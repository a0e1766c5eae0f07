/* describe.c - what is told of one dataset: the portal's own JSON, and schema.org. */
#include "portal/describe.h"
#include "app.h"
#include "catalogue/check.h"
#include "portal/file.h"
#include "portal/ready.h"
#include "portal/taking.h"

const char *portal_address(struct ctx *cx, const struct req *rq, const struct opened *o,
			   const char *tail)
{
	return ctx_print(cx, "%s/open/v1/datasets/%s%s", req_site(cx, rq), o->r.code, tail);
}

const char *portal_citation(struct ctx *cx, const struct req *rq, const struct opened *o)
{
	char day[DAY_TEXT];
	day_text(day_at(portal_has_rows(o) ? o->data.live_at : o->updated_at), day);
	return ctx_print(cx, "%s. %s. %s. %s/datasets/%s", o->org->name, o->r.title, day,
			 req_site(cx, rq), o->r.code);
}

/* --- the portal's own ---------------------------------------------------- */
void formats_json(struct jout *j, bool live)
{
	jout_key(j, "formats");
	jout_list(j);
	for (int i = 0; live && i < PORTAL_FORMS_; i++)
		if (!portal_forms[i].whom)
			jout_text(j, portal_forms[i].format);
	jout_end_list(j);
}

static void word_or_null(struct jout *j, const char *key, const char *s)
{
	jout_key_text(j, key, s && *s ? s : NULL);
}

void columns_json(struct jout *j, const struct opened *o)
{
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < o->r.nitems; i++) {
		const struct item *it = &o->r.items[i];
		jout_open(j);
		jout_key_text(j, "code", it->code);
		jout_key_text(j, "name", it->name);
		jout_key_text(j, "type", item_type_word(it->type));
		if (it->length)
			jout_key_int(j, "length", it->length);
		if (it->type == ITEM_DECIMAL)
			jout_key_int(j, "precision", it->precision);
		jout_key_bool(j, "key", it->key);
		jout_key_bool(j, "nullable", it->nullable);
		jout_key_text(j, "code_set", it->code_set);
		jout_key_text(j, "format", it->format);
		jout_key_text(j, "description", it->description);
		jout_close(j);
	}
	jout_end_list(j);
}

static void one_download(struct ctx *cx, struct req *rq, struct jout *j,
			 const struct opened *o, enum portal_form form)
{
	const struct portal_form_text *f = &portal_forms[form];
	int64_t bytes = portal_file_size(cx, rq, o, form);
	jout_open(j);
	jout_key_text(j, "format", f->format);
	jout_key_text(j, "for", f->whom);
	jout_key_text(j, "url", ctx_print(cx, "/open/v1/datasets/%s/download?format=%s%s%s",
					  o->r.code, f->format, f->whom ? "&for=" : "",
					  f->whom ? f->whom : ""));
	jout_key_text(j, "type", f->type);
	jout_key(j, "bytes");
	if (bytes)
		jout_int(j, bytes);
	else
		jout_null(j);
	jout_key_ms(j, "updated_at", o->data.live_at);
	jout_close(j);
}

static void downloads_json(struct ctx *cx, struct req *rq, struct jout *j,
			   const struct opened *o)
{
	jout_key(j, "downloads");
	jout_list(j);
	for (int i = 0; portal_has_rows(o) && i < PORTAL_FORMS_; i++)
		if (i != FORM_CSV_MACHINES)
			one_download(cx, rq, j, o, (enum portal_form)i);
	jout_end_list(j);
}

static enum err download_count(struct ctx *cx, struct req *rq, int no, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_PORTAL_DOWNLOADS);
	bind_int(q, ":no", no);
	TRY(rows_next(cx, q, &more));
	*ret_n = col_int(q, "n") + taking_uncounted(rq->app->portal->taking, no);
	return OK;
}

enum err portal_used(struct ctx *cx, struct db *db, int nos[PORTAL_USED_MOST],
		     int64_t n[PORTAL_USED_MOST], size_t *ret_count)
{
	AUTO_ROWS q = db_run(db, SQL_PORTAL_USED);
	bind_int(q, ":since", cx->today.n - 30);
	bind_int(q, ":count", PORTAL_USED_MOST);
	for (*ret_count = 0;;) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		nos[*ret_count] = (int)col_int(q, "no");
		n[(*ret_count)++] = col_int(q, "n");
	}
}

enum err portal_loads(struct ctx *cx, struct db *db, const struct opened *o,
		      struct loaded loads[LOADED_MOST], size_t *ret_count)
{
	AUTO_ROWS q = db_run(db, SQL_PORTAL_VERSIONS);
	bind_text(q, ":resource", o->r.id);
	bind_int(q, ":version", o->data.version);
	bind_int(q, ":count", LOADED_MOST);
	for (*ret_count = 0;;) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		loads[(*ret_count)++] = (struct loaded){
			(int)col_int(q, "version"), col_text(cx, q, "mode"),
			col_int(q, "rows_live"), col_ms(q, "ended_at") };
	}
}

static enum err versions_json(struct ctx *cx, struct req *rq, struct jout *j,
			      const struct opened *o)
{
	struct loaded loads[LOADED_MOST];
	size_t n = 0;
	if (portal_has_rows(o))
		TRY(portal_loads(cx, rq->db, o, loads, &n));
	jout_key(j, "versions");
	jout_list(j);
	for (size_t i = 0; i < n; i++) {
		jout_open(j);
		jout_key_int(j, "version", loads[i].version);
		jout_key_text(j, "mode", loads[i].mode);
		jout_key_int(j, "rows", loads[i].rows);
		jout_key_ms(j, "live_at", loads[i].at);
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}

static enum err contents_json(struct ctx *cx, struct req *rq, struct jout *j,
			      const struct opened *o)
{
	struct content_file *files;
	size_t n = 0;
	if (o->content.version)
		TRY(content_files(cx, rq->db, o->r.id, o->content.version, &files, &n));
	jout_key(j, "files");
	jout_list(j);
	for (size_t i = 0; i < n; i++)
		content_file_json(cx, j, &files[i],
				  ctx_print(cx, "/open/v1/datasets/%s/files", o->r.code));
	jout_end_list(j);
	return OK;
}

static void keywords_json(struct jout *j, const struct opened *o)
{
	jout_key(j, "keywords");
	jout_list(j);
	for (size_t i = 0; i < o->r.nkeywords; i++)
		jout_text(j, o->r.keywords[i]);
	jout_end_list(j);
}

enum err dataset_json(struct ctx *cx, struct req *rq, struct jout *j, const struct opened *o)
{
	int64_t taken;
	const struct resource *r = &o->r;
	const struct theme *t = r->theme ? theme_find(r->theme) : NULL;
	TRY(download_count(cx, rq, r->no, &taken));
	jout_open(j);
	jout_key_text(j, "code", r->code);
	jout_key_text(j, "national_code", r->national_code);
	jout_key_text(j, "title", r->title);
	jout_key_text(j, "abstract", r->abstract);
	keywords_json(j, o);
	jout_key_text(j, "theme", t ? t->word : r->theme);
	word_or_null(j, "form", r->form);
	jout_key_text(j, "region", r->region);
	jout_key_text(j, "org", r->org);
	jout_key_text(j, "org_name", o->org->name);
	jout_key_text(j, "open_type", access_word(r->open_type));
	jout_key_text(j, "open_conditions", r->open_conditions);
	jout_key_text(j, "update_cycle", r->update_cycle);
	jout_key_int(j, "version", o->data.version);
	jout_key(j, "rows");
	if (portal_has_rows(o))
		jout_int(j, o->data.rows);
	else
		jout_null(j);
	jout_key_ms(j, "updated_at", o->updated_at);
	jout_key_ms(j, "published_at", r->published_at);
	day_t due = portal_next_due(o);
	jout_key_day(j, "next_due", due);
	jout_key_bool(j, "late", due.n && due.n < cx->today.n);
	jout_key_text(j, "licence", o->live ? said_words(cx, SAY_PORTAL_LICENCE(), SAID_ZH) : NULL);
	jout_key_text(j, "licence_en",
		      o->live ? said_words(cx, SAY_PORTAL_LICENCE(), SAID_EN) : NULL);
	jout_key_text(j, "citation", portal_citation(cx, rq, o));
	jout_key_int(j, "download_count", taken);
	formats_json(j, portal_has_rows(o));
	columns_json(j, o);
	if (portal_has_rows(o))
		portal_files_make(cx, rq, o);
	downloads_json(cx, rq, j, o);
	TRY(versions_json(cx, rq, j, o));
	TRY(contents_json(cx, rq, j, o));
	jout_close(j);
	return OK;
}

/* --- schema.org ----------------------------------------------------------- */
void schema_org_json(struct ctx *cx, struct req *rq, struct jout *j, const struct opened *o)
{
	const struct resource *r = &o->r;
	jout_open(j);
	jout_key_text(j, "@context", "https://schema.org/");
	jout_key_text(j, "@type", "Dataset");
	jout_key_text(j, "name", r->title);
	jout_key_text(j, "description", r->abstract ? r->abstract : r->title);
	jout_key_text(j, "identifier", r->national_code ? r->national_code : r->code);
	jout_key_text(j, "url", ctx_print(cx, "%s/datasets/%s", req_site(cx, rq), r->code));
	keywords_json(j, o);
	jout_key_bool(j, "isAccessibleForFree", true);
	jout_key_ms(j, "datePublished", r->published_at);
	jout_key_ms(j, "dateModified", o->updated_at);
	jout_key(j, "publisher");
	jout_open(j);
	jout_key_text(j, "@type", "GovernmentOrganization");
	jout_key_text(j, "name", o->org->name);
	if (o->org->code && *o->org->code)
		jout_key_text(j, "identifier", o->org->code);
	jout_close(j);
	jout_key(j, "variableMeasured");
	jout_list(j);
	for (size_t i = 0; i < r->nitems; i++)
		jout_text(j, r->items[i].name);
	jout_end_list(j);
	jout_key(j, "distribution");
	jout_list(j);
	for (int i = 0; portal_has_rows(o) && i < PORTAL_FORMS_; i++) {
		if (portal_forms[i].whom)
			continue;
		jout_open(j);
		jout_key_text(j, "@type", "DataDownload");
		jout_key_text(j, "encodingFormat", portal_forms[i].format);
		jout_key_text(j, "contentUrl",
			      portal_address(cx, rq, o, ctx_print(cx, "/download?format=%s",
							   portal_forms[i].format)));
		jout_close(j);
	}
	jout_end_list(j);
	jout_close(j);
}
