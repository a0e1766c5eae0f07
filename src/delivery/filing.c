/* filing.c - see filing.h: A4, a label and a text a row, two places for seals at the
 * end. Long texts run over to the next page line by line. */
#include "delivery/filing.h"
#include "base/enc.h"
#include "base/hash.h"
#include "base/jout.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "delivery/delivery.h"
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Points; A4. */
#define WIDE   595.28
#define HIGH   841.89
#define MARGIN 62.0
#define LABEL  104.0
#define GAP    6.0
#define SEAL   120.0
#define FONT   "Noto Serif CJK SC, Source Han Serif SC, SimSun, serif"
#define BYTES_MOST (16u << 20)

struct sheet { cairo_t *cr; double y; const char *foot; int page; };

static cairo_status_t take(void *to, const unsigned char *p, unsigned int n)
{
	struct buf *out = to;
	buf_bytes(out, p, n);
	return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static PangoLayout *set(struct sheet *s, const char *text, double size, double width, bool bold)
{
	PangoLayout *l = pango_cairo_create_layout(s->cr);
	PangoFontDescription *f = pango_font_description_from_string(FONT);
	pango_font_description_set_absolute_size(f, size * PANGO_SCALE);
	if (bold)
		pango_font_description_set_weight(f, PANGO_WEIGHT_BOLD);
	pango_context_set_language(pango_layout_get_context(l), pango_language_from_string("zh-cn"));
	pango_layout_set_font_description(l, f);
	pango_layout_set_width(l, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(l, 1.25f);
	pango_layout_set_text(l, text, -1);
	pango_font_description_free(f);
	return l;
}

static void put(struct sheet *s, PangoLayout *l, double x, double y)
{
	cairo_move_to(s->cr, x, y);
	pango_cairo_show_layout(s->cr, l);
	g_object_unref(l);
}

static void foot(struct sheet *s)
{
	char text[160];
	s->page++;
	snprintf(text, sizeof text, "%s  ·  %d", s->foot, s->page);
	put(s, set(s, text, 8, WIDE - 2 * MARGIN, false), MARGIN, HIGH - MARGIN + 20);
}

static void room_for(struct sheet *s, double height)
{
	if (s->y + height <= HIGH - MARGIN)
		return;
	foot(s);
	cairo_show_page(s->cr);
	s->y = MARGIN;
}

static void line(struct sheet *s)
{
	cairo_set_line_width(s->cr, 0.5);
	cairo_move_to(s->cr, MARGIN, s->y);
	cairo_line_to(s->cr, WIDE - MARGIN, s->y);
	cairo_stroke(s->cr);
}

/* A text line by line, so that it may go on overleaf. */
static void text_down(struct sheet *s, PangoLayout *l, double x)
{
	PangoLayoutIter *at = pango_layout_get_iter(l);
	do {
		PangoRectangle box;
		pango_layout_iter_get_line_extents(at, NULL, &box);
		double height = (double)box.height / PANGO_SCALE;
		int base = pango_layout_iter_get_baseline(at);
		room_for(s, height);
		cairo_move_to(s->cr, x, s->y + (double)(base - box.y) / PANGO_SCALE);
		pango_cairo_show_layout_line(s->cr, pango_layout_iter_get_line_readonly(at));
		s->y += height;
	} while (pango_layout_iter_next_line(at));
	pango_layout_iter_free(at);
	g_object_unref(l);
}

static void row(struct sheet *s, const char *label, const char *text)
{
	room_for(s, 28);
	line(s);
	s->y += GAP;
	put(s, set(s, label, 10.5, LABEL - GAP, true), MARGIN, s->y);
	text_down(s, set(s, text && *text ? text : "—", 10.5, WIDE - 2 * MARGIN - LABEL, false),
		  MARGIN + LABEL);
	s->y += GAP;
}

static void seal(struct sheet *s, double x, const char *who, const char *name)
{
	double width = (WIDE - 2 * MARGIN - 12) / 2;
	cairo_set_line_width(s->cr, 0.7);
	cairo_rectangle(s->cr, x, s->y, width, SEAL);
	cairo_stroke(s->cr);
	put(s, set(s, who, 10.5, width - 12, true), x + 6, s->y + 6);
	put(s, set(s, name, 10.5, width - 12, false), x + 6, s->y + 26);
}

static const char *zh(struct ctx *cx, struct said s)
{
	return said_words(cx, s, SAID_ZH);
}

static const char *label_of(struct ctx *cx, const struct pack *pack, const char *paper)
{
	int no = pack_paper(pack, paper);
	if (strcmp(paper, "plan") == 0)         /* of how often */
		return zh(cx, SAY_FILING_RHYTHM());
	return no < 0 ? paper : pack->papers[no].words.zh;
}

static const char *articles(const struct case_file *c)
{
	return c->facts & DELIVERY_IS_COUNTY ? "20 ¶2, ¶4(2)"
	       : c->facts & DELIVERY_IS_LOCAL ? "20 ¶2" : "20 ¶2, ¶3(2)";
}

/* --- what it says ----------------------------------------------------------------------- */
static void row_json(struct jout *j, const char *label, const char *text)
{
	jout_list(j);
	jout_text(j, label);
	jout_text(j, text && *text ? text : "—");
	jout_end_list(j);
}

static void rows_json(struct ctx *cx, struct jout *j, const struct pack *pack,
		      const struct case_file *c, const char *code)
{
	static const char *const papers[] = { "request", "scope", "use_terms", "care", "plan",
					      "responsible", "promised_on" };
	AUTO_JSON all = json_loads(c->papers ? c->papers : "{}", 0, NULL);
	char day[DAY_TEXT];
	jout_list(j);
	row_json(j, zh(cx, SAY_FILING_NUMBER()), c->id);
	row_json(j, zh(cx, SAY_FILING_ENTRY()), ctx_print(cx, "%s（%s）", c->title, code));
	row_json(j, zh(cx, SAY_FILING_PROVIDER()), c->provider_name);
	row_json(j, zh(cx, SAY_FILING_CONSUMER()), c->applicant_name);
	row_json(j, zh(cx, SAY_FILING_BASIS()),
		 zh(cx, SAY_FILING_ARTICLES(pack->title.zh, articles(c))));
	for (size_t i = 0; i < sizeof papers / sizeof papers[0]; i++)
		row_json(j, label_of(cx, pack, papers[i]),
			 json_string_value(json_object_get(all, papers[i])));
	row_json(j, zh(cx, SAY_FILING_FILED()), c->first.n ? day_text(c->first, day) : "");
	jout_end_list(j);
}

enum err filing_rows(struct ctx *cx, struct db *db, const struct pack *pack,
		     const struct case_file *c, const char **ret_rows)
{
	struct resource r;
	AUTO_BUF b = buf_make(BYTES_MOST);
	struct jout j = jout_to(&b);
	TRY(resource_by_id(cx, db, c->resource, &r));
	rows_json(cx, &j, pack, c, r.code);
	*ret_rows = ctx_textn(cx, b.p, b.n);
	return OK;
}

enum err filing_form(struct ctx *cx, struct db *db, const struct pack *pack,
		     const struct case_file *c, struct filing_form *ret)
{
	char hex[HEX_TEXT(HASH_SIZE)];
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_FORM);
	bind_text(q, ":case_id", c->id);
	TRY(rows_next(cx, q, &more));
	*ret = (struct filing_form){ NULL, NULL };
	if (more && !col_null(q, "form"))
		ret->rows = ctx_text(cx, col_text(cx, q, "form"));
	if (!ret->rows)                 /* filed before it was kept */
		TRY(filing_rows(cx, db, pack, c, &ret->rows));
	struct hash h = hash_of(ret->rows, strlen(ret->rows));
	ret->hash = ctx_text(cx, hex_text(h.b, HASH_SIZE, hex));
	return OK;
}

/* --- as a page ----------------------------------------------------------------------------- */
static void rows_of(struct ctx *cx, struct sheet *s, const struct filing_form *form)
{
	AUTO_JSON all = json_loads(form->rows, 0, NULL);
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *pair = json_array_get(all, i);
		row(s, json_string_value(json_array_get(pair, 0)),
		    json_string_value(json_array_get(pair, 1)));
	}
	row(s, zh(cx, SAY_FILING_HASH()), form->hash);
	line(s);
}

enum err filing_print(struct ctx *cx, struct db *db, const struct pack *pack,
		      const struct case_file *c, struct buf *out)
{
	struct filing_form form;
	TRY(filing_form(cx, db, pack, c, &form));
	AUTO_BUF pdf = buf_make(BYTES_MOST);
	char at[MS_TEXT];
	cairo_surface_t *paper = cairo_pdf_surface_create_for_stream(take, &pdf, WIDE, HIGH);
	cairo_pdf_surface_set_metadata(paper, CAIRO_PDF_METADATA_TITLE, zh(cx, SAY_FILING_TITLE()));
	cairo_pdf_surface_set_metadata(paper, CAIRO_PDF_METADATA_SUBJECT,
				       ctx_print(cx, "sha256:%s", form.hash));
	cairo_pdf_surface_set_metadata(paper, CAIRO_PDF_METADATA_CREATE_DATE, ms_text(c->opened_at, at));
	struct sheet s = { .cr = cairo_create(paper), .y = MARGIN,
			   .foot = ctx_print(cx, "%s %s", zh(cx, SAY_FILING_TITLE()), c->id) };
	PangoLayout *title = set(&s, zh(cx, SAY_FILING_TITLE()), 18, WIDE - 2 * MARGIN, true);
	pango_layout_set_alignment(title, PANGO_ALIGN_CENTER);
	put(&s, title, MARGIN, s.y);
	s.y += 44;
	rows_of(cx, &s, &form);
	s.y += 16;
	room_for(&s, SEAL);
	seal(&s, MARGIN, zh(cx, SAY_FILING_SEAL_PROVIDER()), c->provider_name);
	seal(&s, MARGIN + (WIDE - 2 * MARGIN + 12) / 2, zh(cx, SAY_FILING_SEAL_CONSUMER()),
	     c->applicant_name);
	foot(&s);
	cairo_destroy(s.cr);
	cairo_surface_finish(paper);
	bool good = cairo_surface_status(paper) == CAIRO_STATUS_SUCCESS && buf_ok(&pdf);
	cairo_surface_destroy(paper);
	if (!good)
		return fail(cx, ERR_INTERNAL, SAY_FILING_BROKEN());
	buf_bytes(out, pdf.p, pdf.n);
	return OK;
}
