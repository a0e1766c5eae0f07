/* meter.c - counts for /metrics: requests by route and status, how long they
 * took, and how busy the door is. Relaxed counters: no lock on the way. */
#include "web/job.h"
#include <stdlib.h>

enum { CLASSES = 6, STEPS = 10 };
static const int64_t step_us[STEPS] = { 100, 250, 500, 1000, 5000, 20000, 100000, 500000,
					2000000, 10000000 };
static const char *const step_text[STEPS] = { "0.0001", "0.00025", "0.0005", "0.001", "0.005",
					      "0.02", "0.1", "0.5", "2", "10" };
struct route_meter {
	_Atomic uint64_t by_status[CLASSES];    /* 1xx .. 5xx; 0 is other */
	_Atomic uint64_t steps[STEPS + 1], sum_us;
};
struct meter { size_t n; struct route_meter at[]; };

struct meter *meter_new(size_t routes)
{
	struct meter *m = calloc(1, sizeof *m + (routes + 1) * sizeof m->at[0]);
	PRE(m != NULL);
	m->n = routes + 1;              /* the last: no route at all */
	return m;
}

void meter_free(struct meter *m)
{
	free(m);
}

static void bump(_Atomic uint64_t *c, uint64_t by)
{
	atomic_fetch_add_explicit(c, by, memory_order_relaxed);
}

void meter_add(struct meter *m, size_t route, int status, int64_t us)
{
	struct route_meter *r = &m->at[route < m->n ? route : m->n - 1];
	int step = 0;
	while (step < STEPS && us > step_us[step])
		step++;
	bump(&r->by_status[status >= 100 && status < 600 ? status / 100 : 0], 1);
	bump(&r->steps[step], 1);
	bump(&r->sum_us, (uint64_t)us);
}

static uint64_t get(const _Atomic uint64_t *c)
{
	return atomic_load_explicit(c, memory_order_relaxed);
}

static void print_route(const struct web *w, size_t i, struct buf *out)
{
	const struct route_meter *m = &w->meter->at[i];
	bool known = i < routes_count(w->routes);
	const char *method = known ? routes_at(w->routes, i)->method : "";
	const char *path = known ? routes_at(w->routes, i)->path : "unknown";
	uint64_t all = 0;
	for (int c = 0; c < CLASSES; c++) {
		if (get(&m->by_status[c]))
			buf_print(out, "gongshu_requests_total{method=\"%s\",route=\"%s\","
				  "status=\"%dxx\"} %llu\n", method, path, c,
				  (unsigned long long)get(&m->by_status[c]));
		all += get(&m->by_status[c]);
	}
	if (!all)
		return;
	uint64_t below = 0;
	for (int s = 0; s < STEPS; s++) {
		below += get(&m->steps[s]);
		buf_print(out, "gongshu_request_seconds_bucket{method=\"%s\",route=\"%s\","
			  "le=\"%s\"} %llu\n", method, path, step_text[s],
			  (unsigned long long)below);
	}
	buf_print(out, "gongshu_request_seconds_bucket{method=\"%s\",route=\"%s\",le=\"+Inf\"} "
		  "%llu\n", method, path, (unsigned long long)all);
	buf_print(out, "gongshu_request_seconds_sum{method=\"%s\",route=\"%s\"} %.6f\n", method,
		  path, (double)get(&m->sum_us) / 1e6);
	buf_print(out, "gongshu_request_seconds_count{method=\"%s\",route=\"%s\"} %llu\n",
		  method, path, (unsigned long long)all);
}

void meter_print(const struct web *w, struct buf *out)
{
	buf_text(out, "# TYPE gongshu_requests_total counter\n"
		      "# TYPE gongshu_request_seconds histogram\n");
	for (size_t i = 0; i < w->meter->n; i++)
		print_route(w, i, out);
	buf_print(out, "# TYPE gongshu_workers gauge\ngongshu_workers %d\n"
		  "# TYPE gongshu_workers_idle gauge\ngongshu_workers_idle %d\n"
		  "# TYPE gongshu_queue gauge\ngongshu_queue %d\n"
		  "# TYPE gongshu_connections gauge\ngongshu_connections %d\n"
		  "# TYPE gongshu_requests_in_flight gauge\ngongshu_requests_in_flight %d\n",
		  w->set.workers, pool_idle(w->pool), pool_waiting(w->pool) + lanes_waiting(w->lanes),
		  lives_count(w->lives), atomic_load(&w->jobs_out));
	if (w->set.hooks.metrics)
		w->set.hooks.metrics(w->set.app, out);
}
