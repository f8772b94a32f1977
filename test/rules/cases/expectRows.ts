/** What stands beside the rules of the rows. */
export const calendars =
  'calendars: { office: { zone: Europe/Berlin, open: "Mon-Fri 09:00-17:00" }, shut: { zone: UTC, closed: [{ from: 2026-01-01, to: 2126-01-01 }] } }\n';
const failed = "on: job, when: { status: failed }";
const gate = "on: [pipeline, { command: play }], ";
const manual = "status: manual, name: deploy, ref: v1, sha: abc, pipeline: 7";

interface Row {
  readonly rule: string;
  readonly given?: string;
  readonly at?: string;
  readonly expect: string;
  /** The same with one thing wrong, and what is told then. */
  readonly wrong: string;
  readonly told: string;
}

/** What a case can expect of the rule `r`, by what it is. */
export const rows: Readonly<Record<string, Row>> = {
  "a yes": { rule: `${failed}, do: keep`, expect: "yes", wrong: "no", told: "answer: no, got yes" },
  "a no": {
    rule: "on: job, when: { tag: true }, do: keep",
    given: "tag: false",
    expect: "no",
    wrong: "yes",
    told: "answer: yes, got no",
  },
  "an unknown": {
    rule: "on: job, when: { tag: true }, do: keep",
    expect: "unknown",
    wrong: "no",
    told: "answer: no, got unknown",
  },
  "the clause that decided": {
    rule: "on: job, when: { any: [{ tag: true }, { ref: main }] }, do: keep",
    given: "tag: false, ref: x",
    expect: "{ answer: no, because: tag }",
    wrong: "{ answer: no, because: ref }",
    told: "because: ref, got when.any.0.tag",
  },
  "the end of a path is whole steps": {
    rule: "on: job, when: { failureReason: x }, do: keep",
    given: "failureReason: y",
    expect: "{ answer: no, because: when.failureReason }",
    wrong: "{ answer: no, because: Reason }",
    told: "because: Reason, got when.failureReason",
  },
  "how long the state must have lasted": {
    rule: "on: job, when: { status: failed }, for: 15m, do: keep",
    given: "since: 5m",
    expect: "{ answer: yes, waits: 10m }",
    wrong: "{ answer: yes, waits: 15m }",
    told: "waits: 15m, got 10m, until 2026-01-05T12:10:00Z",
  },
  "that it waits no longer": {
    rule: "on: job, when: { status: failed }, for: 15m, do: keep",
    given: "since: 2026-01-05T11:00:00Z",
    expect: "{ answer: yes, waits: no }",
    wrong: "{ answer: yes, waits: 1s }",
    told: "waits: 1s, got no",
  },
  "a verb's own delay, longer with each run": {
    rule: `${failed}, do: { retry: { after: 30s, backoff: 2 } }, limit: { perJob: 5 }`,
    given: "attempt: 3",
    expect: "{ answer: yes, waits: 2m }",
    wrong: "{ answer: yes, waits: 30s }",
    told: "waits: 30s, got 2m, until 2026-01-05T12:02:00Z",
  },
  "a quarantine, whenever the job ended": {
    rule: "on: { schedule: { every: 1d } }, do: { deleteArtifacts: { quarantine: 3d } }",
    given: "since: 90d",
    expect: "{ answer: yes, waits: 3d, do: deleteArtifacts }",
    wrong: "{ answer: yes, waits: no }",
    told: "waits: no, got 3d, until 2026-01-08T12:00:00Z",
  },
  "a calendar": {
    rule: "on: job, require: { calendar: office }, do: keep",
    at: "2026-11-20T18:00:00+01:00",
    expect: "{ answer: yes, waits: 2026-11-23T08:00:00Z }",
    wrong: "{ answer: yes, waits: no }",
    told: "waits: no, got 2d 15h, until 2026-11-23T08:00:00Z",
  },
  "a calendar that is closed when the delay is over": {
    rule: `${failed}, for: 2h, require: { calendar: office }, do: keep`,
    at: "2026-11-20T16:30:00+01:00",
    expect: "{ answer: yes, waits: 2026-11-23T09:00:00+01:00 }",
    wrong: "{ answer: yes, waits: 2h }",
    told: "waits: 2h, got 2d 16h, until 2026-11-23T08:00:00Z",
  },
  "a calendar that does not open any more": {
    rule: "on: job, require: { calendar: shut }, do: keep",
    expect: "{ answer: yes, waits: never }",
    wrong: "{ answer: yes, waits: no }",
    told: "waits: no, got never",
  },
  "the verb": {
    rule: `${failed}, do: keep`,
    expect: "{ answer: yes, do: keep }",
    wrong: "{ answer: yes, do: retry }",
    told: "do: retry, got keep",
  },
  "variables, their templates filled": {
    rule: `${gate}do: { play: { job: deploy, variables: { A: "{{ ref }}-{{ sha }}-{{ pipeline.id }}", B: x } } }`,
    given: manual,
    expect: "{ answer: yes, do: { play: { variables: { B: x, A: v1-abc-7 } } } }",
    wrong: "{ answer: yes, do: { play: { variables: { A: v1-abc-7 } } } }",
    told: 'do.play.variables: {"A":"v1-abc-7"}, got {"A":"v1-abc-7","B":"x"}',
  },
  inputs: {
    rule: `${gate}do: { play: { job: deploy, inputs: { n: 3, tags: [a, "{{ ref }}"] } } }`,
    given: manual,
    expect: "{ answer: yes, do: { play: { inputs: { n: 3, tags: [a, v1] } } } }",
    wrong: "{ answer: yes, do: { play: { inputs: { n: 4, tags: [a, v1] } } } }",
    told: 'do.play.inputs: {"n":4,"tags":["a","v1"]}, got {"n":3,"tags":["a","v1"]}',
  },
  "what people are told": {
    rule: `${failed}, do: { notify: { to: journal, text: "{{ job.name }} failed" } }`,
    given: "name: unit",
    expect: "{ answer: yes, do: { notify: { text: unit failed } } }",
    wrong: "{ answer: yes, do: { notify: { text: lint failed } } }",
    told: "do.notify.text: lint failed, got unit failed",
  },
  "why nothing is done all the same": {
    rule: `${gate}do: { play: { job: deploy, variables: { A: "{{ ref }}" } } }`,
    given: `${manual.replace("v1", "'a;b'")}`,
    expect: "{ answer: yes, refused: may not stand there }",
    wrong: "{ answer: yes, refused: too long }",
    told: "refused: too long, got {{ ref }} in A has characters that may not stand there",
  },
  "a limit that is used up": {
    rule: `${failed}, do: retry, limit: { perJob: 2 }`,
    given: "attempt: 3",
    expect: '{ answer: yes, refused: "perJob: 2" }',
    wrong: "yes",
    told: "answer: yes, got yes, but refused: the limit perJob: 2 is used up, the job has had 2 runs before this one",
  },
  "that it is refused at all": {
    rule: `${failed}, do: retry`,
    expect: "yes",
    wrong: "{ answer: yes, refused: perJob }",
    told: "refused: perJob, got not refused",
  },
  "all that a look is asked for": {
    rule: "on: job, when: { protected: true, jobs: { any: { status: manual } }, log: { matches: x } }, do: keep",
    expect: "{ answer: unknown, asks: [log, protected, jobs] }",
    wrong: "{ answer: unknown, asks: [protected] }",
    told: "asks: protected, got jobs, log, protected",
  },
  "nothing of all": {
    rule: "on: job, when: { tag: true }, do: keep",
    given: "tag: false",
    expect: "no, nothing: true",
    wrong: "unknown, nothing: true",
    told: "answer: unknown, got no",
  },
  "what a person gives": {
    rule: `${gate}when: { by: { role: maintainer } }, do: { play: { allow: { REGION: [eu] } } }`.replace(
      "pipeline, ",
      "",
    ),
    given: `${manual}, by: { user: ann, role: owner }, command: { verb: play, variables: { REGION: eu } }`,
    expect: "{ answer: yes, do: { play: { variables: { REGION: eu } } } }",
    wrong: "{ answer: yes, do: { play: { variables: { REGION: us } } } }",
    told: 'do.play.variables: {"REGION":"us"}, got {"REGION":"eu"}',
  },
};
