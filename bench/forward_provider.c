/* forward_provider.c - the provider that bench_forward.py asks, straight and through the
 * platform: any key is found, one row, as quickly as the library answers.
 *
 * Prints "ready PORT"; ends with its standard input. */
#include "base/buf.h"
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOPS 2

struct asked { struct buf body; };

static void row(const struct buf *body, struct buf *out)
{
	static const char mark[] = "\"value\":\"";
	const char *p = body->n ? memmem(body->p, body->n, mark, sizeof mark - 1) : NULL;
	const char *key = p ? p + sizeof mark - 1 : "P-0000000\"";
	buf_text(out, "{\"rows\":[{\"permit_no\":\"");
	buf_bytes(out, key, strcspn(key, "\""));
	buf_text(out, "\",\"holder\":\"王甲\",\"id_no\":null,\"mobile\":\"13800000001\","
		      "\"issued_on\":\"2026-01-05\",\"fee\":\"12.05\",\"active\":true}],"
		      "\"next_cursor\":null}");
}

static enum MHD_Result request(void *cls, struct MHD_Connection *mhd, const char *url,
			       const char *method, const char *version, const char *data,
			       size_t *ndata, void **con)
{
	struct asked *a = *con;
	(void)cls, (void)url, (void)method, (void)version;
	if (!a) {
		a = calloc(1, sizeof *a);
		a->body = buf_make(1u << 20);
		*con = a;
		return MHD_YES;
	}
	if (*ndata) {
		buf_bytes(&a->body, data, *ndata);
		buf_byte(&a->body, 0);
		a->body.n--;
		*ndata = 0;
		return MHD_YES;
	}
	AUTO_BUF out = buf_make(1u << 16);
	row(&a->body, &out);
	struct MHD_Response *r = MHD_create_response_from_buffer(out.n, out.p, MHD_RESPMEM_MUST_COPY);
	MHD_add_response_header(r, "Content-Type", "application/json");
	enum MHD_Result ok = MHD_queue_response(mhd, 200, r);
	MHD_destroy_response(r);
	return ok;
}

static void over(void *cls, struct MHD_Connection *mhd, void **con,
		 enum MHD_RequestTerminationCode why)
{
	struct asked *a = *con;
	(void)cls, (void)mhd, (void)why;
	if (a)
		buf_end(&a->body);
	free(a);
	*con = NULL;
}

int main(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct MHD_Daemon *d = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD |
						MHD_USE_TURBO, 0, NULL, NULL, request, NULL,
						MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&here,
						MHD_OPTION_THREAD_POOL_SIZE, LOOPS,
						MHD_OPTION_NOTIFY_COMPLETED, over, NULL, MHD_OPTION_END);
	char c;
	if (!d)
		return 1;
	printf("ready %d\n", MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	MHD_stop_daemon(d);
	return 0;
}
