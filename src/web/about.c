#include "web/about.h"
#include "base/embedded.h"

extern const struct embedded about_files[];

const char *about_text(void)
{
	return embedded_text(about_files, "about.zh.txt");
}

static struct about_line split(const char *p, size_t n)
{
	struct about_line l = { .kind = ABOUT_WRONG, .name = p, .nname = n, .said = p + n };
	const char *mark = *p == '[' ? "] " : " | ";
	size_t nmark = strlen(mark);
	for (size_t i = 1; i + nmark < n; i++) {
		if (memcmp(p + i, mark, nmark) != 0)
			continue;
		l.kind = *p == '[' ? ABOUT_TAG : ABOUT_ROUTE;
		l.name = p + (l.kind == ABOUT_TAG);
		l.nname = (size_t)(p + i - l.name);
		l.said = p + i + nmark;
		l.nsaid = n - i - nmark;
		break;
	}
	return l;
}

bool about_next(const char **at, struct about_line *ret)
{
	while (**at) {
		const char *p = *at;
		size_t n = strcspn(p, "\n");
		*at = p + n + (p[n] == '\n');
		if (n == 0 || *p == '#')
			continue;
		*ret = split(p, n);
		return true;
	}
	return false;
}

bool about_route(const char *method, const char *path, struct about_line *ret)
{
	size_t m = strlen(method), n = strlen(path);
	struct about_line l;
	for (const char *at = about_text(); about_next(&at, &l);)
		if (l.kind == ABOUT_ROUTE && l.nname == m + 1 + n && l.name[m] == ' ' &&
		    memcmp(l.name, method, m) == 0 && memcmp(l.name + m + 1, path, n) == 0) {
			*ret = l;
			return true;
		}
	return false;
}
