import type { make } from "../../../../functions/api.ts";
import { apiEvent } from "../../../functions/apiDesk.ts";
import type { Random } from "../../../simulation/random.ts";
import { drawText, quiet } from "./texts.ts";
import type { Turns } from "./turns.ts";

/** What a person asked for, and what came of it. */
export interface Deed {
  readonly what: "apply" | "approve" | "reject" | "rollback";
  readonly who: string;
  /** The version that the person saw. */
  readonly seen: number;
  readonly status: number;
  /** The version that is active by this deed. */
  readonly version?: number;
  /** As it shall be stored then; of an approval the proposal's hash, of a rollback the version meant. */
  readonly stored?: string;
  readonly hash?: string;
  readonly of?: number;
}

export const people = ["alice", "bob", "carol"].map((name) => `arn:aws:iam::123456789012:user/${name}`);

interface Desk {
  readonly api: ReturnType<typeof make>;
  readonly turns: Turns;
  readonly random: Random;
  readonly deeds: Deed[];
  /** Sends every change as if it followed whatever is active when it arrives. */
  readonly forgetsWhatWasSeen: boolean;
}

/** One person looks, thinks, and changes something, through the API. */
export async function act(desk: Desk): Promise<void> {
  const { random, turns } = desk;
  const who = random.pick(people as [string, ...string[]]);
  const seen = Number((await ask(desk, who, "")).body.version ?? 0);
  for (let thinks = random.whole(0, 8); thinks > 0; thinks--) await turns.take();
  const draw = random.next();
  if (draw < 0.35) await apply(desk, who, seen);
  else if (draw < 0.8) await answer(desk, who, seen);
  else await rollBack(desk, who, seen);
}

async function apply(desk: Desk, who: string, seen: number): Promise<void> {
  const text = desk.random.chance(0.25) ? quiet : drawText(desk.random);
  const body = { files: [{ file: "rules.yaml", text: text.yaml }] };
  const done = await ask(desk, who, "", { method: "PUT", seen, body });
  tell(desk, { what: "apply", who, seen, ...done, stored: text.stored });
}

/** Somebody else's proposal is approved, now and then rejected; one's own is tried too. */
async function answer(desk: Desk, who: string, seen: number): Promise<void> {
  const { body } = await ask(desk, who, "/proposal");
  const hash = body.proposal?.hash;
  if (hash === undefined) return apply(desk, who, seen);
  for (let thinks = desk.random.whole(0, 8); thinks > 0; thinks--) await desk.turns.take();
  const what = desk.random.chance(0.8) ? "approve" : "reject";
  const done = await ask(desk, who, `/${what}`, { method: "POST", seen: body.proposal.after, body: { hash } });
  tell(desk, { what, who, seen: body.proposal.after, ...done, hash });
}

async function rollBack(desk: Desk, who: string, seen: number): Promise<void> {
  if (seen === 0) return;
  const of = desk.random.whole(1, seen);
  const body = { version: of, reason: "worse" };
  const done = await ask(desk, who, "/rollback", { method: "POST", seen, body });
  tell(desk, { what: "rollback", who, seen, ...done, of });
}

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is judged by the checks
type Answer = { readonly status: number; readonly body: any };

function tell({ deeds }: Desk, { status, body, ...deed }: Omit<Deed, "version"> & Answer): void {
  const isDone = status === 200 && body.version !== undefined && !body.unchanged;
  deeds.push({ ...deed, status, ...(isDone && { version: Number(body.version) }) });
}

async function ask(
  { api, forgetsWhatWasSeen }: Desk,
  who: string,
  path: string,
  { method = "GET", seen, body }: { method?: string; seen?: number; body?: unknown } = {},
): Promise<Answer> {
  const send = async (asked: Parameters<typeof apiEvent>[1]) => {
    const result = await api(apiEvent(`/api/gitlab/rulebook${path}`, { arn: who, ...asked }));
    if (typeof result === "string") throw new Error(result);
    return { status: result.statusCode ?? 0, body: JSON.parse(result.body ?? "null") };
  };
  const follows = forgetsWhatWasSeen && seen !== undefined ? Number((await send({})).body.version ?? 0) : seen;
  return send({ method, body, ...(follows !== undefined && { headers: { "if-match": `"${follows}"` } }) });
}
