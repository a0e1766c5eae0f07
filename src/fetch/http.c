/* http.c - see http.h. One handle of libcurl for each question, connections kept alive.
 *
 * What libcurl is told: https or http as the address says and nothing else, no redirects,
 * no proxies, no cookies, no encodings, the name looked up by nobody (CURLOPT_RESOLVE),
 * whoever answers shown by its certificate, and an end to time, head and body. */
#include "fetch/http.h"
#include "base/wipe.h"
#include "fetch/body.h"
#include <curl/curl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_MOST (64u << 10)           /* bytes of an answer's head */
#define KEY_MOST  (64u << 10)           /* bytes of the header with the key */
#define CONNECT_MS 5000
#define WAIT_MS   1000

struct asked {                          /* one question under way */
	CURL            *easy;
	bool             busy;
	struct ctx       cx;
	struct fetch_ask ask;
	struct buf       body;
	size_t           head;
	bool             wordy;         /* more than is taken */
};
struct http {
	const struct fetch_place *place;
	CURLM             *multi;
	struct curl_slist *headers, *names;
	struct buf         plain;
	struct asked       at[FETCH_AT_ONCE];
};

/* --- what comes ------------------------------------------------------------------------- */
static size_t take_body(char *p, size_t size, size_t n, void *arg)
{
	struct asked *a = arg;
	buf_bytes(&a->body, p, size * n);
	a->wordy |= !buf_ok(&a->body);
	return a->wordy ? 0 : size * n;
}

static size_t take_head(char *p, size_t size, size_t n, void *arg)
{
	struct asked *a = arg;
	(void)p;
	a->head += size * n;
	a->wordy |= a->head > HEAD_MOST;
	return a->wordy ? 0 : size * n;
}

/* --- opening ------------------------------------------------------------------------------ */
static bool add(struct curl_slist **list, const char *text)
{
	struct curl_slist *longer = curl_slist_append(*list, text);
	*list = longer ? longer : *list;
	return longer != NULL;
}

static bool tell(CURL *e, const struct http *h, struct asked *a)
{
	const struct fetch_place *p = h->place;
	bool tls = strncmp(p->url, "https:", 6) == 0;
	return curl_easy_setopt(e, CURLOPT_URL, p->url) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, tls ? "https" : "http") == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HTTP09_ALLOWED, 0L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_RESOLVE, h->names) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HTTPHEADER, h->headers) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_CAINFO, p->roots) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_CAPATH, NULL) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_WRITEDATA, a) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, take_head) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HEADERDATA, a) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_PRIVATE, a) == CURLE_OK;
}

static bool key_header(struct http *h, const struct fetch_place *p)
{
	AUTO_BUF line = buf_make_secret(KEY_MOST);
	buf_text(&line, p->header);
	buf_text(&line, ": ");
	buf_text(&line, p->secret);
	return buf_ok(&line) && add(&h->headers, buf_cstr(&line));
}

static bool headers(struct ctx *cx, struct http *h)
{
	const struct fetch_place *p = h->place;
	bool six = strchr(p->address, ':') != NULL;
	return add(&h->headers, "Content-Type: application/json") &&
	       add(&h->headers, "Accept: application/json") && add(&h->headers, "Expect:") &&
	       add(&h->headers, "User-Agent: gongshu") &&
	       (!*p->header || key_header(h, p)) &&
	       add(&h->names, ctx_print(cx, six ? "%s:%d:[%s]" : "%s:%d:%s", p->host, p->port,
					p->address));
}

struct http *http_open(struct ctx *cx, const struct fetch_place *place)
{
	struct http *h = ctx_new(cx, struct http);
	h->place = place;
	h->plain = buf_make(FETCH_BYTES + 16);
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wipe_free, wipe_realloc, strdup,
				 calloc) != CURLE_OK || !headers(cx, h))
		return NULL;
	h->multi = curl_multi_init();
	if (!h->multi ||
	    curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)FETCH_AT_ONCE) != CURLM_OK ||
	    curl_multi_setopt(h->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)FETCH_AT_ONCE) != CURLM_OK)
		return NULL;
	return h;
}

void http_close(struct http *h)
{
	for (int i = 0; i < FETCH_AT_ONCE; i++) {
		struct asked *a = &h->at[i];
		if (a->busy)
			curl_multi_remove_handle(h->multi, a->easy);
		if (a->easy)
			curl_easy_cleanup(a->easy);
		buf_end(&a->body);
		ctx_end(&a->cx);
	}
	curl_multi_cleanup(h->multi);
	curl_slist_free_all(h->headers);
	curl_slist_free_all(h->names);
	buf_end(&h->plain);
}

/* --- a question's end -------------------------------------------------------------------- */
static void fault(struct buf *out, int64_t number, enum fetch_fault f, long status)
{
	size_t at = frame_begin(out, 'E');
	frame_int(out, number);
	frame_text(out, fetch_fault_word(f));
	frame_int(out, status);
	frame_end(out, at);
}

static enum fetch_fault of_code(const struct asked *a, CURLcode code)
{
	if (a->wordy)
		return FETCH_TOO_MUCH;
	switch ((int)code) {
	case CURLE_OK:
		return FETCH_NONE;
	case CURLE_OPERATION_TIMEDOUT:
		return FETCH_SLOW;
	case CURLE_COULDNT_CONNECT: case CURLE_COULDNT_RESOLVE_HOST: case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR: case CURLE_GOT_NOTHING: case CURLE_PARTIAL_FILE:
		return FETCH_NO_CONNECTION;
	case CURLE_PEER_FAILED_VERIFICATION: case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM: case CURLE_SSL_CIPHER: case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR: case CURLE_SSL_INVALIDCERTSTATUS:
		return FETCH_TLS;
	case CURLE_FILESIZE_EXCEEDED:
		return FETCH_TOO_MUCH;
	default:
		return FETCH_GARBLED;
	}
}

static enum fetch_fault of_status(long status)
{
	switch (status) {
	case 200:
		return FETCH_NONE;
	case 401: case 403: case 407:
		return FETCH_KEY;
	case 400: case 404: case 405: case 413: case 414: case 422: case 501:
		return FETCH_DECLINED;
	default:
		return FETCH_STATUS;
	}
}

static bool is_json(const char *type)
{
	size_t n = type ? strcspn(type, "; \t") : 0;
	return n == 16 && strncasecmp(type, "application/json", 16) == 0;
}

struct rows_out { struct buf *out; int64_t number; };

static void put_row(void *arg, const struct frame_field *values, size_t n)
{
	const struct rows_out *r = arg;
	size_t at = frame_begin(r->out, 'R');
	frame_int(r->out, r->number);
	for (size_t i = 0; i < n; i++)
		frame_put(r->out, values[i].p, values[i].n);
	frame_end(r->out, at);
}

static enum fetch_fault answer(struct http *h, struct asked *a, struct buf *out)
{
	struct rows_out to = { out, a->ask.number };
	struct frame_field cursor;
	const char *type = NULL;
	int64_t rows;
	size_t begun = out->n;
	curl_easy_getinfo(a->easy, CURLINFO_CONTENT_TYPE, &type);
	if (!is_json(type))
		return FETCH_NOT_JSON;
	buf_clear(&h->plain);
	enum fetch_fault f = fetch_body_read(a->body.p, a->body.n, &a->ask, put_row, &to, &h->plain,
				       &cursor, &rows);
	if (f == FETCH_NONE && !buf_ok(out))
		f = FETCH_TOO_MUCH;
	if (f != FETCH_NONE) {
		out->n = begun;
		out->full = false;
		return f;
	}
	size_t at = frame_begin(out, 'Z');
	frame_int(out, a->ask.number);
	frame_int(out, rows);
	frame_put(out, cursor.p, cursor.n);
	frame_end(out, at);
	return FETCH_NONE;
}

static void end(struct http *h, struct asked *a, CURLcode code, struct buf *out)
{
	long status = 0;
	curl_easy_getinfo(a->easy, CURLINFO_RESPONSE_CODE, &status);
	enum fetch_fault f = of_code(a, code);
	if (f == FETCH_NONE)
		f = of_status(status);
	if (f == FETCH_NONE)
		f = answer(h, a, out);
	if (f != FETCH_NONE)
		fault(out, a->ask.number, f, status);
	curl_multi_remove_handle(h->multi, a->easy);
	buf_end(&a->body);
	ctx_reset(&a->cx, (ms_t){ 0 });
	a->busy = false;
}

/* A handle is made when so many are needed at once, and kept. */
static struct asked *free_one(struct http *h)
{
	for (int i = 0; i < FETCH_AT_ONCE; i++) {
		struct asked *a = &h->at[i];
		if (a->busy)
			continue;
		if (!a->easy) {
			ctx_init(&a->cx, (ms_t){ 0 }, 0);
			a->easy = curl_easy_init();
		}
		return a->easy && tell(a->easy, h, a) ? a : NULL;
	}
	return NULL;
}

/* --- asking ------------------------------------------------------------------------------- */
static void keep_ask(struct asked *a, const struct fetch_ask *ask)
{
	const char **columns = ctx_array(&a->cx, const char *, ask->ncolumns);
	a->ask = *ask;
	a->ask.body = ctx_textn(&a->cx, ask->body, ask->nbody);
	for (size_t i = 0; i < ask->ncolumns; i++)
		columns[i] = ctx_text(&a->cx, ask->columns[i]);
	a->ask.columns = columns;
	a->body = buf_make((size_t)ask->bytes);
	a->head = 0;
	a->wordy = false;
}

void http_ask(struct http *h, const struct fetch_ask *ask, struct buf *out)
{
	struct asked *a = free_one(h);
	if (!a) {
		fault(out, ask->number, FETCH_OURS, 0);
		return;
	}
	keep_ask(a, ask);
	a->busy = true;
	if (curl_easy_setopt(a->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)a->ask.nbody) != CURLE_OK ||
	    curl_easy_setopt(a->easy, CURLOPT_POSTFIELDS, a->ask.body) != CURLE_OK ||
	    curl_easy_setopt(a->easy, CURLOPT_TIMEOUT_MS, (long)a->ask.ms) != CURLE_OK ||
	    curl_easy_setopt(a->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)a->ask.bytes) != CURLE_OK ||
	    curl_multi_add_handle(h->multi, a->easy) != CURLM_OK)
		end(h, a, CURLE_OUT_OF_MEMORY, out);
}

/* Whatever has come to its end is told of before anything is waited for. */
void http_turn(struct http *h, int in, struct buf *out, bool *ret_in)
{
	struct curl_waitfd also = { .fd = in, .events = CURL_WAIT_POLLIN };
	int running, left;
	curl_multi_perform(h->multi, &running);
	for (CURLMsg *m; (m = curl_multi_info_read(h->multi, &left));) {
		struct asked *a = NULL;
		CURLcode code = m->data.result;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &a);
		if (m->msg == CURLMSG_DONE && a)
			end(h, a, code, out);
	}
	if (!out->n)
		curl_multi_poll(h->multi, &also, 1, WAIT_MS, NULL);
	*ret_in = also.revents != 0;
}
