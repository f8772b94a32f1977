/** The keys of rules that nearly every row needs. */
export const job = 'on: job, projects: ["**"]';
export const failed = `${job}, when: { status: failed }, do: retry`;
const nightly = 'projects: ["**"], on: { schedule: { every: 1d } }';
const chat = 'projects: ["**"], on: { command: play }';

/** What is odd, the rules as flow maps (the first begins in line 4), and what is told of each. */
export const rows: readonly [what: string, rules: readonly string[], findings: readonly RegExp[]][] = [
  ["a rule that is right", [`id: a, ${failed}`], []],
  [
    "conditions that contradict each other",
    [`id: a, ${job}, when: { status: failed, ref: "v*", not: { ref: "v**" } }, do: retry`],
    [/^4:47 error neverMatches no job can be like this: the conditions leave nothing for ref/],
  ],
  [
    "a status that the verb cannot start from",
    [`id: a, ${job}, when: { status: [running, pending] }, do: retry`],
    [/^4:83 error neverMatches `retry` starts from failed, success, canceled only/],
  ],
  [
    "a name that the verb does not mean",
    [`id: a, ${job}, when: { name: build }, do: { play: { job: deploy } }`],
    [/error neverMatches the conditions leave out every job that "deploy" names/],
  ],
  [
    "tags that a delete spares",
    [`id: a, ${nightly}, when: { tag: true }, do: { deleteArtifacts: {} }`],
    [/error neverMatches the conditions ask for tags, which `deleteArtifacts` spares/],
  ],
  [
    "tags that a delete does not spare",
    [`id: a, ${nightly}, when: { tag: true }, do: { erase: { includeTags: true } }`],
    [],
  ],
  [
    "projects that leave themselves out",
    [`id: a, on: job, projects: ["shop/api", "!shop/**"], when: { status: failed }, do: retry`],
    [/^4:33 error neverMatches no project is left/],
  ],
  [
    "a last day that is past",
    [`id: a, ${failed}, until: 2026-11-19`],
    [/warning neverMatches the rule has ended: its last day was 2026-11-19/],
  ],
  ["a last day that is today", [`id: a, ${failed}, until: 2026-11-20`], []],
  [
    "a branch that never holds",
    [`id: a, ${job}, when: { status: failed, any: [{ name: x }, { status: success }] }, do: retry`],
    [/^4:84 warning neverMatches this branch never holds/],
  ],
  [
    "the same rule twice",
    [`id: a, ${failed}`, `id: b, description: again, ${failed}`],
    [/^5:\d+ warning duplicate the rule is a once more/],
  ],
  [
    "a rule that another one covers",
    [`id: a, ${failed}`, `id: b, on: job, projects: [shop/api], when: { status: failed, ref: main }, do: retry`],
    [/^5:\d+ warning shadowed a does the same to all of these jobs/],
  ],
  [
    "a rule that another one covers and that comes first",
    [`id: b, on: job, projects: [shop/api], when: { status: failed, ref: main }, do: retry`, `id: a, ${failed}`],
    [/^4:\d+ warning shadowed a does/],
  ],
  [
    "a rule whose limits are stricter",
    [`id: a, ${failed}`, `id: b, ${failed}, limit: { perJob: 1 }`],
    [/^4:\d+ warning shadowed b does/],
  ],
  [
    "a narrow rule with a limit of its own",
    [`id: a, ${failed}`, `id: b, on: job, projects: [x/y], when: { status: failed }, do: retry, limit: { perSha: 1 }`],
    [],
  ],
  [
    "a narrow rule that acts earlier",
    [`id: a, ${failed}, for: 5m`, `id: b, on: job, projects: [x/y], when: { status: failed }, do: retry`],
    [],
  ],
  [
    "a narrow rule with other events",
    [`id: a, ${failed}`, `id: b, on: pipeline, projects: [x/y], when: { status: failed }, do: retry`],
    [],
  ],
  [
    "a narrow rule that is tried out",
    [`id: a, ${failed}`, `id: b, on: job, projects: [x/y], when: { status: failed }, do: retry, mode: report`],
    [],
  ],
  [
    "a wide rule that only reports",
    [`id: a, ${failed}, mode: report`, `id: b, on: job, projects: [x/y], when: { status: failed }, do: retry`],
    [],
  ],
  [
    "a narrow rule that tells people",
    [
      `id: a, ${failed}`,
      `id: b, on: job, projects: [x/y], when: { status: failed }, do: retry, notify: { to: journal, text: x }`,
    ],
    [],
  ],
  [
    "a narrow rule for ever, a wide one until a day",
    [`id: a, ${failed}, until: 2027-01-01`, `id: b, on: job, projects: [x/y], when: { status: failed }, do: retry`],
    [],
  ],
  [
    "a rule about other jobs",
    [`id: a, ${failed}`, `id: b, on: job, projects: [x/y], when: { status: canceled }, do: retry`],
    [],
  ],
  [
    "two rules that mean the same in other words",
    [
      `id: a, ${job}, when: { status: failed, ref: main }, do: retry`,
      `id: b, ${job}, when: { status: failed, any: [{ ref: main }] }, do: retry`,
    ],
    [/^5:\d+ warning shadowed a does/],
  ],
  [
    "a keep against a delete",
    [
      `id: keeps, ${job}, when: { status: success, ref: main }, do: keep`,
      `id: tidy, ${nightly}, do: { deleteArtifacts: {} }`,
    ],
    [
      /^5:\d+ warning keepAgainstDelete keeps keeps what this rule would delete, such as a success job with tag false, ref main/,
    ],
  ],
  [
    "a keep of tags, which a delete spares",
    [`id: keeps, ${job}, when: { tag: true }, do: keep`, `id: tidy, ${nightly}, do: { deleteArtifacts: {} }`],
    [],
  ],
  [
    "two plays with other values",
    [
      `id: a, ${job}, do: { play: { job: "deploy*", variables: { TO: x } } }`,
      `id: b, ${job}, do: { play: { job: "*prod", variables: { TO: y } } }`,
    ],
    [
      /^5:\d+ warning differentEffects a and this rule want to play one job with different values, such as a manual job "deploy\w*prod"/,
    ],
  ],
  [
    "two plays whose values may be the same",
    [
      `id: a, ${job}, do: { play: { job: d, variables: { TO: x } } }`,
      `id: b, ${job}, do: { play: { job: d, variables: { TO: "{{ ref }}" } } }`,
    ],
    [],
  ],
  [
    "two plays of other jobs",
    [
      `id: a, ${job}, do: { play: { job: d, variables: { TO: x } } }`,
      `id: b, ${job}, do: { play: { job: e, variables: { TO: y } } }`,
    ],
    [],
  ],
  [
    "a restart and a cancel",
    [
      `id: a, ${job}, when: { status: pending }, do: restart`,
      `id: b, ${job}, when: { status: [pending, manual] }, do: cancel`,
    ],
    [
      /warning differentEffects a and this rule want to restart and to cancel one job, such as a pending job: neither is done/,
    ],
  ],
  ["a restart and a retry", [`id: a, ${job}, when: { status: pending }, do: restart`, `id: b, ${failed}`], []],
  [
    "a play from chat for anybody",
    [`id: a, ${chat}, do: play`],
    [/warning chatWithoutAllow people may play this/, /warning chatForAnybody whoever may play this in GitLab/],
  ],
  [
    "a play from chat for some",
    [`id: a, ${chat}, when: { by: { role: maintainer } }, do: { play: { allow: { REGION: [eu] } } }`],
    [],
  ],
  [
    "a retry from chat for anybody",
    [`id: a, projects: ["**"], on: [job, { command: retry }], when: { status: failed }, do: retry`],
    [/^4:\d+ warning chatForAnybody whoever may retry this in GitLab may do so from chat: say who/],
  ],
  [
    "a retry from chat for a group",
    [`id: a, projects: ["**"], on: { command: retry }, when: { status: failed, by: { group: shop/ops } }, do: retry`],
    [],
  ],
  [
    "a delete without time to notice",
    [`id: a, ${nightly}, do: { erase: { quarantine: 1d } }`],
    [/^4:\d+ warning deleteWithoutQuarantine what is deleted is gone for good, and nobody may notice within 1d/],
  ],
  ["a delete with the usual quarantine", [`id: a, ${nightly}, do: { erase: {} }`], []],
  [
    "plays of trigger jobs without a limit",
    [`id: a, ${job}, when: { bridge: true }, do: { play: { job: "*" } }`],
    [/warning noLimit each of these jobs begins a pipeline/],
  ],
  [
    "plays of trigger jobs with a limit",
    [`id: a, ${job}, when: { bridge: true }, do: { play: { job: "*" } }, limit: { perSha: 1 }`],
    [],
  ],
  [
    "the log of every failed job everywhere",
    [`id: a, ${job}, when: { status: failed, log: { matches: x } }, do: retry`],
    [/^4:\d+ warning expensive the log of every such job of every project is read/],
  ],
  [
    "the log of few jobs",
    [`id: a, ${job}, when: { status: failed, failureReason: x, log: { matches: x } }, do: retry`],
    [],
  ],
  [
    "what only hooks tell, from a schedule",
    [`id: a, ${nightly}, when: { environmentTier: production }, do: keep`],
    [/^4:\d+ error unknownForever only hooks tell `environmentTier`/],
  ],
  [
    "rules that are off",
    [
      `id: a, ${failed}`,
      `id: b, ${failed}, mode: off`,
      `id: c, ${job}, when: { status: failed, tag: true, not: { tag: true } }, do: retry, mode: off`,
    ],
    [],
  ],
  [
    "what cannot be told",
    [
      `id: a, ${job}, when: { status: failed, ref: { matches: a+ } }, do: retry`,
      `id: b, ${job}, when: { status: failed, ref: { matches: "[a]+" } }, do: retry`,
    ],
    [],
  ],
];
