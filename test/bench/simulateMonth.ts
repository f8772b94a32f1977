import { endLine, headLine, lineOf } from "../../lib/cli/recording/line.ts";
import type { RecordedEvent } from "../../lib/core/recorded.ts";

const month = 30 * 86_400_000;
const begin = Date.UTC(2026, 9, 1);
const projects = 500;
const piece = 20_000;

/** Numbers from 0 to 1, the same in every run. Mulberry32, as widely published. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Job = Extract<RecordedEvent, { kind: "job" }>["job"];
interface Timed {
  readonly at: number;
  readonly event: RecordedEvent;
}

/** A recording of so many events as pieces of text: pipelines of ten jobs in 500 projects, through a month. */
export function* monthLines(count: number): Generator<string> {
  const random = seeded(7);
  let lines = [headLine({ source: "gitlab", until: begin + month })];
  let pending: Timed[] = [];
  let serial = 0;
  let written = 0;
  for (let pipeline = 0; written < count; pipeline++) {
    // Each pipeline has about 36 events.
    const at = begin + Math.floor((pipeline * 36 * month) / count);
    const ready = pending.filter((one) => one.at <= at).toSorted((one, other) => one.at - other.at);
    pending = pending.filter((one) => one.at > at);
    for (const { at: when, event } of ready.slice(0, count - written)) {
      lines.push(lineOf({ kind: "event", at: when, delivery: `d${++serial}`, event }));
      written++;
    }
    pending.push(...story(pipeline, at, random));
    if (lines.length < piece) continue;
    yield `${lines.join("\n")}\n`;
    lines = [];
  }
  yield `${[...lines, endLine({ unreadable: 0, untold: 0, onlyWanted: 0 })].join("\n")}\n`;
}

const reasons = [
  "script_failure",
  "script_failure",
  "script_failure",
  "runner_system_failure",
  "job_execution_timeout",
  "api_failure",
];

/** Everything that is told of one pipeline. */
function* story(serial: number, begun: number, random: () => number): Generator<Timed> {
  const number = Math.floor(random() * projects);
  const project = { id: 1000 + number, path: `group-${number % 20}/team-${number % 37}/app-${number}` };
  const isTag = random() < 0.05;
  const ref = isTag ? `v1.${serial}` : random() < 0.3 ? "main" : `topic-${serial % 900}`;
  const sha = serial.toString(16).padStart(40, "a");
  const id = 5_000_000 + serial;
  const shared = { ref, tag: isTag, sha };
  const pipeline = { id, ...shared, createdAt: begun };
  const jobs: Job[] = [];
  const told = (at: number, status: string): Timed => {
    const all = jobs.map((job) => ({ ...job, pipelineId: id, pipelineStatus: status }));
    const whole = { ...pipeline, status, source: "push", mergeRequest: null, jobs: all };
    return { at, event: { kind: "pipeline", project, pipeline: whole, jobs: all } };
  };
  for (let place = 0; place < 10; place++) {
    const name = place === 9 ? "deploy" : place < 3 ? `rspec ${place + 1}/3` : place === 3 ? "lint" : `build-${place}`;
    jobs.push({
      id: id * 16 + place,
      name,
      status: place === 9 ? "manual" : "created",
      stage: place === 9 ? "deploy" : "test",
      ...shared,
      createdAt: begun,
      userId: 7 + (serial % 200),
      allowFailure: false,
      environment: null,
    });
  }
  yield told(begun, "created");
  yield told(begun + 500, "pending");
  let last = begun;
  for (const [place, job] of jobs.entries()) {
    if (job.status === "manual") continue;
    const queued = random() < 0.01 ? 1_500_000 : Math.floor(random() * 60_000);
    const startedAt = begun + 1_000 + queued;
    const finishedAt = startedAt + 20_000 + Math.floor(random() * 400_000);
    const hasFailed = random() < 0.06;
    const of = { ...job, pipelineId: id, retriesCount: 0 };
    const steps: readonly (readonly [number, Partial<Job>])[] = [
      [begun + 900, { status: "created" }],
      [begun + 1_000, { status: "pending", since: begun + 1_000, queuedSeconds: 0 }],
      [
        startedAt,
        {
          status: "running",
          since: startedAt,
          startedAt,
          runner: { id: serial % 40, description: "linux", type: "instance_type" },
        },
      ],
      [
        finishedAt,
        hasFailed
          ? {
              status: "failed",
              since: finishedAt,
              startedAt,
              finishedAt,
              failureReason: reasons[Math.floor(random() * reasons.length)] ?? null,
            }
          : { status: "success", since: finishedAt, startedAt, finishedAt, failureReason: null },
      ],
    ];
    for (const [at, changes] of steps)
      yield {
        at,
        event: { kind: "job", project, job: { ...of, ...changes }, pipeline: { id, status: "running", ...shared } },
      };
    jobs[place] = { ...job, ...steps.at(-1)?.[1] };
    last = Math.max(last, finishedAt);
  }
  yield told(last + 1_000, jobs.some(({ status }) => status === "failed") ? "failed" : "success");
}
