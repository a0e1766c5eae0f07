/* report.c - the portal's counter for errors that the public finds (R23.1): an interface,
 * and pages without script. What a report is: correction/report.h. */
#include "correction/mended.h"
#include "correction/report.h"
#include "portal/page.h"
#include "portal/routes.h"
#include "portal_schema.h"
#include "web/form.h"
#include <string.h>

/* --- the interface ------------------------------------------------------------------ */
/* As it comes from outside: what is empty wasn't said. */
static const char *given(const char *s)
{
	return s && s[strspn(s, " \t\r\n")] ? s : NULL;
}

static enum err make(struct ctx *cx, struct req *rq, const struct opened *o,
		     const struct report_said *said, struct report_made *ret)
{
	TRY(report_check(cx, o->r.items, o->nseen, said));
	return report_make(cx, rq, &o->r, said, ret);
}

enum err portal_report(struct ctx *cx, struct req *rq)
{
	const struct report_new_in *in = rq->body;
	struct report_said said = { given(in->what), given(in->record_key), given(in->item),
				    given(in->contact) };
	struct opened o;
	struct report_made made;
	TRY(portal_dataset(cx, rq, rq->seg[0], &o));
	TRY(make(cx, rq, &o, &said, &made));
	struct jout *j = answer_json(rq, 201);
	jout_open(j);
	jout_key_text(j, "receipt", made.receipt);
	jout_key_text(j, "code", made.secret);
	jout_key_day(j, "due_on", made.due);
	jout_close(j);
	answer_header(rq, "Cache-Control", "no-store");
	return OK;
}

enum err portal_report_look(struct ctx *cx, struct req *rq)
{
	const struct report_code_in *in = rq->body;
	struct report_seen s;
	TRY(report_look(cx, rq, rq->seg[0], in->code, &s));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "receipt", s.receipt);
	jout_key_text(j, "dataset", s.code);
	jout_key_text(j, "title", s.title);
	jout_key_text(j, "state", s.state);
	jout_key_text(j, "what", s.what);
	jout_key_text(j, "record_key", s.record_key);
	jout_key_text(j, "item", s.item);
	jout_key_text(j, "provider_name", s.provider_name);
	jout_key_ms(j, "at", s.at);
	jout_key_day(j, "due_on", s.due);
	jout_key_text(j, "answer", s.answer);
	jout_key_text(j, "correction", s.correction);
	jout_key_text(j, "mended", s.mended);
	if (s.mended) {
		jout_key_int(j, "mended_version", s.mended_version);
		jout_key_ms(j, "mended_at", s.mended_at);
	}
	jout_key_ms(j, "answered_at", s.answered_at);
	jout_close(j);
	answer_header(rq, "Cache-Control", "no-store");
	return OK;
}

/* --- parts of the pages ---------------------------------------------------------------- */
/* A label and its control; `rows` 0: one line. */
struct control { const char *name; struct said label, hint; const char *value; int rows, most;
	       bool must; };

static void label(struct page_out *p, const char *name, struct said words, bool must)
{
	struct html *h = &p->body;
	html_begin(h, "div");
	html_attr(h, "class", "field");
	html_begin(h, "label");
	html_attr(h, "for", name);
	html_attr(h, "class", must ? "must" : NULL);
	html_text(h, page_say(p, words));
	html_end(h);
}

static void field(struct page_out *p, const struct control *a)
{
	struct html *h = &p->body;
	label(p, a->name, a->label, a->must);
	html_begin(h, a->rows ? "textarea" : "input");
	html_attr(h, "id", a->name);
	html_attr(h, "name", a->name);
	html_attr(h, "class", "input");
	html_attr(h, "maxlength", ctx_print(p->cx, "%d", a->most));
	html_attr(h, "required", a->must ? "" : NULL);
	html_attr(h, "autocomplete", "off");
	if (a->rows) {
		html_attr(h, "rows", ctx_print(p->cx, "%d", a->rows));
		html_text(h, a->value ? a->value : "");
	} else {
		html_attr(h, "value", a->value);
	}
	html_end(h);
	if (a->hint.id)
		html_classed(h, "p", "hint small quiet", page_say(p, a->hint));
	html_end(h);
}

static void option(struct html *h, const char *value, const char *text, const char *chosen)
{
	html_begin(h, "option");
	html_attr(h, "value", value);
	html_attr(h, "selected", chosen && strcmp(chosen, value) == 0 ? "" : NULL);
	html_text(h, text);
	html_end(h);
}

static void item_field(struct page_out *p, const struct opened *o, const char *chosen)
{
	struct html *h = &p->body;
	if (!o->nseen)
		return;
	label(p, "item", SAY_REPORT_PAGE_ITEM(), false);
	html_begin(h, "select");
	html_attr(h, "id", "item");
	html_attr(h, "name", "item");
	html_attr(h, "class", "input");
	option(h, "", page_say(p, SAY_REPORT_PAGE_ANY_ITEM()), NULL);
	for (size_t i = 0; i < o->nseen; i++)
		option(h, o->r.items[i].code, o->r.items[i].name, chosen);
	html_end(h);
	html_end(h);
}

static void begin_form(struct page_out *p, const char *action)
{
	struct html *h = &p->body;
	html_begin(h, "form");
	html_attr(h, "method", "post");
	html_attr(h, "action", page_href(p, action));
	html_attr(h, "class", "stack sheet pad report");
}

static void end_form(struct page_out *p, struct said go)
{
	struct html *h = &p->body;
	html_begin(h, "p");
	html_begin(h, "button");
	html_attr(h, "class", "btn main");
	html_text(h, page_say(p, go));
	html_end(h);
	html_end(h);
	html_end(h);
}

/* What went wrong, above the form that keeps what was typed. */
static void trouble(struct page_out *p, const struct said *why)
{
	struct html *h = &p->body;
	if (!why)
		return;
	html_begin(h, "p");
	html_attr(h, "class", "note red");
	html_attr(h, "role", "alert");
	html_text(h, page_say(p, *why));
	html_end(h);
}

static void begin(struct page_out *p, struct said title, const char *about, const char *path)
{
	page_top(p, page_say(p, title), about, path);
	page_frame(p, "page", page_say(p, title), about);
}

static const char *day_told(struct page_out *p, day_t d)
{
	return d.n ? page_date(p, day_start(d)) : NULL;
}

/* --- reporting ------------------------------------------------------------------------ */
static enum err report_form(struct page_out *p, const struct opened *o,
			    const struct report_said *said, const struct said *why, int status)
{
	const char *path = ctx_print(p->cx, "/datasets/%s/report", o->r.code);
	begin(p, SAY_PAGE_REPORT(), o->r.title, path);
	html_classed(&p->body, "p", "prose", page_say(p, SAY_REPORT_PAGE_LEAD()));
	trouble(p, why);
	begin_form(p, path);
	field(p, &(struct control){ .name = "what", .label = SAY_REPORT_PAGE_WHAT(),
		.value = said->what, .rows = 5, .most = REPORT_WHAT, .must = true });
	item_field(p, o, said->item);
	field(p, &(struct control){ .name = "record_key", .label = SAY_REPORT_PAGE_RECORD(),
		.hint = SAY_REPORT_PAGE_RECORD_HINT(), .value = said->record_key,
		.most = REPORT_PLACE });
	field(p, &(struct control){ .name = "contact", .label = SAY_REPORT_PAGE_CONTACT(),
		.hint = SAY_REPORT_PAGE_CONTACT_HINT(), .value = said->contact,
		.most = REPORT_CONTACT });
	end_form(p, SAY_REPORT_PAGE_SEND());
	html_begin(&p->body, "p");
	html_link(&p->body, page_href(p, "/reports"), page_say(p, SAY_REPORT_PAGE_LOOK()));
	html_text(&p->body, " ");
	html_link(&p->body, page_href(p, ctx_print(p->cx, "/datasets/%s", o->r.code)),
		  page_say(p, SAY_REPORT_PAGE_BACK()));
	html_end(&p->body);
	html_end(&p->body);
	return page_send_plain(p, status);
}

enum err page_report(struct ctx *cx, struct req *rq)
{
	static const struct report_said nothing;
	struct opened o;
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	enum err e = portal_dataset(cx, rq, rq->seg[0], &o);
	if (e == ERR_NOT_FOUND)
		return page_missing(&p, SAY_PAGE_MISSING_WHY());
	TRY(e);
	return report_form(&p, &o, &nothing, NULL, 200);
}

static enum err receipt(struct page_out *p, const struct opened *o, const struct report_made *m)
{
	struct html *h = &p->body;
	begin(p, SAY_REPORT_PAGE_DONE(), o->r.title, ctx_print(p->cx, "/datasets/%s/report", o->r.code));
	html_begin(h, "dl");
	html_attr(h, "class", "facts sheet pad report");
	page_fact(p, SAY_REPORT_PAGE_RECEIPT(), m->receipt);
	page_fact(p, SAY_REPORT_PAGE_CODE(), m->secret);
	page_fact(p, SAY_REPORT_PAGE_DUE(), day_told(p, m->due));
	html_end(h);
	html_classed(h, "p", "note amber", page_say(p, SAY_REPORT_PAGE_KEEP()));
	html_classed(h, "p", "small quiet", page_say(p, SAY_REPORT_PAGE_TARGET()));
	html_begin(h, "p");
	html_link(h, page_href(p, "/reports"), page_say(p, SAY_REPORT_PAGE_LOOK()));
	html_end(h);
	html_end(h);
	return page_send_plain(p, 201);
}

/* Refusals that a visitor can mend are told on the form. */
static bool mendable(enum err e)
{
	return e == ERR_INVALID || e == ERR_INCOMPLETE || e == ERR_TOO_MANY || e == ERR_NOT_FOUND;
}

enum err page_report_post(struct ctx *cx, struct req *rq)
{
	static const char *const names[] = { "what", "item", "record_key", "contact", NULL };
	const struct form *f;
	struct opened o;
	struct report_made made;
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	enum err e = portal_dataset(cx, rq, rq->seg[0], &o);
	if (e == ERR_NOT_FOUND)
		return page_missing(&p, SAY_PAGE_MISSING_WHY());
	TRY(e);
	TRY(form_read(cx, rq, names, &f));
	struct report_said said = { form_get(cx, f, "what"), form_get(cx, f, "record_key"),
				    form_get(cx, f, "item"), form_get(cx, f, "contact") };
	e = make(cx, rq, &o, &said, &made);
	if (e == OK)
		return receipt(&p, &o, &made);
	if (!mendable(e))
		return e;
	struct said why = cx->fault.said;
	return report_form(&p, &o, &said, &why, err_http(e));
}

/* --- looked up ------------------------------------------------------------------------- */
static enum err look_form(struct page_out *p, const char *number, const struct said *why,
			  int status)
{
	begin(p, SAY_REPORT_PAGE_LOOK(), page_say(p, SAY_REPORT_PAGE_LOOK_LEAD()), "/reports");
	trouble(p, why);
	begin_form(p, "/reports");
	field(p, &(struct control){ .name = "receipt", .label = SAY_REPORT_PAGE_RECEIPT(),
		.value = number, .most = 40, .must = true });
	field(p, &(struct control){ .name = "code", .label = SAY_REPORT_PAGE_CODE(), .most = 40,
		.must = true });
	end_form(p, SAY_REPORT_PAGE_ASK());
	html_end(&p->body);
	return page_send_plain(p, status);
}

enum err page_reports(struct ctx *cx, struct req *rq)
{
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	return look_form(&p, NULL, NULL, 200);
}

/* Where the correction is to be found: a version and its day. */
static const char *carried(struct page_out *p, const struct report_seen *s)
{
	const char *on = page_date(p, s->mended_at);
	if (strcmp(s->mended, mended_word(MENDED_BATCH)) == 0)
		return page_say(p, SAY_MENDED_BATCH(s->mended_version, on));
	if (strcmp(s->mended, mended_word(MENDED_FILES)) == 0)
		return page_say(p, SAY_MENDED_FILES(s->mended_version, on));
	return strcmp(s->mended, mended_word(MENDED_ENTRY)) == 0
		? page_say(p, SAY_MENDED_ENTRY(s->mended_version, on))
		: page_say(p, SAY_MENDED_SOURCE(on));
}

/* The item it was said of: by its name, while its dataset stands here. */
static const char *item_told(struct page_out *p, struct req *rq, const struct report_seen *s)
{
	struct opened o;
	if (!s->item || !s->code || portal_dataset(p->cx, rq, s->code, &o) != OK)
		return s->item;
	for (size_t i = 0; i < o.nseen; i++)
		if (strcmp(o.r.items[i].code, s->item) == 0)
			return o.r.items[i].name;
	return s->item;
}

static enum err standing(struct page_out *p, struct req *rq, const struct report_seen *s)
{
	struct html *h = &p->body;
	begin(p, SAY_REPORT_PAGE_STANDS(), s->title, "/reports");
	html_begin(h, "dl");
	html_attr(h, "class", "facts sheet pad report");
	page_fact(p, SAY_REPORT_PAGE_STATE(), page_say(p, s->state_said));
	page_fact(p, SAY_REPORT_PAGE_CORRECTION(), s->correction);
	if (s->mended)
		page_fact(p, SAY_REPORT_PAGE_CARRIED(), carried(p, s));
	page_fact(p, s->correction ? SAY_REPORT_PAGE_FINDING() : SAY_REPORT_PAGE_ANSWER(), s->answer);
	if (s->answered_at.n)
		page_fact(p, SAY_REPORT_PAGE_ANSWERED(), page_date(p, s->answered_at));
	page_fact(p, SAY_REPORT_PAGE_DUE(), day_told(p, s->due));
	page_fact(p, SAY_PAGE_ORG(), s->provider_name);
	page_fact(p, SAY_REPORT_PAGE_AT(), page_date(p, s->at));
	page_fact(p, SAY_REPORT_PAGE_WHAT(), s->what);
	page_fact(p, SAY_REPORT_PAGE_ITEM(), item_told(p, rq, s));
	page_fact(p, SAY_REPORT_PAGE_RECORD(), s->record_key);
	page_fact(p, SAY_REPORT_PAGE_RECEIPT(), s->receipt);
	html_end(h);
	if (s->due.n)
		html_classed(h, "p", "small quiet", page_say(p, SAY_REPORT_PAGE_TARGET()));
	html_end(h);
	return page_send_plain(p, 200);
}

enum err page_reports_post(struct ctx *cx, struct req *rq)
{
	static const char *const names[] = { "receipt", "code", NULL };
	const struct form *f;
	struct report_seen s;
	AUTO_PAGE p;
	page_begin(cx, rq, &p);
	TRY(form_read(cx, rq, names, &f));
	const char *number = form_get(cx, f, "receipt"), *code = form_get(cx, f, "code");
	enum err e = report_look(cx, rq, number ? number : "", code ? code : "", &s);
	if (e == OK)
		return standing(&p, rq, &s);
	if (!mendable(e))
		return e;
	struct said why = cx->fault.said;
	return look_form(&p, number, &why, err_http(e));
}
