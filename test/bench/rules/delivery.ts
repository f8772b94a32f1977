import { jobBody, pipelineBody } from "../door/bodies.ts";
import type { Figure } from "../figure.ts";
import { inTurns, type Pace, type Spread, slowPace, type Turns, type Work } from "./alternate.ts";
import { activeOf, teamRules } from "./books.ts";
import { decided, type Proof, parsed, parsedBytes, passedOver, proven } from "./ours.ts";
import type { Peers } from "./peers.ts";
import { printTable, ratioText, timeText } from "./table.ts";

const peerRules = 1_000;
const peerName = "octokit + zod + json-rules-engine, 1,000 rules";

export interface Deliveries {
  readonly peers: Peers | undefined;
  /** How many rules ours has. */
  readonly rules: number;
  readonly pace?: Pace;
}

/** G1 and G2: whole deliveries, in times of what JSON.parse alone takes. */
export async function measureDeliveries(given: Deliveries): Promise<readonly Figure[]> {
  const figures = [await jobHook(given), await pipelineHook(small, given), await pipelineHook(large, given)];
  return figures.flat();
}

async function jobHook({ peers, rules, pace }: Deliveries): Promise<readonly Figure[]> {
  const body = jobBody(1, "failed");
  const active = activeOf(teamRules(rules));
  const turns = await inTurns(
    {
      limit: parsed(body),
      bytes: parsedBytes(body),
      "token alone": proven(body, "token"),
      "signature alone": proven(body, "signature"),
      token: decided(body, active, "token"),
      signature: decided(body, active, "signature"),
    },
    pace,
  );
  const peer = await besidePeers(body, { peers, matching: 3 });
  printTable(`G1  A job hook of ${sizeText(body)} to its decision, ${rules.toLocaleString("en")} rules`, [
    heads,
    rowOf("JSON.parse alone", "limit", turns),
    rowOf("the bytes as JSON, within limits", "bytes", turns),
    rowOf("the token alone", "token alone", turns),
    rowOf("the signature alone", "signature alone", turns),
    rowOf("Penstock, with the token", "token", turns),
    rowOf("Penstock, with the signature", "signature", turns),
    ...peerRows(peer),
  ]);
  const part = (name: "bytes" | `${Proof} alone`) => ratioText(turns.ratio(name, "limit").median);
  const figure = (proof: Proof, most: number): Figure => ({
    goal: "G1",
    what: `job hook to decision with the ${proof}, of JSON.parse`,
    ...figureOf(turns.ratio(proof, "limit")),
    limit: { name: "JSON.parse", value: 1 },
    ...peerOf(peer),
    most,
    unmet: `${part("bytes")} of it is the bytes read as JSON, ${part(`${proof} alone`)} the check of the ${proof}; what remains is the event and three verdicts. It would take not to parse what no rule asks for.`,
  });
  return [figure("token", 2), figure("signature", 2.6)];
}

interface PipelineHook {
  readonly builds: number;
  readonly proof: Proof;
  readonly most: number;
}

const small: PipelineHook = { builds: 50, proof: "token", most: 0.5 };
const large: PipelineHook = { builds: 500, proof: "signature", most: 0.4 };

async function pipelineHook({ builds, proof, most }: PipelineHook, given: Deliveries): Promise<readonly Figure[]> {
  const { peers, rules, pace } = given;
  const body = pipelineBody(1, builds);
  const active = activeOf(teamRules(rules));
  const elsewhere = activeOf([...teamRules(rules - 1), { project: "other/app", status: "failed", on: "pipeline" }]);
  const turns = await inTurns(
    {
      limit: parsed(body),
      proof: proven(body, proof),
      wanted: passedOver(body, elsewhere, { proof, record: "wanted" }),
      all: passedOver(body, active, { proof, record: "all" }),
    },
    pace,
  );
  const peer = await besidePeers(body, { peers, matching: 0 });
  printTable(`G2  A pipeline hook of ${builds} builds, ${sizeText(body)}, that no rule wants`, [
    heads,
    rowOf("JSON.parse alone", "limit", turns),
    rowOf(`the ${proof} alone`, "proof", turns),
    rowOf(`Penstock, with the ${proof}`, "wanted", turns),
    rowOf("the same, all deliveries recorded: read whole", "all", turns),
    ...peerRows(peer),
  ]);
  const limit = turns.ratio("proof", "limit").median;
  return [
    {
      goal: "G2",
      what: `pipeline hook of ${builds} builds with the ${proof}, that no rule wants, of JSON.parse`,
      ...figureOf(turns.ratio("wanted", "limit")),
      limit: { name: `the ${proof} alone`, value: limit },
      ...peerOf(peer),
      most,
    },
  ];
}

const heads = ["", "of the processor", "of JSON.parse", "half of the rounds"];

/** Each beside what JSON.parse takes in the same rounds. */
function rowOf(says: string, name: string, turns: Turns<string>): readonly string[] {
  const { median, half } = turns.ratio(name, "limit");
  return [says, timeText(turns.spread(name).median), ratioText(median), half.map(ratioText).join(" to ")];
}

/** The pieces of others, checked to answer as ours do; `undefined` where they are not there. */
async function besidePeers(
  body: Buffer,
  { peers, matching }: { readonly peers: Peers | undefined; readonly matching: number },
): Promise<Turns<"limit" | "peer"> | undefined> {
  if (!peers) return undefined;
  const door = peers.doorOf(teamRules(peerRules), "a secret of thirty-two characters");
  const signature = await door.sign(body);
  const peer: Work = async (times) => {
    for (let time = 0; time < times; time++) {
      const found = await door.take(body, signature);
      if (found !== matching) throw new Error(`${peerName}: ${found} rules match, not ${matching}`);
    }
  };
  return await inTurns({ limit: parsed(body), peer }, slowPace);
}

function peerRows(turns: Turns<"limit" | "peer"> | undefined): readonly (readonly string[])[] {
  return turns ? [rowOf(peerName, "peer", turns)] : [];
}

function peerOf(turns: Turns<"limit" | "peer"> | undefined): Pick<Figure, "peer"> {
  return turns ? { peer: { name: peerName, value: turns.ratio("peer", "limit").median } } : {};
}

function figureOf({ median, half }: Spread): Pick<Figure, "unit" | "ours" | "spread"> {
  return { unit: "x", ours: median, spread: half };
}

function sizeText(body: Buffer): string {
  return `${(body.length / 1000).toFixed(1)} KB`;
}
