/* field.c - the table of an entry's texts. */
#include "catalogue/field.h"

#define FIELD(column_, member) { ":" column_, column_, offsetof(struct resource, member) }

const struct field resource_texts[] = {
	FIELD("title", title), FIELD("abstract", abstract), FIELD("category", category),
	FIELD("theme", theme), FIELD("industry", industry), FIELD("scenario", scenario),
	FIELD("form", form), FIELD("format", format),
	FIELD("collector", collector), FIELD("reviewer", reviewer),
	FIELD("source_system", source_system), FIELD("duty", duty),
	FIELD("collect_basis", collect_basis), FIELD("collect_scope", collect_scope),
	FIELD("collect_necessity", collect_necessity), FIELD("update_cycle", update_cycle),
	FIELD("region", region), FIELD("share_conditions", share_conditions),
	FIELD("share_reason", share_reason), FIELD("share_law", share_basis.law),
	FIELD("share_level", share_basis.level), FIELD("share_article", share_basis.article),
	FIELD("open_conditions", open_conditions), FIELD("open_reason", open_reason),
	FIELD("open_law", open_basis.law), FIELD("open_level", open_basis.level),
	FIELD("open_article", open_basis.article), { NULL, NULL, 0 },
};
