/* data.h - tables of cases from test/data, one row at a time. */
#ifndef TEST_DATA_H
#define TEST_DATA_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA_COLS 8
struct data { FILE *f; char line[1024]; char *col[DATA_COLS]; int n, number; char mark; };

static struct data data_open(const char *name, char mark)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", TEST_DATA, name);
	struct data d = { .f = fopen(path, "r"), .mark = mark };
	if (!d.f) {
		printf("Bail out! cannot read %s\n", path);
		exit(1);
	}
	return d;
}

/* The next row that is no comment, split at the mark; a quoted column of a CSV
 * may hold it. */
static int data_next(struct data *d)
{
	while (fgets(d->line, sizeof d->line, d->f)) {
		d->number++;
		d->line[strcspn(d->line, "\r\n")] = '\0';
		if (d->line[0] == '#' || d->line[0] == '\0')
			continue;
		char *p = d->line;
		d->n = 0;
		for (int i = 0; i < DATA_COLS; i++)
			d->col[i] = p + strlen(p);
		while (d->n < DATA_COLS) {
			int quoted = *p == '"';
			d->col[d->n++] = p += quoted;
			p = strchr(p, quoted ? '"' : d->mark);
			if (!p)
				break;
			*p++ = '\0';
			if (quoted && *p++ == '\0')
				break;
		}
		return 1;
	}
	fclose(d->f);
	return 0;
}
#endif
