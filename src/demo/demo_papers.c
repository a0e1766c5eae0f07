/* demo_papers.c - two entries that are no tables, with files that stand open on the portal:
 * a monthly report of the air (a PDF and its figures) and a notice of changed bus lines.
 * The PDFs are written here, the same to the byte for the same seed and day; Chinese is
 * set in a font that readers bring along. */
#include "base/enc.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "catalogue/entry.h"
#include "content/mounting.h"
#include "demo/demo.h"
#include "sys/file.h"
#include <string.h>

enum { WHAT_AIR = 911, OBJECTS = 6, LINES_MOST = 24, FILES = 2 };
#define REASON "逐页看过，没有个人信息和不宜公开的内容"
#define INVENTED "本文件由演示城市生成，内容纯属虚构。"

/* --- a page ------------------------------------------------------------------------ */
struct page { const char *title, *lines[LINES_MOST]; size_t n; };

static void add_line(struct page *p, const char *line)
{
	PRE(p->n < LINES_MOST);
	p->lines[p->n++] = line;
}

/* UTF-16 as hex, as the font's encoding has it. */
static void hex_string(struct buf *b, const char *s)
{
	buf_byte(b, '<');
	for (size_t n; *s; s += n)
		buf_print(b, "%04X", utf8_char(s, &n) & 0xffff);
	buf_byte(b, '>');
}

static void page_text(const struct page *p, struct buf *b)
{
	buf_text(b, "BT /F1 18 Tf 72 760 Td ");
	hex_string(b, p->title);
	buf_text(b, " Tj /F1 11 Tf 0 -36 Td 20 TL");
	for (size_t i = 0; i < p->n; i++) {
		buf_byte(b, ' ');
		hex_string(b, p->lines[i]);
		buf_text(b, " Tj T*");
	}
	buf_text(b, " ET");
}

static void begin(struct buf *b, size_t at[OBJECTS], int object)
{
	at[object - 1] = b->n;
	buf_print(b, "%d 0 obj\n", object);
}

/* Six objects, where each begins, and where that is told. */
static void pdf_of(const struct page *p, struct buf *b)
{
	size_t at[OBJECTS];
	AUTO_BUF text = buf_make(64 << 10);
	page_text(p, &text);
	buf_text(b, "%PDF-1.4\n");
	begin(b, at, 1);
	buf_text(b, "<</Type/Catalog/Pages 2 0 R/Lang(zh-CN)>>\nendobj\n");
	begin(b, at, 2);
	buf_text(b, "<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
	begin(b, at, 3);
	buf_text(b, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>"
		    "/Contents 4 0 R>>\nendobj\n");
	begin(b, at, 4);
	buf_print(b, "<</Length %zu>>\nstream\n%s\nendstream\nendobj\n", text.n, buf_cstr(&text));
	begin(b, at, 5);
	buf_text(b, "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
		    "/DescendantFonts[6 0 R]>>\nendobj\n");
	begin(b, at, 6);
	buf_text(b, "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
		    "<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[1 95 500]"
		    "/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6"
		    "/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
		    "/CapHeight 880/StemV 93>>>>\nendobj\n");
	size_t table = b->n;
	buf_print(b, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS + 1);
	for (int i = 0; i < OBJECTS; i++)
		buf_print(b, "%010zu 00000 n \n", at[i]);
	buf_print(b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", OBJECTS + 1,
		  table);
}

/* --- what stands in them -------------------------------------------------------------- */
static uint32_t good_days(const struct demo *d, int district)
{
	return 21 + chance_below(d->seed, WHAT_AIR, (uint64_t)district, 9);
}

static uint32_t particles(const struct demo *d, int district)
{
	return 19 + chance_below(d->seed, WHAT_AIR, 100 + (uint64_t)district, 17);
}

static void air_report(struct ctx *cx, const struct demo *d, struct buf *pdf, struct buf *csv)
{
	struct page p = { .title = "盐城市环境空气质量月报" };
	buf_text(csv, "行政区划代码,县（市、区）,优良天数,细颗粒物平均浓度（微克/立方米）\r\n");
	add_line(&p, "一、各县（市、区）优良天数和细颗粒物（PM2.5）平均浓度");
	for (int i = 0; i < districts_n; i++) {
		add_line(&p, ctx_print(cx, "%s：优良 %u 天，细颗粒物 %u 微克/立方米。",
				       districts[i].name, good_days(d, i), particles(d, i)));
		buf_print(csv, "%s,%s,%u,%u\r\n", districts[i].code, districts[i].name,
			  good_days(d, i), particles(d, i));
	}
	add_line(&p, "二、数据来自国家和省、市环境空气自动监测站点，未经年度审核。");
	add_line(&p, INVENTED);
	pdf_of(&p, pdf);
}

static void bus_notice(struct ctx *cx, const struct demo *d, struct buf *pdf, struct buf *csv)
{
	struct page p = { .title = "关于调整部分公交线路的公告" };
	(void)cx;
	(void)d;
	(void)csv;
	add_line(&p, "因道路施工，自次月一日起对下列公交线路临时调整：");
	add_line(&p, "一、10 路：改走解放路，暂停停靠“迎宾公园”站。");
	add_line(&p, "二、26 路：延长至“高铁盐城站”，末班车推迟至 21:30。");
	add_line(&p, "三、B1 路：高峰时段发车间隔缩短至 6 分钟。");
	add_line(&p, "施工结束后恢复原线路，届时另行公告。");
	add_line(&p, INVENTED);
	pdf_of(&p, pdf);
}

/* --- entries with files --------------------------------------------------------------- */
typedef void writing(struct ctx *cx, const struct demo *d, struct buf *pdf, struct buf *csv);
static const struct holding {
	const char *agency, *title, *about, *cycle, *category, *format, *name, *caption, *figures;
	writing    *write;
} holdings[] = {
	{ "eco", "环境空气质量月报", "全市及各县（市、区）上月环境空气质量状况，附数据表。", "monthly",
	  "211", "PDF、CSV", "环境空气质量月报.pdf", "环境空气质量月报", "各县（市、区）数据表",
	  air_report },
	{ "transport", "公交线路调整公告", "公交线路、站点和运营时间临时调整的公告。", "irregular",
	  "201", "PDF", "公交线路调整公告.pdf", "关于调整部分公交线路的公告", NULL, bus_notice },
};

struct putting {
	struct demo         *d;
	const struct holding *h;
	const struct demo_org *o;
	struct resource      r;
	struct content_file  files[FILES];
	size_t               n;
};

static enum err publish(struct ctx *cx, struct db *db, void *arg)
{
	struct putting *p = arg;
	TRY(resource_add(cx, db, &p->o->steward, &p->r));
	return resource_publish(cx, db, &p->r, &p->d->operator_);
}

static enum err mount(struct ctx *cx, struct db *db, void *arg)
{
	struct putting *p = arg;
	struct content_mount m = { .who = &p->o->steward, .r = &p->r, .files = p->files,
				   .nfiles = p->n };
	for (size_t i = 0; i < p->n; i++)
		m.v.bytes += p->files[i].bytes;
	return content_mount(cx, db, &m);
}

static enum err open_it(struct ctx *cx, struct db *db, void *arg)
{
	const struct putting *p = arg;
	return content_open(cx, db, &(struct content_opening){ &p->d->operator_, p->r.id, 1,
							       REASON });
}

static enum err keep(struct ctx *cx, struct putting *p, const struct buf *b, const char *name,
		     const char *title)
{
	struct hash sum = hash_of(b->p, b->n);
	struct content_file *f = &p->files[p->n++];
	PRE(buf_ok(b));
	*f = (struct content_file){
		.name = name, .title = title, .bytes = (int64_t)b->n, .fresh = true,
		.media = content_media((const uint8_t *)b->p, b->n, name),
		.sha256 = hex_text(sum.b, HASH_SIZE, ctx_alloc(cx, HEX_TEXT(HASH_SIZE))),
		.upload = id_new(cx), .by_id = p->o->steward.id };
	TRY(file_folder(cx, ctx_print(cx, "%s/uploads", p->d->dir)));
	return file_put(cx, upload_path(cx, p->d->dir, f->upload), b->p, b->n, 0600);
}

static enum err put(struct demo *d, const struct holding *h, const struct demo_org *o)
{
	struct ctx *cx = demo_later(d, 1);
	AUTO_BUF pdf = buf_make(256 << 10);
	AUTO_BUF csv = buf_make(64 << 10);
	struct putting p = { .d = d, .h = h, .o = o, .r = {
		.title = h->title, .abstract = h->about, .theme = o->agency->theme,
		.category = h->category, .form = "document", .format = h->format, .org = o->id,
		.collector = o->id, .reviewer = o->id, .update_cycle = h->cycle, .grade = 1,
		.collect_basis = "本机构法定职责", .collect_scope = "本行政区域",
		.collect_necessity = "履行职责所必需", .duty = "法定职责履行中产生",
		.share_type = ACCESS_UNCONDITIONAL, .open_type = ACCESS_UNCONDITIONAL } };
	TRY(store_change(cx, d->store, publish, &p));
	h->write(cx, d, &pdf, &csv);
	TRY(keep(cx, &p, &pdf, h->name, h->caption));
	if (h->figures)
		TRY(keep(cx, &p, &csv, "数据表.csv", h->figures));
	TRY(store_change(cx, d->store, mount, &p));
	return store_change(cx, d->store, open_it, &p);
}

enum err demo_papers(struct demo *d)
{
	for (size_t h = 0; h < sizeof holdings / sizeof holdings[0]; h++)
		for (size_t i = 0; i < d->norgs; i++)
			if (d->orgs[i].agency && d->orgs[i].level == LEVEL_CITY &&
			    strcmp(d->orgs[i].agency->key, holdings[h].agency) == 0)
				TRY(put(d, &holdings[h], &d->orgs[i]));
	return OK;
}
