// The rulebook of every golden store: what the first release could say. Its decisions are stored beside it.

const calendars = `calendars:
  working-hours:
    zone: Europe/Berlin
    open: ["Mon-Thu 09:00-16:00", "Fri 09:00-12:00"]
    closed:
      - { from: 2026-12-21, to: 2027-01-03, why: end of the year }
`;

const invariants = `invariants:
  - id: two-for-production
    description: Nothing is played in production that two people have not approved.
    never: play
    when: { environment: [production, "production/*"] }
    unless: { approvals: 2 }
`;

const bodies = [
  'id: retry-infrastructure, on: job, when: { status: failed, name: "build*", failureReason: [runner_system_failure, stuck_or_timeout_failure] }, do: { retry: { after: 30s, backoff: 2, most: 10m } }, limit: { perJob: 2 }',
  'id: retry-late, on: job, when: { status: failed, name: "late*" }, do: { retry: { after: 5m } }, limit: { perJob: 2 }',
  'id: retry-once, on: job, when: { status: failed, name: "once*" }, do: retry, limit: { perJob: 1, perPipeline: 5 }, notify: { to: journal, text: "{{ job.name }} on {{ ref }} runs a second time" }',
  "id: retry-from-chat, on: { command: retry }, when: { status: failed, by: { role: developer, bot: false } }, do: retry, limit: { perJob: 2 }",
  'id: restart-stuck, on: job, when: { status: pending, name: "stuck*" }, for: 15m, do: restart, limit: { perJob: 2, perPipeline: 10, perProjectPerHour: 50 }',
  'id: promote, on: pipeline, when: { ref: "v*" }, require: { approvals: { count: 2, from: { role: maintainer }, within: 3d }, calendar: working-hours, expires: 7d, remind: 1d }, do: { play: { job: "deploy:production", variables: { RELEASE: "{{ ref }}" } } }, onUnknown: attention',
  'id: open, on: pipeline, when: { ref: work, not: { environment: [production, "production/*"] } }, do: { play: { job: open, variables: { CHANNEL: stable } } }, onUnknown: attention',
  'id: keep-releases, on: job, when: { status: success, tag: true, ref: "v*", artifacts: present }, do: keep',
  'id: tidy, on: { schedule: { cron: "0 0 29 2 *" } }, when: { artifacts: { expiredFor: 1h }, tag: false }, do: { deleteArtifacts: { quarantine: 1d } }, limit: { perProjectPerHour: 50, percentPerDay: 100 }',
  'id: erase-old-logs, on: { schedule: { every: 1w, at: "03:00", zone: UTC } }, when: { tag: false, archived: false, artifacts: { olderThan: 180d, expiredFor: 90d } }, do: { erase: { quarantine: 14d } }, mode: report, limit: { perProjectPerHour: 20, percentPerDay: 2 }',
  'id: report-only, on: job, when: { status: failed, name: "seen*" }, do: retry, mode: report, limit: { perJob: 1 }',
  'id: main-is-red, on: [job, pipeline], when: { ref: [main, master], tag: false, status: failed, failureClass: "user.*", allowFailure: false, name: "test*" }, do: { notify: { to: journal, text: "main is red: {{ job.name }}" } }, limit: { perPipeline: 1 }',
  'id: retry-spot, on: [job, pipeline], when: { status: failed, name: "test*", failureClass: infra.spot, attempt: { under: 3 } }, do: { retry: { after: 1m } }, limit: { perJob: 2, perPipeline: 20 }',
  'id: cancel-redundant, on: [job, pipeline], when: { status: [pending, running], pipelineSource: merge_request_event, not: { any: [{ stage: deploy }, { environment: "**" }] }, name: "redundant*" }, do: cancel, limit: { perPipeline: 200, perProjectPerHour: 500 }',
];

/** As a file of rules; `more` is one that a second person must agree to, where that is required. */
export function goldenRules(...more: readonly string[]): string {
  const rules = [...bodies, ...more].map((body) => `  - { projects: ["**"], ${body} }\n`);
  return `version: 1\ndefaults: { mode: enforce }\n${calendars}${invariants}rules:\n${rules.join("")}`;
}
