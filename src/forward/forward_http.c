/* forward_http.c - the counter for providers' interfaces: mounted, tried, switched, looked
 * at. The provider's stewards do it; who watches over them sees how it goes. */
#include "forward/forward_http.h"
#include "app.h"
#include "catalogue/catalogue.h"
#include "core/sight.h"
#include "forward/inside.h"
#include "forward_schema.h"
#include "grant/grant.h"
#include "itsystem/itsystem.h"
#include "web/req.h"
#include <string.h>

#define MS_USUAL    3000
#define BYTES_USUAL (1u << 20)

/* --- as it stands ------------------------------------------------------------------------ */
void interface_failure_json(struct jout *j, const struct desk_failure *f)
{
	jout_open(j);
	jout_key_ms(j, "at", f->at);
	jout_key_text(j, "fault", fetch_fault_word(f->fault));
	jout_key(j, "status");
	f->status ? jout_int(j, f->status) : jout_null(j);
	jout_key_int(j, "ms", f->ms);
	jout_key_text(j, "item", f->item);
	jout_close(j);
}

static void failures_json(struct jout *j, const struct desk_look *l)
{
	jout_key(j, "failures");
	jout_list(j);
	for (int i = 0; i < l->nfailures; i++)
		interface_failure_json(j, &l->failures[i]);
	jout_end_list(j);
}

static void look_json(struct ctx *cx, struct req *rq, struct jout *j, const struct interface *i)
{
	struct desk_look l;
	desk_look(cx, rq->app->forward->desk, i->resource, i->revision, &l);
	jout_key_text(j, "state", breaker_word(l.state));
	jout_key_int(j, "retry_seconds", (l.wait_ms + 999) / 1000);
	jout_key_int(j, "under_way", l.under_way);
	jout_key_int(j, "calls", l.calls);
	jout_key_int(j, "failed", l.failed);
	jout_key_int(j, "opened", l.opened);
	jout_key_raw(j, "average_ms", ctx_print(cx, "%.1f", (double)l.us / 1000));
	failures_json(j, &l);
}

static void kept_json(struct ctx *cx, struct req *rq, struct jout *j, const char *resource,
		      const struct interface *i)
{
	jout_open(j);
	jout_key_text(j, "resource", resource);
	jout_key_bool(j, "set", i != NULL);
	if (i) {
		jout_key_text(j, "org", i->org);
		jout_key_text(j, "org_name", i->org_name);
		jout_key_text(j, "system", i->system);
		jout_key_bool(j, "rightful", i->rightful);
		jout_key_text(j, "url", i->url);
		jout_key_text(j, "address", i->address);
		jout_key_text(j, "header", *i->header ? i->header : NULL);
		jout_key_int(j, "timeout_ms", i->ms);
		jout_key_int(j, "max_rows", i->rows);
		jout_key_int(j, "max_bytes", i->bytes);
		jout_key_bool(j, "enabled", i->enabled);
		jout_key_text(j, "changed_by", i->changed_by);
		jout_key_ms(j, "changed_at", i->changed_at);
		look_json(cx, rq, j, i);
	}
	jout_close(j);
}

/* Where a provider's machines lie is its own business, and that of who sees its affairs. */
static enum err seen(struct ctx *cx, const struct req *rq, const struct resource *r,
		     const struct interface *i)
{
	struct sight s = sight_of(cx, rq->who);
	bool sees = i ? sight_takes(&s, i->org, i->region) : !s.org;
	return sees || resource_owned_by(r, rq->who) ? OK
		: fail(cx, ERR_FORBIDDEN, SAY_FORWARD_STEWARDS_ALONE());
}

static enum err get(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct interface i;
	bool there;
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, &r));
	TRY(interface_of(cx, rq->db, r.id, &i, &there));
	TRY(seen(cx, rq, &r, there ? &i : NULL));
	kept_json(cx, rq, answer_json(rq, 200), r.id, there ? &i : NULL);
	return OK;
}

/* --- mounting ------------------------------------------------------------------------------ */
static enum err wrong(struct ctx *cx, const char *field, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), field);
}

static enum err check_key(struct ctx *cx, const struct interface_said_in *in)
{
	bool header = in->header && *in->header, key = in->key && *in->key;
	if (header && !header_name_good(in->header))
		return wrong(cx, "header", SAY_FORWARD_HEADER());
	if (header != key || (key && !header_value_good(in->key)))
		return wrong(cx, "key", SAY_FORWARD_KEY_VALUE());
	return OK;
}

static enum err read_said(struct ctx *cx, struct req *rq, const struct resource *r,
			  struct interface *i)
{
	const struct interface_said_in *in = rq->body;
	struct itsystem s;
	if (!r->nitems)
		return fail(cx, ERR_CONFLICT, SAY_FORWARD_NO_ITEMS());
	TRY(itsystem_find(cx, rq->db, rq->who, in->system, &s));
	if (strcmp(s.org, r->org) != 0 || strcmp(s.state, "retired") == 0)
		return wrong(cx, "system", SAY_FORWARD_OWN_SYSTEM());
	TRY(check_key(cx, in));
	*i = (struct interface){ .resource = r->id, .system = s.id, .url = in->url,
		.header = in->header ? in->header : "",
		.ms = in->has_timeout_ms ? in->timeout_ms : MS_USUAL,
		.rows = in->has_max_rows ? in->max_rows : FETCH_ROWS,
		.bytes = in->has_max_bytes ? in->max_bytes : BYTES_USUAL,
		.enabled = !in->has_enabled || in->enabled };
	TRY(interface_reach(cx, rq->app, i->url, &i->address));
	interface_seal(cx, rq->app, i, *i->header ? in->key : NULL);
	return OK;
}

struct change { const struct who *who; struct interface i; bool enabled; const char *act; };

static enum err put_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct change *c = arg;
	return interface_put(cx, db, c->who, &c->i);
}

static enum err answer_now(struct ctx *cx, struct req *rq, const char *resource)
{
	struct interface i;
	bool there;
	TRY(interface_of(cx, rq->db, resource, &i, &there));
	kept_json(cx, rq, answer_json(rq, 200), resource, there ? &i : NULL);
	return OK;
}

static enum err put(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct change c = { .who = rq->who };
	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, &r));
	TRY(read_said(cx, rq, &r, &c.i));
	TRY(store_change(cx, rq->store, put_change, &c));
	return answer_now(cx, rq, r.id);
}

static enum err remove_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct change *c = arg;
	return interface_remove(cx, db, c->who, c->i.resource);
}

static enum err remove_it(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct change c = { .who = rq->who };
	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, &r));
	c.i.resource = r.id;
	TRY(store_change(cx, rq->store, remove_change, &c));
	answer_status(rq, 204);
	return OK;
}

/* --- switched, tried -------------------------------------------------------------------------- */
static enum err own(struct ctx *cx, struct req *rq, struct resource *r, struct interface *i)
{
	bool there;
	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, r));
	TRY(interface_of(cx, rq->db, r->id, i, &there));
	return there ? OK : fail(cx, ERR_CONFLICT, SAY_FORWARD_NONE());
}

static enum err switch_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct change *c = arg;
	return interface_enable(cx, db, c->who, &c->i, c->enabled);
}

static enum err switched(struct ctx *cx, struct req *rq)
{
	const struct interface_switch_in *in = rq->body;
	struct resource r;
	struct change c = { .who = rq->who, .enabled = in->enabled };
	TRY(own(cx, rq, &r, &c.i));
	TRY(store_change(cx, rq->store, switch_change, &c));
	return answer_now(cx, rq, r.id);
}

static enum err tried_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct change *c = arg;
	return interface_note(cx, db, c->who, &c->i, "interface-tried", c->i.address);
}

/* A new address is kept: it is the one that calls go to. */
static enum err look_up_anew(struct ctx *cx, struct req *rq, struct interface *i)
{
	struct change c = { .who = rq->who, .enabled = i->enabled };
	const char *address;
	bool there;
	TRY(interface_reach(cx, rq->app, i->url, &address));
	bool moved = strcmp(address, i->address) != 0;
	i->address = address;
	c.i = *i;
	if (moved) {
		TRY(store_change(cx, rq->store, switch_change, &c));
		TRY(interface_of(cx, rq->db, i->resource, i, &there));
		if (!there)
			return fail(cx, ERR_CONFLICT, SAY_FORWARD_NONE());
	}
	return store_change(cx, rq->store, tried_change, &c);
}

/* For one row with every item: what comes is looked through as a call's answer is, and told
 * of by numbers alone. Noted before it is asked; when it is back, the rest is said. */
static enum err try_it(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct interface i;
	const struct forwarded *f;
	TRY(own(cx, rq, &r, &i));
	if (!rq->brought)
		TRY(look_up_anew(cx, rq, &i));
	struct question q = { .view = resource_view(cx, &r), .code = r.code, .limit = 1,
			      .columns = NULL, .n = r.nitems };
	size_t *columns = ctx_array(cx, size_t, q.n);
	for (size_t k = 0; k < q.n; k++)
		columns[k] = k;
	q.columns = columns;
	TRY(forward_ask(cx, rq, &i, &q, false, &f));
	if (!f)
		return OK;
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_int(j, "rows", f->rows);
	jout_key_bool(j, "more", f->cursor != NULL);
	jout_key_int(j, "ms", f->ms);
	jout_key_text(j, "address", i.address);
	jout_close(j);
	return OK;
}

static const char *const listed[] = { "q", "org", "region", "standing", "sort", "format", "limit",
				      "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/interfaces", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_interface_list,
  interface_list, "Interfaces that providers mounted and how they fare, of the agencies in your sight; "
  "sort=newest, calls, failed, good or bad; format=csv is the file",
  .flags = ROUTE_SIGHT, .query = listed },
{ "GET", "/api/v1/resources/{id}/interface", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_interface_kept, get,
  "The provider's own interface of a resource, without its key, and how it fares", .flags = 0 },
{ "PUT", "/api/v1/resources/{id}/interface", CAP_DATA_LOAD, AUDIT_WRITE, &schema_interface_said,
  &schema_interface_kept, put, "Mount the interface that answers a resource's calls", .flags = ROUTE_AGENCY },
{ "DELETE", "/api/v1/resources/{id}/interface", CAP_DATA_LOAD, AUDIT_WRITE, NULL, NULL, remove_it,
  "Forget a resource's interface and its key", .flags = ROUTE_AGENCY },
{ "POST", "/api/v1/resources/{id}/interface/enabled", CAP_DATA_LOAD, AUDIT_WRITE,
  &schema_interface_switch, &schema_interface_kept, switched,
  "Switch a resource's interface on or off", .flags = ROUTE_AGENCY },
{ "POST", "/api/v1/resources/{id}/interface/test", CAP_DATA_LOAD, AUDIT_WRITE, NULL,
  &schema_interface_tried, try_it, "Ask the interface for one row and look it through; the row isn't shown",
  .flags = ROUTE_AGENCY },
};
/* clang-format on */
const struct route_list forward_routes = { rows, sizeof rows / sizeof rows[0], "interfaces" };
