/* dispute_case.c - see dispute_case.h. */
#include "dispute/dispute_case.h"
#include "account/account.h"
#include "base/utf8.h"
#include "cases/paper.h"
#include <string.h>

enum { TITLE_CHARS = 60 };

static const char *text_of(const json_t *papers, const char *name)
{
	const char *text = json_string_value(json_object_get(papers, name));
	return text && *text ? text : NULL;
}

/* The first line of what is in dispute, as the case is called by. */
static const char *title_of(struct ctx *cx, const char *matter)
{
	size_t n = matter ? strcspn(matter, "\r\n") : 0, at = 0, chars = 0;
	while (at < n && chars < TITLE_CHARS) {
		size_t len = utf8_len(matter + at, n - at);
		if (!len)
			break;
		at += len;
		chars++;
	}
	return ctx_print(cx, "%.*s%s", (int)at, matter ? matter : "", at < n ? "…" : "");
}

static enum err other_side(struct ctx *cx, struct db *db, const struct who *who,
			   const char *name, const struct org **ret)
{
	enum err e = name ? account_org(cx, db, name, ret) : ERR_NOT_FOUND;
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	bool none = e || (*ret)->state != ORG_ACTIVE;
	if (none || (who->org && strcmp((*ret)->id, who->org) == 0))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DISPUTE_NO_OTHER()),
				  "papers.addressee");
	return OK;
}

static bool takes_part(const struct case_file *c, const char *org)
{
	const char *one = c->parties.applicant.org, *other = c->parties.provider.org;
	return (one && strcmp(one, org) == 0) || (other && strcmp(other, org) == 0);
}

/* The case in dispute is one that who brings it may know of, and the other side is in. */
static enum err concerned(struct ctx *cx, struct db *db, const struct who *who,
			  const char *id, const struct org *other)
{
	struct case_file about;
	enum err e = case_read(cx, db, id, who, &about);
	if (e == ERR_NOT_FOUND)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DISPUTE_NO_CASE()),
				  "papers.concerned");
	TRY(e);
	if (!takes_part(&about, other->id))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DISPUTE_NOT_IN_IT(other->name)),
				  "papers.addressee");
	return OK;
}

/* Who brings it: an organisation by its people, or a person of the public. */
static enum err brought_by(struct ctx *cx, struct db *db, const struct who *who,
			   struct case_file *c, bool *ret_authority)
{
	const struct org *by;
	*ret_authority = false;
	if (!who->org) {
		c->parties.person = who->id;
		c->applicant_name = who->name ? who->name : "";
		return OK;
	}
	TRY(account_org(cx, db, who->org, &by));
	c->parties.applicant = org_party(by);
	c->applicant_name = by->name;
	*ret_authority = by->kind == ORG_AUTHORITY;
	return OK;
}

enum err dispute_subject(struct ctx *cx, struct db *db, const struct legal *legal,
			 const struct who *who, struct case_file *c)
{
	const struct org *other;
	json_error_t error;
	bool authority;
	AUTO_JSON papers = c->papers ? json_loads(c->papers, 0, &error) : json_object();
	PRE(papers != NULL);
	const char *about = ctx_text(cx, text_of(papers, "concerned"));

	(void)legal;
	c->parties = (struct parties){ .offices = true };
	TRY(brought_by(cx, db, who, c, &authority));
	if (!(actors_of(who, &c->parties) & ACTOR_BIT(BY_APPLICANT)))
		return fail_article(cx, fail(cx, ERR_FORBIDDEN, SAY_DISPUTE_PARTIES_ONLY()), "50");
	TRY(other_side(cx, db, who, ctx_text(cx, text_of(papers, "addressee")), &other));
	if (about)
		TRY(concerned(cx, db, who, about, other));
	c->parties.provider = org_party(other);
	c->provider_name = other->name;
	c->title = title_of(cx, text_of(papers, "facts"));
	c->facts = dispute_level(&c->parties, authority, other->kind == ORG_AUTHORITY);
	if (!c->facts)
		return fail_article(cx, fail(cx, ERR_CONFLICT, SAY_DISPUTE_ABOVE()), "50");
	c->local = c->facts & DISPUTE_IS_COUNTY;
	return OK;
}
