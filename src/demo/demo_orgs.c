/* demo_orgs.c - the bodies of the city and the people who sign in for them.
 *
 * Small: the city, two of its counties, a dozen agencies. City and large: every
 * district with its agencies, and the towns' governments, some 600 bodies. */
#include "account/org.h"
#include "account/token.h"
#include "account/user.h"
#include "account/inside.h"
#include "base/embedded.h"
#include "demo/demo.h"
#include "demo/tables.h"
#include <stdio.h>
#include <string.h>

enum { ORGS_MOST = 900, LOGINS_MOST = 900, SMALL_AGENCIES = 12, SMALL_COUNTIES = 2,
       SMALL_COUNTY_AGENCIES = 4, COUNTY_AGENCIES = 40, SESSIONS = 1000,
       PASSWORD_DAYS = 3650, SYSTEMS_MOST = 12, WHAT_CLERK = 201 };
extern const struct embedded demo_files[];

struct filling {
	struct demo *d;
	uint64_t     code, clerk;
	const char  *gov, *county_gov;
	int          county;
};

static const char *clerk(struct ctx *cx, struct filling *f)
{
	struct person p;
	person_make(f->d->seed ^ WHAT_CLERK, f->clerk++, "320902", &p);
	return ctx_text(cx, p.name);
}

static enum err add_org(struct ctx *cx, struct db *db, struct filling *f, struct demo_org *o,
			const char *parent)
{
	char code[19];
	const char *region = strncmp(o->region, "3209YN", 6) == 0 ? "320900" : o->region;
	credit_code_make(o->kind == ORG_GOVERNMENT ? "11" : "12", region, f->code++, code);
	struct org row = {
		.code = ctx_text(cx, code), .name = o->name, .short_name = o->name,
		.level = o->level, .region = o->region, .kind = o->kind, .parent = parent,
		.unit = "数据管理科", .person = clerk(cx, f), .officer = clerk(cx, f),
		.phone = ctx_print(cx, "0515-88%06u", (unsigned)(f->code * 7919 % 1000000)) };
	TRY(org_create(cx, db, NULL, &row));
	o->id = row.id;
	return OK;
}

/* An account that needs no second factor and no new password, and its principal. */
static enum err add_login(struct ctx *cx, struct db *db, struct filling *f, const char *name,
			  const struct demo_org *o, uint32_t roles, struct who *ret_who)
{
	struct demo *d = f->d;
	struct user_new u = { .name = name, .title = clerk(cx, f), .org = o ? o->id : NULL,
			      .password = d->password, .roles = roles,
			      .sessions_max = SESSIONS, .password_at = {
			      d->today.n + PASSWORD_DAYS * INT64_C(86400000) } };
	PRE(d->nlogins < LOGINS_MOST && !role_clash(roles));
	TRY(user_create(cx, db, NULL, &u));
	*ret_who = (struct who){
		.kind = o ? WHO_STAFF : WHO_PERSON, .id = u.id, .name = u.name,
		.org = u.org, .level = o ? o->level : LEVEL_CITY,
		.region = o ? o->region : NULL, .roles = roles, .caps = role_caps(roles) };
	d->logins[d->nlogins++] = (struct demo_login){ u.name, u.org, roles };
	return OK;
}

static struct demo_org *next_org(struct demo *d)
{
	PRE(d->norgs < ORGS_MOST);
	return &d->orgs[d->norgs++];
}

static enum err add_agency(struct ctx *cx, struct db *db, struct filling *f,
			   const struct agency *a, const struct district *at)
{
	struct demo_org *o = next_org(f->d);
	*o = (struct demo_org){
		.agency = a, .kind = a->kind, .level = at ? LEVEL_COUNTY : LEVEL_CITY,
		.region = at ? at->code : "320900",
		.name = ctx_print(cx, "%s%s", at ? at->name : "盐城市", a->name),
		.key = at ? ctx_print(cx, "%s.%s", a->key, at->key) : a->key };
	TRY(add_org(cx, db, f, o, at ? f->county_gov : f->gov));
	return add_login(cx, db, f, ctx_print(cx, "%s.steward", o->key), o, 1u << ROLE_STEWARD,
			 &o->steward);
}

/* A government or an office of the platform: no agency. */
static enum err add_office(struct ctx *cx, struct db *db, struct filling *f, enum org_kind kind,
			   const struct district *at, const char *name, struct demo_org *o)
{
	*o = (struct demo_org){ .kind = kind, .level = at ? LEVEL_COUNTY : LEVEL_CITY,
				.region = at ? at->code : "320900", .name = name };
	return add_org(cx, db, f, o, at ? f->county_gov : f->gov);
}

/* --- the city -------------------------------------------------------------------- */
static enum err city_agencies(struct ctx *cx, struct db *db, void *arg)
{
	struct filling *f = arg;
	struct demo_org gov = { .kind = ORG_GOVERNMENT, .level = LEVEL_CITY, .region = "320900",
				.name = "盐城市人民政府" };
	int left = f->d->scale == DEMO_SMALL ? SMALL_AGENCIES : agencies_n;
	TRY(add_org(cx, db, f, &gov, NULL));
	f->gov = gov.id;
	for (int i = 0; i < agencies_n && left; i++) {
		if (agencies[i].place & IN_CITY) {
			TRY(add_agency(cx, db, f, &agencies[i], NULL));
			left--;
		}
	}
	return OK;
}

static enum err city_offices(struct ctx *cx, struct db *db, void *arg)
{
	struct filling *f = arg;
	struct demo *d = f->d;
	struct demo_org authority, operator_, cyber;
	TRY(add_office(cx, db, f, ORG_OPERATOR, NULL, "盐城市大数据管理中心", &operator_));
	TRY(add_office(cx, db, f, ORG_AUTHORITY, NULL, "盐城市数据局", &authority));
	TRY(add_office(cx, db, f, ORG_DEPARTMENT, NULL, "盐城市互联网信息办公室", &cyber));
	TRY(add_login(cx, db, f, "operator", &operator_, 1u << ROLE_OPERATOR, &d->operator_));
	TRY(add_login(cx, db, f, "authority", &authority, 1u << ROLE_AUTHORITY, &d->authority));
	TRY(add_login(cx, db, f, "auditor", &authority, 1u << ROLE_AUDITOR, &d->auditor));
	TRY(add_login(cx, db, f, "sysadmin", &operator_, 1u << ROLE_SYSADMIN, &d->sysadmin));
	TRY(add_login(cx, db, f, "secadmin", &operator_, 1u << ROLE_SECADMIN, &d->secadmin));
	TRY(add_login(cx, db, f, "cyber", &cyber, 1u << ROLE_CYBER, &d->cyber));
	TRY(add_login(cx, db, f, "citizen", NULL, 1u << ROLE_CITIZEN, &d->citizen));
	return add_login(cx, db, f, "enterprise", NULL, 1u << ROLE_ENTERPRISE, &d->enterprise);
}

/* --- below the city ---------------------------------------------------------------- */
static enum err county(struct ctx *cx, struct db *db, void *arg)
{
	struct filling *f = arg;
	struct demo *d = f->d;
	const struct district *at = &districts[f->county];
	struct demo_org gov, authority, operator_;
	struct who op, au;
	f->county_gov = f->gov;
	TRY(add_office(cx, db, f, ORG_GOVERNMENT, at,
		       ctx_print(cx, "%s人民政府", at->name), &gov));
	f->county_gov = gov.id;
	TRY(add_office(cx, db, f, ORG_AUTHORITY, at, ctx_print(cx, "%s数据局", at->name),
		       &authority));
	TRY(add_office(cx, db, f, ORG_OPERATOR, at,
		       ctx_print(cx, "%s大数据管理中心", at->name), &operator_));
	TRY(add_login(cx, db, f, ctx_print(cx, "operator.%s", at->key), &operator_,
		      1u << ROLE_OPERATOR, &op));
	TRY(add_login(cx, db, f, ctx_print(cx, "authority.%s", at->key), &authority,
		      1u << ROLE_AUTHORITY, &au));
	d->county_operators[f->county] = op;
	d->county_authorities[f->county] = au;
	int left = d->scale == DEMO_SMALL ? SMALL_COUNTY_AGENCIES : COUNTY_AGENCIES;
	for (int i = 0; i < agencies_n && left; i++) {
		if (agencies[i].place & IN_COUNTY) {
			TRY(add_agency(cx, db, f, &agencies[i], at));
			left--;
		}
	}
	return OK;
}

/* Town and sub-district offices from the list of divisions: code,name,area_code. */
static enum err towns(struct ctx *cx, struct db *db, void *arg)
{
	static const struct agency office = { "town", "", "social_security", IN_COUNTY,
					      ORG_AGENCY };
	struct filling *f = arg;
	int left = f->d->scale == DEMO_CITY ? 80 : 155;
	const char *at = strchr(embedded_text(demo_files, "streets.csv"), '\n');
	char code[16], name[64], area[16];
	for (; at && left && sscanf(at, "\n%15[^,],%63[^,],%15[0-9]", code, name, area) == 3;
	     at = strchr(at + 1, '\n'), left--) {
		struct demo_org *o = next_org(f->d);
		bool town = strstr(name, "镇") || strstr(name, "街道");
		*o = (struct demo_org){
			.agency = &office, .kind = ORG_AGENCY, .level = LEVEL_TOWN,
			.region = ctx_text(cx, area),
			.name = ctx_print(cx, "%s%s", name,
					  strstr(name, "街道") ? "办事处" :
					  town ? "人民政府" : "管理委员会"),
			.key = ctx_print(cx, "town.%s", code) };
		TRY(add_org(cx, db, f, o, f->gov));
		TRY(add_login(cx, db, f, ctx_print(cx, "%s.steward", o->key), o,
			      1u << ROLE_STEWARD, &o->steward));
	}
	return OK;
}

/* --- systems and the verified citizen ------------------------------------------------ */
static enum err systems(struct ctx *cx, struct db *db, void *arg)
{
	struct filling *f = arg;
	struct demo *d = f->d;
	d->ntokens = 0;
	for (size_t i = 0; i < d->norgs && d->ntokens < SYSTEMS_MOST; i++) {
		const struct demo_org *o = &d->orgs[i];
		struct token_new t = {
			.secret = secret_token(cx, TOKEN_PREFIX), .user = o->steward.id,
			.org = o->id, .name = ctx_print(cx, "%s业务系统", o->name),
			.scopes = "data",
			.expires_on = { day_at(d->today).n + TOKEN_DAYS_MOST - 1 } };
		TRY(token_create(cx, db, &o->steward, &t));
		d->tokens[d->ntokens++] = (struct demo_token){ o->id, t.name, t.secret };
	}
	struct person p;
	city_person(d->seed, 0, &p);
	struct identity_check c = { .user = d->citizen.id, .kind = "resident_id",
				    .identifier = p.id, .evidence = "窗口核验居民身份证",
				    .assurance = 3 };
	return user_verify(cx, d->account, db, &d->operator_, &c);
}

/* A change may run again: then from where it began. */
struct step { struct filling *f, was; size_t norgs, nlogins; store_fn *fn; };

static enum err begin(struct ctx *cx, struct db *db, void *arg)
{
	struct step *s = arg;
	*s->f = s->was;
	s->f->d->norgs = s->norgs;
	s->f->d->nlogins = s->nlogins;
	return s->fn(cx, db, s->f);
}

static enum err take(struct ctx *cx, struct filling *f, store_fn *fn)
{
	struct step s = { f, *f, f->d->norgs, f->d->nlogins, fn };
	return store_change(cx, f->d->store, begin, &s);
}

enum err demo_orgs(struct demo *d)
{
	struct ctx *cx = &d->keep;      /* ids and names are needed to the end */
	struct filling f = { .d = d };
	d->orgs = ctx_array(cx, struct demo_org, ORGS_MOST);
	d->logins = ctx_array(cx, struct demo_login, LOGINS_MOST);
	d->tokens = ctx_array(cx, struct demo_token, SYSTEMS_MOST);
	d->county_operators = ctx_array(cx, struct who, (size_t)districts_n);
	d->county_authorities = ctx_array(cx, struct who, (size_t)districts_n);
	cx->now = d->clock;
	cx->today = day_at(cx->now);
	TRY(secret_hash(cx, d->account, DEMO_PASSWORD, &d->password));
	TRY(take(cx, &f, city_agencies));
	TRY(take(cx, &f, city_offices));
	int counties = d->scale == DEMO_SMALL ? SMALL_COUNTIES : districts_n;
	for (; f.county < counties; f.county++)
		TRY(take(cx, &f, county));
	if (d->scale != DEMO_SMALL)
		TRY(take(cx, &f, towns));
	return take(cx, &f, systems);
}
