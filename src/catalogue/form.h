/* form.h - the forms public data comes in (Art. 2, 9), and what each has to say for
 * itself. Pure.
 *
 * The classes of formats are those of the national guide to resource catalogues
 * (2017): documents, spreadsheets, databases, graphics, streams, self-describing
 * formats, interfaces. A form draws its formats from some of them; an entry that
 * names a format of another class is told so. */
#ifndef CATALOGUE_FORM_H
#define CATALOGUE_FORM_H
#include "base/ctx.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum format_class {                     /* the guide's digits */
	CLASS_UNKNOWN, CLASS_DOCUMENT = 1, CLASS_SHEET, CLASS_DATABASE, CLASS_GRAPHIC,
	CLASS_STREAM, CLASS_SELF, CLASS_SERVICE,
};

struct form {
	const char *word;
	uint8_t     classes;            /* 1 << CLASS_… of its formats */
	const char *owes;               /* fields that stop a submission, by blanks */
	const char *wants;              /* fields that are asked for, and stop nothing */
};
/* NULL when there is no such form. */
const struct form *form_named(const char *word);
bool form_owes(const struct form *f, const char *field);

/* The class of a format named anyhow: "CSV", ".csv", "csv 文件". */
enum format_class format_class_of(const char *format, size_t n);
/* Which of the formats an entry names doesn't go with its form; NULL: none. */
const char *format_stranger(struct ctx *cx, const struct form *f, const char *formats);
#endif
