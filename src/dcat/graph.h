/* graph.h - RDF written as it goes: one set of calls, three ways to put it down.
 *
 *     graph_node(&g, "dcat:Dataset", iri);            <iri> a dcat:Dataset ;
 *     graph_text(&g, "dct:title", title, "zh");         dct:title "…"@zh ;
 *     graph_inner(&g, "dct:spatial", "dct:Location");   dct:spatial [ a dct:Location ;
 *     graph_text(&g, "skos:notation", "320902", NULL);    skos:notation "320902" ]
 *     graph_inner_end(&g);
 *     graph_node_end(&g);                             .
 *
 * Turtle 1.1, JSON-LD 1.1 and RDF/XML 1.1; the same calls give the same graph in
 * each. Classes and properties are literals of ours with a prefix graph.c knows.
 * Texts come from outside: they can't end what they stand in, and what XML has no
 * way to say (control characters, broken UTF-8) is U+FFFD in all three, so that
 * the graphs stay the same. A NULL or empty value says nothing. In JSON-LD the
 * values of a property make one list, so a node's equal properties follow each
 * other. Pure. */
#ifndef DCAT_GRAPH_H
#define DCAT_GRAPH_H
#include "base/jout.h"

enum graph_syntax { GRAPH_TURTLE, GRAPH_JSONLD, GRAPH_RDFXML, GRAPH_SYNTAXES_ };
#define GRAPH_DEPTH 4

struct graph {
	struct buf       *b;
	enum graph_syntax as;
	struct jout       j;            /* JSON-LD */
	int               depth;        /* nodes begun */
	struct graph_level {
		const char *type;       /* NULL: its class stands elsewhere */
		const char *property;   /* JSON-LD: whose list is open; NULL: none */
		bool        bare;       /* nothing said yet */
	} level[GRAPH_DEPTH];
};

/* "text/turtle; charset=utf-8" … */
const char  *graph_media(enum graph_syntax as);
struct graph graph_to(struct buf *b, enum graph_syntax as);
void graph_begin(struct graph *g);
void graph_end(struct graph *g);
/* `type` NULL: more about a node that stands elsewhere; say at least one thing then. */
void graph_node(struct graph *g, const char *type, const char *iri);
void graph_node_end(struct graph *g);
/* A node without a name, as the value of `property`. */
void graph_inner(struct graph *g, const char *property, const char *type);
void graph_inner_end(struct graph *g);
/* `lang` NULL: text of no language. */
void graph_text(struct graph *g, const char *property, const char *text, const char *lang);
void graph_typed(struct graph *g, const char *property, const char *text, const char *type);
void graph_link(struct graph *g, const char *property, const char *iri);

/* Text between tags of any XML, and in its attributes. */
void xml_text(struct buf *b, const char *s);
#endif
