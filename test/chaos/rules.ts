/** The rules of a day: all the verbs that a hook can cause, with spans short enough for it. */
export const rules = `
version: 1
defaults: { mode: enforce }
rules:
  - id: retry-infrastructure
    projects: ["**"]
    on: [job, pipeline]
    when: { status: failed, failureReason: [runner_system_failure] }
    do: { retry: { after: 1s } }
    limit: { perJob: 2, perProjectPerHour: 900 }
    outage: off
  - id: restart-stuck
    projects: ["**"]
    on: job
    when: { status: pending, name: "stuck*" }
    for: 2s
    do: restart
    limit: { perJob: 2, perPipeline: 10 }
    outage: off
  - id: promote
    projects: ["**"]
    on: [job, pipeline]
    when: { tag: true, ref: "v*" }
    do: { play: { job: deploy, variables: { RELEASE: "{{ ref }}" } } }
    onUnknown: again
  - id: keep-releases
    projects: ["**"]
    on: job
    when: { status: success, tag: true, artifacts: present }
    do: keep
`;

/** As the rules say it. */
export const mostRunsPerJob = 2;
