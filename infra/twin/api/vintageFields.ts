import { type FieldYears, shownIn } from "../state/fieldYears.ts";
import type { Vintage } from "../state/world.ts";

/**
 * The first year that shows a field; one that is not named was there from the beginning.
 * Source: the jobs and pipelines pages of docs.gitlab.com/api as they were in 2017, 2019 and 2020, 2024, and 2026.
 */
const fieldsSince = {
  job: {
    allow_failure: 2020,
    duration: 2020,
    artifacts: 2020,
    artifacts_expire_at: 2020,
    web_url: 2020,
    archived: 2024,
    erased_at: 2024,
    queued_duration: 2024,
    failure_reason: 2024,
    project: 2024,
    runner_manager: 2024,
    tag_list: 2024,
    source: 2026,
  },
  /** As a job shows its pipeline. */
  pipelineOfJob: {
    project_id: 2024,
    iid: 2026,
    source: 2026,
    created_at: 2026,
    updated_at: 2026,
    web_url: 2026,
  },
  pipeline: {
    created_at: 2020,
    updated_at: 2020,
    web_url: 2020,
    iid: 2024,
    name: 2024,
    project_id: 2024,
    queued_duration: 2024,
    source: 2024,
    archived: 2026,
  },
  commit: {
    authored_date: 2026,
    committer_name: 2026,
    committer_email: 2026,
    committed_date: 2026,
  },
  runner: {
    ip_address: 2020,
    is_shared: 2020,
    name: 2020,
    online: 2020,
    status: 2020,
    paused: 2024,
    runner_type: 2024,
  },
  note: {
    type: 2020,
    resolvable: 2020,
    noteable_iid: 2020,
    commands_changes: 2024,
    confidential: 2024,
    internal: 2024,
    project_id: 2024,
    imported: 2026,
    imported_from: 2026,
  },
  hook: {
    confidential_note_events: 2020, // 11.x
    confidential_issues_events: 2020, // 10.x
    push_events_branch_filter: 2020, // 11.3
    deployment_events: 2024, // 13.x
    releases_events: 2024, // 13.x
    feature_flag_events: 2024, // 13.x
    alert_status: 2024, // 15.0
    disabled_until: 2024, // 15.0
    url_variables: 2024, // 15.x
    branch_filter_strategy: 2024, // 15.x
    custom_webhook_template: 2024, // 16.10
    custom_headers: 2024, // 16.11
    emoji_events: 2024, // 16.2
    resource_access_token_events: 2024, // 16.x
    name: 2026, // 17.1
    description: 2026, // 17.1
    milestone_events: 2026, // 17.x
    vulnerability_events: 2026, // 17.x
    token_present: 2026, // 19.0
    signing_token_present: 2026, // 19.0
  },
  person: {
    location: 2020,
    organization: 2020,
    public_email: 2020,
    // `bot`: the pages never named it in jobs; lib/api/entities/user.rb has it since 13
    bot: 2024,
    locked: 2026,
  },
} as const satisfies Readonly<Record<string, FieldYears>>;

/** What a GitLab of that year shows of an entity that has all that today's has. */
export function asOf<T extends object>(vintage: Vintage, kind: keyof typeof fieldsSince, entity: T): Partial<T> {
  return shownIn(vintage, fieldsSince[kind], entity);
}
