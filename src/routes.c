/* routes.c - every route table there is. A feature adds its line. */
#include "account/account_http.h"
#include "asset/asset_http.h"
#include "cases/routes.h"
#include "catalogue/routes.h"
#include "change/change_http.h"
#include "commitment/commitment_http.h"
#include "completeness/completeness_http.h"
#include "channel/channel_http.h"
#include "delivery/delivery_http.h"
#include "deposit/deposit_http.h"
#include "coordination/coordination_http.h"
#include "correction/correction_http.h"
#include "dispute/dispute_http.h"
#include "scenario/scenario_http.h"
#include "demand/demand_http.h"
#include "violation/violation_http.h"
#include "usage/usage_http.h"
#include "answering/answering_http.h"
#include "warning/warning_http.h"
#include "guidance/guidance_http.h"
#include "itsystem/itsystem_http.h"
#include "database/database_http.h"
#include "pull/pull_http.h"
#include "forward/forward_http.h"
#include "codeset/codeset_http.h"
#include "content/content_http.h"
#include "duplicate/duplicate_http.h"
#include "element/element_http.h"
#include "openplan/openplan_http.h"
#include "portal/routes.h"
#include "dataapi/dataapi_http.h"
#include "dcat/dcat_http.h"
#include "grading/grading_http.h"
#include "grant/grant_http.h"
#include "ingest/ingest.h"
#include "record/record_http.h"
#include "reform/reform_http.h"
#include "release/release_http.h"
#include "notice/routes.h"
#include "web/assets_http.h"
#include "web/health_http.h"

const struct route_list *const route_lists[] = {
	&health_routes,
	&session_routes,
	&user_routes,
	&duty_routes,
	&org_routes,
	&token_routes,
	&key_routes,
	&person_routes,
	&staff_routes,
	&reform_routes,
	&catalogue_routes,
	&release_routes,
	&content_routes,
	&content_data_routes,
	&content_open_routes,
	&completeness_routes,
	&asset_register_routes,
	&openplan_routes,
	&change_routes,
	&commitment_routes,
	&scenario_routes,
	&channel_routes,
	&demand_routes,
	&demand_match_routes,
	&notice_open_routes,
	&notice_page_routes,
	&usage_routes,
	&answering_routes,
	&usage_open_routes,
	&usage_page_routes,
	&monitor_routes,
	&warning_routes,
	&delivery_routes,
	&delivery_batch_routes,
	&delivery_copy_routes,
	&delivery_doubt_routes,
	&delivery_leak_routes,
	&deposit_routes,
	&correction_routes,
	&coordination_routes,
	&dispute_routes,
	&guidance_routes,
	&duplicate_routes,
	&codeset_routes,
	&element_routes,
	&itsystem_routes,
	&database_routes,
	&pull_routes,
	&forward_routes,
	&grading_routes,
	&grading_rule_routes,
	&case_routes,
	&attachment_routes,
	&law_routes,
	&notice_routes,
	&portal_routes,
	&release_open_routes,
	&page_routes,
	&openplan_open_routes,
	&openplan_page_routes,
	&release_page_routes,
	&dcat_routes,
	&version_routes,
	&record_routes,
	&grant_routes,
	&grant_active_routes,
	&dataapi_routes,
	&ingest_routes,
	&asset_routes,
	NULL,
};
