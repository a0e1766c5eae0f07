/* reindex.h - `gongshu reindex`: what is derived from the entries, made anew. */
#ifndef CATALOGUE_REINDEX_H
#define CATALOGUE_REINDEX_H
int reindex_command(int argc, char *argv[]);
#endif
