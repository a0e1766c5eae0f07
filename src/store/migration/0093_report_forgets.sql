-- 0093_report_forgets: of the tags of networks that public reports came from, the clock finds
-- those whose day is over by an index. An older server runs on it and drops them at its next
-- report. Going back: drop the index.

CREATE INDEX public_report_kept_peer ON public_report (at) WHERE peer IS NOT NULL;
