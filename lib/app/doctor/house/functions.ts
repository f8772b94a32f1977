import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { FunctionLooks, SeenFunction, SeenMapping } from "../../../core/inAws.ts";
import { found, isUnseen, type Seen } from "../../../core/seen.ts";
import { type Known, teller } from "../known.ts";

/** What `doctor` may say of Lambda functions and of what wakes them by a stream. */
export const functionsKnown = {
  functionFits: { area: "settings", level: "well", what: "A function is there and may run." },
  functionUnseen: {
    area: "settings",
    level: "unknown",
    what: "A function could not be looked at.",
    cure: "allow the action that is named, and ask again",
  },
  functionMissing: {
    area: "settings",
    level: "broken",
    what: "A function is not there.",
    cure: "deploy (npx osls deploy); or look at the stage and AWS_REGION",
  },
  functionState: {
    area: "settings",
    level: "broken",
    what: "A function is not active: it cannot run.",
    cure: "wait while it is Pending; else deploy again, and look at it in the Lambda console",
  },
  functionRuntime: {
    area: "settings",
    level: "warning",
    what: "A function runs on another Node than its bundle is made and tested for.",
    cure: "deploy again: serverless.yml names the runtime",
  },
  functionShut: {
    area: "settings",
    level: "broken",
    what: "A function's reserved concurrency is 0: somebody has shut it, and it never runs.",
    cure: "deploy again, or aws lambda put-function-concurrency; first find out who shut it, and why",
  },
  functionUnbounded: {
    area: "settings",
    level: "warning",
    what: "A function has no concurrency of its own: a flood at the door can take all of the account's, and cost as much.",
    cure: "deploy again: serverless.yml reserves it (webhookConcurrency and its neighbours); where it was deployed with reserveConcurrency=no, ask AWS for a higher quota of concurrent executions first",
  },
  deploymentOld: {
    area: "settings",
    level: "warning",
    what: "The functions run with other sources, access or chat than this `penstock.yaml` gives.",
    cure: "call npm run build, npm run package and npx osls deploy; or take the file that was deployed",
  },
  doorMissing: {
    area: "settings",
    level: "broken",
    what: "The webhook function has no address: GitLab can deliver nothing.",
    cure: "deploy again: serverless.yml gives it a function URL",
  },
  doorOpen: { area: "settings", level: "well", what: "The webhook function has an address." },
  streamRead: { area: "streams", level: "well", what: "A stream wakes the function that reads it." },
  streamUnseen: {
    area: "streams",
    level: "unknown",
    what: "What wakes a function could not be looked at.",
    cure: "allow the action that is named, and ask again",
  },
  streamUnread: {
    area: "streams",
    level: "broken",
    what: "Nothing brings a table's stream to a function: what may act at once waits for tick's minute.",
    cure: "deploy again (npx osls deploy): serverless.yml connects them",
  },
  streamStopped: {
    area: "streams",
    level: "broken",
    what: "What brings a stream to a function is switched off.",
    cure: "find out who switched it off, and why; then aws lambda update-event-source-mapping --enabled --uuid ID",
  },
  streamFails: {
    area: "streams",
    level: "warning",
    what: "What brings a stream to a function tells of a problem.",
    cure: "look into the function's log, and at the role's right to read the stream",
  },
} as const satisfies Readonly<Record<string, Known>>;

const tell = teller(functionsKnown);
const runtime = "nodejs24.x";

/** A function that must be there. */
export interface WantedFunction {
  /** `webhook`, `work`, … */
  readonly short: string;
  /** As AWS knows it. */
  readonly name: string;
  /** Names of the tables whose streams it reads. */
  readonly streams: readonly string[];
  /** What it must be set to, as JSON; compared by what they say. */
  readonly settings: Readonly<Record<string, string>>;
}

/** How the functions are, what wakes them by a stream, and whether the door is there. */
export async function examineFunctions(
  wanted: readonly WantedFunction[],
  { looks, isSame }: { readonly looks: FunctionLooks; readonly isSame: (one: string, other: string) => boolean },
): Promise<readonly Diagnosis[]> {
  const all = wanted.map(async (one) => {
    const seen = await looks.function(one.name);
    const there = found(seen);
    if (!there) return [lacking(one.name, seen)];
    const streams = one.streams.length > 0 ? streamDiagnoses(one, await looks.mappings(one.name)) : [];
    const door = one.short === "webhook" ? [doorDiagnosis(one.name, await looks.address(one.name))] : [];
    return [...functionDiagnoses(one, there, isSame), ...door, ...streams];
  });
  return (await Promise.all(all)).flat();
}

function lacking(name: string, seen: Seen<unknown>): Diagnosis {
  const about = `function ${name}`;
  if (isUnseen(seen)) return tell("functionUnseen", about, `${seen.unseen}.`, { cure: seen.cure });
  return tell("functionMissing", about, "It is not there.");
}

function functionDiagnoses(
  { name, settings }: WantedFunction,
  seen: SeenFunction,
  isSame: (one: string, other: string) => boolean,
): readonly Diagnosis[] {
  const about = `function ${name}`;
  const { concurrency } = seen;
  const many = found(concurrency);
  const old = Object.entries(settings).filter(([key, value]) => !isSame(seen.settings[key] ?? "", value));
  const faults = [
    ...(seen.state === "Active" ? [] : [tell("functionState", about, `It is ${seen.state}.`)]),
    ...(seen.runtime === runtime
      ? []
      : [tell("functionRuntime", about, `It runs on ${seen.runtime}, not on ${runtime}.`)]),
    ...(isUnseen(concurrency)
      ? [tell("functionUnseen", about, `${concurrency.unseen}.`, { cure: concurrency.cure })]
      : many === 0
        ? [tell("functionShut", about, "It may run 0 times at once.")]
        : many === undefined
          ? [tell("functionUnbounded", about, "It has no reserved concurrency.")]
          : []),
    ...(old.length === 0
      ? []
      : [tell("deploymentOld", about, `It was deployed with another ${old.map(([key]) => key).join(", ")}.`)]),
  ];
  return faults.length > 0 ? faults : [tell("functionFits", about, "It may run.")];
}

function doorDiagnosis(name: string, seen: Seen<string>): Diagnosis {
  const about = `address of ${name}`;
  if (isUnseen(seen)) return tell("functionUnseen", about, `${seen.unseen}.`, { cure: seen.cure });
  const address = found(seen);
  return address === undefined ? tell("doorMissing", about, "There is none.") : tell("doorOpen", about, address);
}

/** Creating, Enabling and Updating are what a deployment shows for a minute. Source: docs.aws.amazon.com/lambda, EventSourceMappingConfiguration (read 2026-11). */
const isOff: ReadonlySet<string> = new Set(["Disabled", "Disabling", "Deleting"]);

function streamDiagnoses({ name, streams }: WantedFunction, seen: Seen<readonly SeenMapping[]>): readonly Diagnosis[] {
  if (isUnseen(seen)) return [tell("streamUnseen", `streams of ${name}`, `${seen.unseen}.`, { cure: seen.cure })];
  return streams.map((table) => {
    const about = `stream of table ${table} to ${name}`;
    const mapping = found(seen)?.find(({ stream }) => stream.includes(`:table/${table}/stream/`));
    if (!mapping) return tell("streamUnread", about, "Nothing connects them.");
    const { id, state, lastResult } = mapping;
    if (isOff.has(state))
      return tell("streamStopped", about, `It is ${state}.`, {
        cure: functionsKnown.streamStopped.cure.replace("ID", id),
      });
    if (/PROBLEM/i.test(lastResult)) return tell("streamFails", about, `Lambda says: ${lastResult}.`);
    return tell("streamRead", about, "It is on.");
  });
}
