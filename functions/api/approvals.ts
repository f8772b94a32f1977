import * as z from "zod";
import type { DecideDesk } from "../../lib/app/gates/decide.ts";
import type { Pending } from "../../lib/app/gates/pending.ts";
import type { Spoke, Word } from "../../lib/app/gates/speak.ts";
import type { Gate } from "../../lib/core/gate.ts";
import type { ApiWorld } from "../world/api.ts";
import { withReads } from "./gateReads.ts";
import { reopenCure } from "./gateShown.ts";
import { askPerson, personHeader } from "./person.ts";
import { Id, readBody, readQuery } from "./read.ts";
import { answer, refuse } from "./refusal.ts";
import type { Asked as AskedRoute } from "./route.ts";

type Asked = Omit<AskedRoute, "request">;

/** Where something is decided, as the path says it. */
interface AskedGate extends Asked {
  readonly project: string;
  readonly job: string;
}

export const ApprovalQuery = z.strictObject({
  project: Id.exactOptional(),
  job: Id.exactOptional(),
  rejected: z.literal("true", { error: "expected true" }).exactOptional(),
});

/**
 * `GET /api/{source}/approvals?project=&job=&rejected=` -> `{ approvals, now, person? }`: the gates that wait for people, those
 * that wait longest first, with what each rule asks for and who has said yes. With `rejected=true` also those that somebody
 * rejected. `person`: whose token was sent along. GitLab is asked for nothing else.
 */
export async function listApprovals(request: Request, { source, credential, world }: Asked): Promise<Response> {
  const query = readQuery(request, ApprovalQuery);
  if ("refused" in query) return query.refused;
  const asked = request.headers.has(personHeader) ? await askPerson(request, { source, credential, world }) : undefined;
  if (asked && "refused" in asked) return asked.refused;
  const { rejected, ...where } = query.data;
  const { pendingGates } = await import("../../lib/app/gates/pending.ts");
  const wish = { source, ...where, withRejected: rejected !== undefined };
  const now = world.clock();
  const pending = await pendingGates(wish, world, now);
  const url = world.gitlabUrl?.(source);
  return answer({ approvals: pending.map((one) => shown(one, url)), now, ...(asked && { person: asked.person }) });
}

export const GateApproval = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{64}$/, { error: "expected the gate's whole digest" }),
  reason: z.string().trim().max(500, { error: "expected at most 500 characters" }).exactOptional(),
});

/**
 * `POST …/approvals/{project}/{job}/approve` with `{ digest, reason? }` -> `{ gate, person }`. Refused unless it is of what
 * would be played now, and the person whose token is in X-GitLab-Token may say so. Asking again is safe.
 */
export async function approveGate(request: Request, asked: AskedGate): Promise<Response> {
  const body = await readBody(request, GateApproval);
  if ("refused" in body) return body.refused;
  const { digest, reason } = body.data;
  return await decided(request, asked, async (word, desk) => {
    const { approve } = await import("../../lib/app/gates/approve.ts");
    return await approve({ ...word, digest, ...(reason && { reason }) }, desk);
  });
}

export const GateRejection = z.strictObject({
  reason: z.string().trim().max(500, { error: "expected at most 500 characters" }).default(""),
});

/** `POST …/approvals/{project}/{job}/reject` with `{ reason }` -> `{ gate, person }`: closed, whatever changes later. */
export async function rejectGate(request: Request, asked: AskedGate): Promise<Response> {
  const body = await readBody(request, GateRejection);
  if ("refused" in body) return body.refused;
  return await decided(request, asked, async (word, desk) => {
    const { reject } = await import("../../lib/app/gates/reject.ts");
    return await reject({ ...word, reason: body.data.reason }, desk);
  });
}

type Decide = (word: Word, desk: DecideDesk) => Promise<Spoke>;

async function decided(request: Request, asked: AskedGate, decide: Decide): Promise<Response> {
  const { source, who, credential, world } = asked;
  const [project, job] = [Id.safeParse(asked.project), Id.safeParse(asked.job)];
  if (!project.success || !job.success) return refuse("badGate");
  const speaker = await askPerson(request, { source, credential, world });
  if ("refused" in speaker) return speaker.refused;
  const { person } = speaker;
  const word: Word = { source, project: project.data, job: job.data, person, from: "api", who };
  return await withReads({ source, world }, async (reads) =>
    spokenAnswer(await decide(word, { ...world, reads }), word, world),
  );
}

function spokenAnswer(spoke: Spoke, { source, project, job, person, who }: Word, world: ApiWorld): Response {
  if ("refused" in spoke) {
    world.log.info("gate refused", { source, who, project, job, userId: person.userId, refused: spoke.refused });
    return refuse(spoke.refused, { message: spoke.why, ...reopenCure(spoke.refused, { source, project, job }) });
  }
  world.log.info("gate", { source, who, project, job, userId: person.userId });
  return answer({ gate: gateShown(spoke.gate, world.gitlabUrl?.(source)), person });
}

/** What a yes is to, and who has said so. */
function shown({ gate, quorums, changed }: Pending, url: string | undefined) {
  return {
    ...gateShown(gate, url),
    rules: quorums.map(({ rule, needs, given, void: withdrawn }) => ({
      rule,
      ...needs,
      given: given.map(({ userId, username, at }) => ({ userId, username, at })),
      void: withdrawn.map(({ approval: { userId, username, at }, why }) => ({ userId, username, at, why })),
      missing: Math.max(0, needs.count - given.length),
    })),
    ...(changed !== undefined && { changed }),
  };
}

/** Of a gate what people decide on; the values of its variables stand nowhere. */
function gateShown(gate: Gate, url: string | undefined) {
  const { project, path, job, name, task, ref, environment, pipelineId, sha, digest, gives } = gate;
  const { openedAt, expiresAt, waitsFor, closed } = gate;
  return {
    ...defined({ project, path, job, name, task, ref, environment, pipelineId, sha }),
    digest,
    variables: gives,
    ...defined({ openedAt, expiresAt, waitsFor, closed }),
    ...(url !== undefined && path !== undefined && { url: `${url.replace(/\/+$/, "")}/${path}/-/jobs/${job}` }),
  };
}

function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
