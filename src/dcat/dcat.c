/* dcat.c - what each fact is called in DCAT-AP 3.0.1; of the ways to the data, dcat_way.c. */
#include "catalogue/check.h"
#include "dcat/inside.h"
#include <string.h>

static const char *const cycles[][2] = {
	{ "realtime", EU "frequency/CONT" }, { "daily", EU "frequency/DAILY" },
	{ "weekly", EU "frequency/WEEKLY" }, { "monthly", EU "frequency/MONTHLY" },
	{ "quarterly", EU "frequency/QUARTERLY" }, { "half_yearly", EU "frequency/ANNUAL_2" },
	{ "yearly", EU "frequency/ANNUAL" }, { "irregular", EU "frequency/IRREG" },
	{ "never", EU "frequency/NEVER" },
};

/* GB/T 2260; the city's zones that have no code there keep ours. */
static void spatial(struct graph *g, const char *region)
{
	if (!region || !*region)
		return;
	graph_inner(g, "dct:spatial", "dct:Location");
	graph_text(g, "skos:notation", region, NULL);
	graph_inner_end(g);
}

/* --- agencies --------------------------------------------------------------------- */
const char *dcat_tel(struct ctx *cx, const char *phone)
{
	size_t n = 0;
	char *digits = ctx_alloc(cx, strlen(phone ? phone : "") + 1);
	for (const char *p = phone ? phone : ""; *p; p++) {
		if (*p >= '0' && *p <= '9')
			digits[n++] = *p;
		else if (!strchr(" -()+", *p))
			return NULL;
	}
	const char *own = strncmp(digits, "86", 2) == 0 && n > 10 ? digits + 2 : digits;
	if (n < 5 || n > 15 || (own[0] == '1' && strlen(own) == 11))
		return NULL;
	if (own != digits || own[0] == '0')
		return ctx_print(cx, "tel:+86-%s", own[0] == '0' ? own + 1 : own);
	return ctx_print(cx, "tel:%s", own);
}

static const char *contact(struct ctx *cx, const char *site, const struct dcat_agent *a)
{
	return dcat_tel(cx, a->phone) ? ctx_print(cx, "%s/id/agency/%s#contact", site, a->id)
				      : NULL;
}

void dcat_agent_put(struct ctx *cx, struct graph *g, const char *site,
		    const struct dcat_agent *a)
{
	const char *to = contact(cx, site, a);
	graph_node(g, "foaf:Agent", dcat_named(cx, site, "agency", a->id));
	graph_text(g, "foaf:name", a->name, "zh");
	graph_text(g, "dct:identifier", a->code, NULL);
	graph_node_end(g);
	if (!to)
		return;
	graph_node(g, "vcard:Organization", to);
	graph_text(g, "vcard:fn", ctx_print(cx, "%s%s%s", a->name, a->unit && *a->unit ? " " : "",
					    a->unit ? a->unit : ""), "zh");
	graph_link(g, "vcard:hasTelephone", dcat_tel(cx, a->phone));
	graph_node_end(g);
}

/* --- the catalogue ------------------------------------------------------------------ */
static void put_themes(struct ctx *cx, struct graph *g, const char *site)
{
	const char *scheme = dcat_named(cx, site, "scheme", "themes");
	graph_node(g, "skos:ConceptScheme", scheme);
	dcat_both(cx, g, "dct:title", SAY_DCAT_THEMES());
	graph_node_end(g);
	for (const struct theme *t = themes; t->word; t++) {
		graph_node(g, "skos:Concept", dcat_named(cx, site, "theme", t->word));
		graph_text(g, "skos:prefLabel", t->zh, "zh");
		graph_text(g, "skos:prefLabel", t->en, "en");
		graph_link(g, "skos:inScheme", scheme);
		graph_node_end(g);
	}
}

static void labels(struct graph *g, const char *property, const char *zh, const char *en)
{
	if (zh && *zh)
		graph_text(g, property, zh, "zh");
	if (en && *en)
		graph_text(g, property, en, "en");
}

static void put_schemes(struct ctx *cx, struct graph *g, const struct dcat_catalogue *c)
{
	for (size_t i = 0; i < c->nschemes; i++) {
		graph_node(g, "skos:ConceptScheme", dcat_named(cx, c->site, "scheme", c->schemes[i].id));
		labels(g, "dct:title", c->schemes[i].zh, c->schemes[i].en);
		graph_node_end(g);
	}
}

/* One the trees don't hold is called by its digits. */
void dcat_places_put(struct ctx *cx, struct graph *g, const char *site,
		     const struct dcat_place *places, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct dcat_place *p = &places[i];
		graph_node(g, "skos:Concept", dcat_named(cx, site, "category", p->code));
		graph_text(g, "skos:notation", p->code, NULL);
		labels(g, "skos:prefLabel", p->zh ? p->zh : p->code, p->en);
		if (p->scheme)
			graph_link(g, "skos:inScheme", dcat_named(cx, site, "scheme", p->scheme));
		graph_node_end(g);
	}
}

void dcat_catalogue_put(struct ctx *cx, struct graph *g, const struct dcat_catalogue *c)
{
	graph_node(g, "dcat:Catalog", dcat_named(cx, c->site, "catalogue", c->name));
	dcat_both(cx, g, "dct:title", c->title);
	dcat_both(cx, g, "dct:description", c->about);
	graph_link(g, "dct:publisher", dcat_named(cx, c->site, "agency", c->publisher.id));
	graph_link(g, "foaf:homepage", ctx_print(cx, "%s/", c->site));
	graph_link(g, "dcat:themeTaxonomy", dcat_named(cx, c->site, "scheme", "themes"));
	for (size_t i = 0; i < c->nschemes; i++)
		graph_link(g, "dcat:themeTaxonomy",
			   dcat_named(cx, c->site, "scheme", c->schemes[i].id));
	graph_link(g, "dct:license", dcat_named(cx, c->site, "licence", "open"));
	graph_link(g, "dct:language", EU "language/ZHO");
	dcat_moment(g, "dct:modified", c->modified);
	spatial(g, c->publisher.region);
	graph_node_end(g);
	put_themes(cx, g, c->site);
	put_schemes(cx, g, c);
	graph_node(g, "dct:LicenseDocument", dcat_named(cx, c->site, "licence", "open"));
	dcat_both(cx, g, "dct:title", SAY_PORTAL_LICENCE());
	graph_node_end(g);
}

void dcat_members_put(struct ctx *cx, struct graph *g, const struct dcat_catalogue *c,
		      const struct dcat_entry *entries, size_t n, enum dcat_to to)
{
	if (!n)
		return;
	graph_node(g, NULL, dcat_named(cx, c->site, "catalogue", c->name));
	for (size_t i = 0; i < n; i++)
		graph_link(g, "dcat:dataset", dcat_named(cx, c->site, "dataset", entries[i].code));
	for (size_t i = 0; i < n; i++)
		graph_link(g, "dcat:record", dcat_part(cx, c->site, &entries[i], "record"));
	for (size_t i = 0; i < n; i++) {
		if (entries[i].live)
			graph_link(g, "dcat:service", dcat_part(cx, c->site, &entries[i], "service"));
		if (dcat_shared(&entries[i], to))
			graph_link(g, "dcat:service", dcat_part(cx, c->site, &entries[i], "sharing"));
	}
	graph_node_end(g);
}

/* --- datasets ---------------------------------------------------------------------------- */
static void put_keywords(struct ctx *cx, struct graph *g, const char *lines)
{
	for (const char *p = lines ? lines : ""; *p;) {
		size_t n = strcspn(p, "\n");
		graph_text(g, "dcat:keyword", ctx_textn(cx, p, n), "zh");
		p += n + (p[n] == '\n');
	}
}

/* Its places in the trees of categories. */
static void put_categories(struct ctx *cx, struct graph *g, const char *site, const char *lines)
{
	for (const char *p = lines ? lines : ""; *p;) {
		size_t n = strcspn(p, "\n");
		const char *code = ctx_textn(cx, p, n);
		graph_link(g, "dcat:theme", dcat_named(cx, site, "category", code));
		p += n + (p[n] == '\n');
	}
}

static void put_rights(struct graph *g, const char *conditions)
{
	if (!conditions || !*conditions)
		return;
	graph_inner(g, "dct:rights", "dct:RightsStatement");
	graph_text(g, "rdfs:label", conditions, "zh");
	graph_inner_end(g);
}

static void put_about(struct ctx *cx, struct graph *g, const char *site,
		      const struct dcat_entry *e)
{
	const struct theme *t = e->theme ? theme_find(e->theme) : NULL;
	graph_text(g, "dct:title", e->title, "zh");
	graph_text(g, "dct:description", e->abstract && *e->abstract ? e->abstract : e->title, "zh");
	graph_text(g, "dct:identifier", e->national_code ? e->national_code : e->code, NULL);
	put_keywords(cx, g, e->keywords);
	if (t)
		graph_link(g, "dcat:theme", dcat_named(cx, site, "theme", t->word));
	put_categories(cx, g, site, e->categories);
	graph_link(g, "dct:publisher", dcat_named(cx, site, "agency", e->publisher.id));
	graph_link(g, "dcat:contactPoint", contact(cx, site, &e->publisher));
	graph_link(g, "dct:accrualPeriodicity",
		   dcat_found(cycles, sizeof cycles / sizeof cycles[0], e->update_cycle));
	graph_link(g, "dct:language", EU "language/ZHO");
	spatial(g, e->region && *e->region ? e->region : e->publisher.region);
}

static void put_record(struct ctx *cx, struct graph *g, const char *site,
		       const struct dcat_entry *e)
{
	graph_node(g, "dcat:CatalogRecord", dcat_part(cx, site, e, "record"));
	dcat_moment(g, "dct:issued", e->issued);
	dcat_moment(g, "dct:modified", e->published);
	graph_link(g, "foaf:primaryTopic", dcat_named(cx, site, "dataset", e->code));
	graph_node_end(g);
}

static void put_dataset(struct ctx *cx, struct graph *g, const char *site,
			const struct dcat_entry *e, enum dcat_to to)
{
	bool stands = to == DCAT_TO_PUBLIC || e->live;
	graph_node(g, "dcat:Dataset", dcat_named(cx, site, "dataset", e->code));
	put_about(cx, g, site, e);
	dcat_moment(g, "dct:issued", e->issued);
	ms_t data = e->data_at.n >= e->files_at.n ? e->data_at : e->files_at;
	dcat_moment(g, "dct:modified", data.n ? data : e->published);
	graph_link(g, "dct:accessRights", dcat_rights(e->open_type));
	put_rights(g, e->open_type == ACCESS_CONDITIONAL ? e->open_conditions : NULL);
	put_rights(g, to == DCAT_TO_STAFF ? e->share_conditions : NULL);
	if (e->live)
		graph_link(g, "dct:conformsTo", ctx_print(cx, "%s/open/v1/datasets/%s/csvw.json",
							  site, e->code));
	if (stands)
		graph_link(g, "dcat:landingPage", ctx_print(cx, "%s/datasets/%s", site, e->code));
	graph_text(g, "dcat:version", ctx_print(cx, "%d.%d", e->version, e->data_version
						? e->data_version : e->files_version), NULL);
	for (size_t i = 0; i < e->nforms; i++)
		graph_link(g, "dcat:distribution", dcat_part(cx, site, e, e->forms[i].format));
	for (size_t i = 0; i < e->nfiles; i++)
		graph_link(g, "dcat:distribution", dcat_file_name(cx, site, e, &e->files[i]));
	graph_node_end(g);
}

void dcat_entry_put(struct ctx *cx, struct graph *g, const char *site,
		    const struct dcat_entry *e, enum dcat_to to)
{
	put_record(cx, g, site, e);
	put_dataset(cx, g, site, e, to);
	for (size_t i = 0; i < e->nforms; i++)
		dcat_form_put(cx, g, site, e, &e->forms[i]);
	for (size_t i = 0; i < e->nfiles; i++)
		dcat_file_put(cx, g, site, e, &e->files[i]);
	if (e->live)
		dcat_service_put(cx, g, site, e, true);
	if (dcat_shared(e, to))
		dcat_service_put(cx, g, site, e, false);
}
