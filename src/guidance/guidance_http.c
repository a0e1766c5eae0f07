/* guidance_http.c - the counter of the guidance library: read by all staff, added to
 * by the city's operator and authority. */
#include "guidance/guidance_http.h"
#include "app.h"
#include "cases/legal.h"
#include "catalogue/check.h"
#include "core/link.h"
#include "guidance/guidance_store.h"
#include "guidance_schema.h"
#include "ingest/upload.h"
#include "sys/file.h"
#include "web/req.h"
#include <string.h>
#include <strings.h>

/* --- one, as JSON ------------------------------------------------------------------------ */
static enum guidance_state state_of(const struct ctx *cx, const struct guide *g)
{
	return guidance_state_on(cx->today, g->from, g->to, g->replaced);
}

static bool has_place(const char *places, const char *place)
{
	size_t n = strlen(place);
	for (const char *p = places; (p = strstr(p, place)); p += n)
		if ((p == places || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
			return true;
	return false;
}

static void places_json(struct jout *j, const char *places)
{
	jout_key(j, "places");
	jout_list(j);
	for (const char *const *p = guidance_places; *p; p++)
		if (has_place(places, *p))
			jout_text(j, *p);
	jout_end_list(j);
}

static void guide_json(struct ctx *cx, struct jout *j, const struct guide *g)
{
	jout_open(j);
	jout_key_text(j, "id", g->id);
	jout_key_text(j, "title", g->title);
	jout_key_text(j, "title_en", g->title_en);
	jout_key_text(j, "issuer", g->issuer);
	jout_key_text(j, "number", g->number);
	jout_key_text(j, "level", guidance_level_word(g->level));
	jout_key_text(j, "domain", g->domain);
	jout_key_day(j, "in_force", g->from);
	jout_key_day(j, "in_force_to", g->to);
	jout_key_text(j, "state", guidance_state_word(state_of(cx, g)));
	places_json(j, g->places);
	jout_key_text(j, "link", g->link);
	jout_key_text(j, "file_name", g->file_name);
	jout_key_text(j, "file_sha256", g->file_hash);
	jout_key(j, "file_size");
	if (g->file_hash)
		jout_int(j, g->file_size);
	else
		jout_null(j);
	jout_key_text(j, "notes", g->notes);
	jout_key_text(j, "replaces", g->replaces);
	jout_key_text(j, "replaced_by", g->replaced_by);
	jout_key_bool(j, "of_pack", g->by_name == NULL);
	jout_key_text(j, "by", g->by_name);
	jout_key_ms(j, "at", g->at);
	jout_key_ms(j, "changed_at", g->changed_at);
	jout_close(j);
}

static enum err named(struct ctx *cx, struct req *rq, const char *id, const struct guide **ret)
{
	struct guides all;
	TRY(guides_all(cx, rq->db, legal_pack(rq->app->legal), &all));
	*ret = guide_of(&all, id);
	return *ret ? OK : fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_GUIDANCE());
}

static enum err answer_one(struct ctx *cx, struct req *rq, const char *id, int status)
{
	const struct guide *g;
	TRY(named(cx, rq, id, &g));
	guide_json(cx, answer_json(rq, status), g);
	return OK;
}

/* --- the list -------------------------------------------------------------------------------- */
static bool found_in(const char *text, const char *words)
{
	return text && strcasestr(text, words);
}

static bool takes(const struct ctx *cx, const struct req *rq, const struct guide *g, bool all)
{
	const char *place = req_given(rq, "place"), *level = req_given(rq, "level");
	const char *domain = req_given(rq, "domain"), *q = req_given(rq, "q");
	if (!all && state_of(cx, g) == GUIDANCE_ENDED)
		return false;
	return (!place || has_place(g->places, place)) &&
	       (!level || strcmp(level, guidance_level_word(g->level)) == 0) &&
	       (!domain || (g->domain && strcmp(domain, g->domain) == 0)) &&
	       (!q || found_in(g->title, q) || found_in(g->title_en, q) ||
		found_in(g->number, q) || found_in(g->issuer, q));
}

static enum err sound_query(struct ctx *cx, const struct req *rq, bool *ret_all)
{
	const char *place = req_given(rq, "place"), *level = req_given(rq, "level");
	enum guidance_level l;
	if (place && !guidance_place_known(place))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_GUIDANCE_PLACE(place)), "place");
	if (level && !guidance_level_read(level, &l))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("level")), "level");
	return req_query_flag(cx, rq, "all", ret_all);
}

static enum err list(struct ctx *cx, struct req *rq)
{
	struct guides all;
	struct brief brief;
	bool ended;
	TRY(req_brief(cx, rq, &brief));
	TRY(sound_query(cx, rq, &ended));
	TRY(guides_all(cx, rq->db, legal_pack(rq->app->legal), &all));
	struct jout *j = answer_list(rq);
	for (size_t i = 0; i < all.n; i++)
		if (takes(cx, rq, &all.list[i], ended) && brief_takes(&brief))
			guide_json(cx, j, &all.list[i]);
	answer_brief_end(cx, rq, &brief);
	return OK;
}

static enum err get(struct ctx *cx, struct req *rq)
{
	return answer_one(cx, rq, rq->seg[0], 200);
}

static enum err file_get_one(struct ctx *cx, struct req *rq)
{
	size_t n;
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_GUIDANCE_FILE_GET);
	bind_text(q, ":id", rq->seg[0]);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_GUIDANCE_FILE());
	const char *name = col_text(cx, q, "file_name"), *type = guidance_file_type(name);
	const char *dot = strrchr(name, '.');
	const void *bytes = col_blob(cx, q, "bytes", &n);
	TRY(answer_etag(cx, rq, ctx_print(cx, "\"%s\"", col_text(cx, q, "hash"))));
	answer_bytes(rq, 200, type ? type : "application/octet-stream", bytes, n);
	/* The name as given stands in the list; a header takes no more than its kind. */
	answer_header(rq, "Content-Disposition", ctx_print(cx, "attachment; filename=\"guidance-%s%s\"",
							   rq->seg[0], dot ? dot : ""));
	return OK;
}

/* --- registering ----------------------------------------------------------------------------- */
static enum err places_text(struct ctx *cx, const char *const *places, size_t n,
			    const char **ret)
{
	*ret = "";
	for (size_t i = 0; i < n; i++) {
		if (!guidance_place_known(places[i]))
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_GUIDANCE_PLACE(places[i])),
					  ctx_print(cx, "places[%zu]", i));
		if (!has_place(*ret, places[i]))
			*ret = ctx_print(cx, "%s%s%s", *ret, **ret ? " " : "", places[i]);
	}
	return OK;
}

static enum err sound(struct ctx *cx, const struct guide *g)
{
	if (g->link && !link_sound(g->link))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_GUIDANCE_LINK()), "link");
	if (g->to.n && g->to.n < g->from.n)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_GUIDANCE_PERIOD()), "in_force_to");
	if (g->domain && !theme_find(g->domain))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("domain")), "domain");
	return OK;
}

/* What was uploaded, into memory: documents are small. */
static enum err take_file(struct ctx *cx, struct req *rq, const char *upload, struct guide *g,
			  struct buf *out)
{
	struct upload u;
	enum err e = upload_complete(cx, rq->db, upload, rq->who, &u);
	if (e != OK)
		return fail_field(cx, e, "file");
	if (!u.filename || !guidance_file_type(u.filename))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_GUIDANCE_FILE_KIND()), "file");
	if (u.size == 0 || u.size > GUIDANCE_FILE_MOST)
		return fail_field(cx, fail(cx, ERR_TOO_LARGE,
					   SAY_GUIDANCE_FILE_LARGE(GUIDANCE_FILE_MOST >> 20)), "file");
	g->file_name = u.filename;
	return file_get(cx, upload_path(cx, store_dir(rq->store), u.id), GUIDANCE_FILE_MOST, out);
}

struct adding { const struct who *who; struct guide *g; const struct buf *file; };

static enum err add(struct ctx *cx, struct db *db, void *arg)
{
	const struct adding *a = arg;
	return guide_add(cx, db, a->who, a->g, a->file->n ? a->file->p : NULL, a->file->n);
}

static enum err post(struct ctx *cx, struct req *rq)
{
	const struct guidance_new_in *in = rq->body;
	const struct guide *older;
	struct guide g = { .title = in->title, .issuer = in->issuer, .number = in->number,
			   .domain = in->domain, .from = in->in_force, .to = in->in_force_to,
			   .link = in->link, .notes = in->notes, .replaces = in->replaces };
	AUTO_BUF file = buf_make(GUIDANCE_FILE_MOST);
	PRE(guidance_level_read(in->level, &g.level));
	TRY(places_text(cx, in->places, in->nplaces, &g.places));
	TRY(sound(cx, &g));
	if (in->replaces && named(cx, rq, in->replaces, &older) != OK)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_GUIDANCE_NO_OLDER(in->replaces)),
				  "replaces");
	if (in->file)
		TRY(take_file(cx, rq, in->file, &g, &file));
	struct adding a = { rq->who, &g, &file };
	TRY(store_change(cx, rq->store, add, &a));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/guidance/%s", g.id));
	return answer_one(cx, rq, g.id, 201);
}

static enum err change(struct ctx *cx, struct db *db, void *arg)
{
	const struct adding *a = arg;
	return guide_change(cx, db, a->who, a->g);
}

static enum err put(struct ctx *cx, struct req *rq)
{
	const struct guidance_change_in *in = rq->body;
	const struct guide *was;
	TRY(named(cx, rq, rq->seg[0], &was));
	if (!was->by_name)
		return fail(cx, ERR_CONFLICT, SAY_GUIDANCE_OF_PACK());
	struct guide g = *was;
	g.to = in->in_force_to;
	g.link = in->link;
	g.notes = in->notes;
	TRY(places_text(cx, in->places, in->nplaces, &g.places));
	TRY(sound(cx, &g));
	struct adding a = { rq->who, &g, NULL };
	TRY(store_change(cx, rq->store, change, &a));
	return answer_one(cx, rq, g.id, 200);
}

static const char *const listed[] = { "q", "place", "level", "domain", "all", "limit", "cursor",
				      NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/guidance", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_guidance_list, list,
  "Rules for cataloguing and grading, by level; all: also those that have ended",
  .query = listed },
{ "POST", "/api/v1/guidance", CAP_CATALOGUE_REVIEW, AUDIT_WRITE, &schema_guidance_new,
  &schema_guidance, post, "Register a rule, or a newer version of one (replaces)",
  .flags = ROUTE_CITY_BY(8) },
{ "GET", "/api/v1/guidance/{id}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_guidance, get,
  "One rule", .flags = 0 },
{ "PUT", "/api/v1/guidance/{id}", CAP_CATALOGUE_REVIEW, AUDIT_WRITE, &schema_guidance_change,
  &schema_guidance, put, "When a rule ends, where it is shown, its link and notes",
  .flags = ROUTE_CITY_BY(8) },
{ "GET", "/api/v1/guidance/{id}/file", CAP_CATALOGUE_READ, AUDIT_READ, NULL, NULL, file_get_one,
  "The document of a rule", .flags = 0 },
};
/* clang-format on */
const struct route_list guidance_routes = { rows, sizeof rows / sizeof rows[0],
	"cataloguing rules" };
