import type { Pipeline } from "../../infra/twin/state/graph.ts";
import type { Twin } from "../../infra/twin/twin.ts";
import { type Gate, gatesScope, readGate } from "../../lib/core/gate.ts";
import type { Write } from "../../lib/core/ports.ts";
import type { Instant } from "../../lib/core/time.ts";
import { source } from "./settings.ts";
import type { Witness } from "./witness.ts";

/** One word of a person at a gate, as it was said. */
export interface Said {
  readonly verb: "approve" | "reject" | "override";
  readonly userId: number;
  readonly username: string;
  readonly jobId: number;
  /** What the person had before them. */
  readonly digest: string;
  /** When they clicked. */
  readonly at: Instant;
  /** The process that heard it. */
  readonly by: string;

  /** When it was written, whether anybody was told so or not. */
  writtenAt?: Instant;
  /** What the gate was about at that moment. */
  about?: string;
  /** When the person was answered, and how: `said`, or why not. */
  answeredAt?: Instant;
  answer?: string;
}

interface Site {
  readonly sha: string;
  /** By GitLab's numbers: who began its pipeline, and who wrote what that runs. */
  readonly owners: readonly (number | undefined)[];
}

/** What was said at gates, and who might say it, as only somebody outside can know. */
export interface GateWitness {
  readonly said: Said[];
  /** The gates as they were last written, by their jobs. */
  readonly gates: Map<number, Gate>;
  /** What is the same of a gate's job for as long as it is there, and is known still when it is gone. */
  readonly sites: Map<number, Site>;
  /** When a gate was there first, and whenever a person opened it anew. */
  readonly opened: Map<number, Instant[]>;
  /** What each digest stands for, in plain words. */
  readonly contents: Map<string, string>;
  /** Each change of what somebody may do, by GitLab's number of the person. */
  readonly levels: { readonly at: Instant; readonly userId: number; readonly level: number }[];
  /** When a worker took a task, by the task's id and rev. */
  readonly claimed: Map<string, Instant>;
  /** Told of every gate that is there for the first time. */
  readonly followers: ((gate: Gate) => void)[];
  /** Takes what was written to the tables, before the witness does, and by which process. */
  saw(writes: readonly Write[], by: string): void;
}

interface Watched {
  readonly twin: Twin;
  /** Who wrote what a pipeline runs. */
  readonly authorOf: (pipeline: Pipeline) => number | undefined;
  readonly witness: Witness;
  readonly now: () => Instant;
}

const scope = gatesScope(source);

export function newGateWitness({ twin, authorOf, witness, now }: Watched): GateWitness {
  const gates: GateWitness = {
    said: [],
    gates: new Map(),
    sites: new Map(),
    opened: new Map(),
    contents: new Map(),
    levels: [],
    claimed: new Map(),
    followers: [],
    saw(writes, by) {
      for (const write of writes) {
        if ("put" in write && write.put.verb === "play" && write.put.state === "claimed")
          noteClaim(gates, write.put, now());
        if (!("note" in write) || write.note.scope !== scope) continue;
        const gate = readGate(write.value);
        if (gate) noteGate(gate, { writes, by });
      }
    },
  };

  function noteGate(gate: Gate, { writes, by }: { readonly writes: readonly Write[]; readonly by: string }): void {
    const { job, digest } = gate;
    const isNew = !gates.gates.has(job);
    const isAnew = writes.some(
      (write) => "journal" in write && write.journal.kind === "byHand" && write.journal.step === "redrive",
    );
    const pipeline = twin.world.jobs.get(job)?.pipeline;
    if (pipeline && isNew)
      gates.sites.set(job, { sha: pipeline.commit.sha, owners: [pipeline.person?.id, authorOf(pipeline)] });
    gates.gates.set(job, gate);
    if (isNew || isAnew) gates.opened.set(job, [...(gates.opened.get(job) ?? []), now()]);
    const said = gates.said.findLast((one) => one.by === by && one.jobId === job);
    if (said && said.writtenAt === undefined) Object.assign(said, { writtenAt: now(), about: digest });
    if (!gates.contents.has(digest)) gates.contents.set(digest, plainOf(gate));
    if (isNew) for (const follow of gates.followers) follow(gate);
  }

  function plainOf({ job, rules }: Gate): string {
    const version = Number(rules[0]?.split("@")[1]);
    const wording = witness.books.find((book) => book.version === version)?.wording ?? 0;
    const { sha = "" } = gates.sites.get(job) ?? {};
    return contentText({ job, sha, rules: rules.map((rule) => rule.split("@")[0] ?? ""), wording });
  }

  return gates;
}

interface Content {
  readonly job: number;
  readonly sha: string;
  /** Ids of rules. */
  readonly rules: readonly string[];
  readonly wording: number;
}

/** What somebody says yes to. */
export function contentText({ job, sha, rules, wording }: Content): string {
  return `job ${job} of ${sha} by ${[...new Set(rules)].sort().join(" and ")} in wording ${wording}`;
}

function noteClaim({ claimed }: GateWitness, { id, rev }: { id: string; rev: number }, now: Instant): void {
  const key = `${id} ${rev}`;
  if (!claimed.has(key)) claimed.set(key, now);
}

/** The highest level that somebody had at any moment of a time. */
export function mostLevel(
  { levels }: GateWitness,
  userId: number,
  { from, to }: { from: Instant; to: Instant },
): number {
  const own = levels.filter((one) => one.userId === userId && one.at <= to);
  const before = own.findLast(({ at }) => at <= from)?.level ?? 0;
  return Math.max(before, ...own.filter(({ at }) => at > from).map(({ level }) => level));
}
