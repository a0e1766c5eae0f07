/* demo_accounts.c - demo-accounts.json: who can sign in, and the systems. */
#include "base/jout.h"
#include "demo/demo.h"
#include "sys/file.h"
#include <stdio.h>

static void put_login(struct jout *j, const struct demo_login *l)
{
	jout_open(j);
	jout_key_text(j, "name", l->name);
	jout_key_text(j, "password", DEMO_PASSWORD);
	jout_key_text(j, "org", l->org);
	jout_key(j, "roles");
	jout_list(j);
	for (int r = 0; r < ROLE_MAX_; r++)
		if (l->roles >> r & 1)
			jout_text(j, role_word((enum role)r));
	jout_end_list(j);
	jout_close(j);
}

enum err demo_write_accounts(struct ctx *cx, const struct demo *d)
{
	AUTO_BUF b = buf_make(4 << 20);
	struct jout j = jout_to(&b);
	jout_open(&j);
	jout_key(&j, "accounts");
	jout_list(&j);
	for (size_t i = 0; i < d->nlogins; i++) {
		buf_byte(&b, '\n');
		put_login(&j, &d->logins[i]);
	}
	jout_end_list(&j);
	jout_key(&j, "systems");
	jout_list(&j);
	for (size_t i = 0; i < d->ntokens; i++) {
		jout_open(&j);
		jout_key_text(&j, "org", d->tokens[i].org);
		jout_key_text(&j, "system", d->tokens[i].system);
		jout_key_text(&j, "token", d->tokens[i].token);
		jout_close(&j);
	}
	jout_end_list(&j);
	jout_close(&j);
	buf_byte(&b, '\n');
	return file_put(cx, ctx_print(cx, "%s/demo-accounts.json", d->dir), b.p, b.n, 0600);
}
