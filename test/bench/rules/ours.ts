import { createHmac, randomBytes } from "node:crypto";
import { actions } from "../../../lib/actions/index.ts";
import type { ActiveRules } from "../../../lib/app/activeRules.ts";
import { judgeAtDoor } from "../../../lib/app/door.ts";
import { needsJobs } from "../../../lib/app/receive.ts";
import { type Event, factsOf } from "../../../lib/core/event.ts";
import { withoutBuilds } from "../../../lib/gitlab/hook/head.ts";
import { toEvent } from "../../../lib/gitlab/hook.ts";
import { readJson } from "../../../lib/gitlab/json.ts";
import { prepareSecret } from "../../../lib/gitlab/secret.ts";
import { isAuthentic } from "../../../lib/gitlab/signature.ts";
import type { Work } from "./alternate.ts";

const now = Date.UTC(2026, 10, 20, 9);
const token = "a token of thirty-two characters";
const signing = `whsec_${randomBytes(32).toString("base64")}`;
const delivery = { id: "d1", source: "gitlab", receivedAt: now };

/** How a delivery proves where it comes from. */
export type Proof = "token" | "signature";

function secretOf(value: string) {
  const secret = prepareSecret({ id: "1", value });
  if ("problem" in secret) throw new Error(secret.problem);
  return secret;
}

/** The check that the door makes before it reads anything: throws where it would refuse. */
function believed(body: Buffer, proof: Proof): () => void {
  const timestamp = String(now / 1000);
  const key = Buffer.from(signing.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`d1.${timestamp}.`).update(body).digest("base64");
  const isSigned = proof === "signature";
  const headers = isSigned
    ? { "webhook-id": "d1", "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` }
    : { "x-gitlab-token": token };
  const secrets = [secretOf(isSigned ? signing : token)];
  return () => {
    if ("refused" in isAuthentic({ headers, body, secrets, now })) throw new Error("refused");
  };
}

function readWhole(body: Buffer): Event {
  const json = readJson(body);
  if ("problem" in json) throw new Error(json.problem);
  const event = toEvent({ value: json.value, delivery });
  if ("ignored" in event) throw new Error(event.ignored);
  return event;
}

function saidYes(event: Event, active: ActiveRules): number {
  const door = { active, kinds: [event.kind], actions, now };
  const judged = factsOf(event).flatMap((facts) => judgeAtDoor(facts, door));
  return judged.filter(({ verdict }) => verdict.answer === "yes").length;
}

/** From the bytes of a job hook that three rules want to what each rule says: believed, read, checked, decided. */
export function decided(body: Buffer, active: ActiveRules, proof: Proof): Work {
  const believe = believed(body, proof);
  return (times) => {
    for (let time = 0; time < times; time++) {
      believe();
      if (saidYes(readWhole(body), active) !== 3) throw new Error("not 3 rules said yes");
    }
  };
}

/** The same of a pipeline hook that no rule wants, as the door takes it: its builds are read where somebody needs them. */
export function passedOver(body: Buffer, active: ActiveRules, { proof, record }: Passing): Work {
  const believe = believed(body, proof);
  const reach = { rules: { live: async () => active, recent: async () => active }, record };
  return async (times) => {
    for (let time = 0; time < times; time++) {
      believe();
      const value = withoutBuilds(body);
      const head = value && toEvent({ value, delivery });
      if (!head || "ignored" in head || head.kind !== "pipeline") throw new Error("the head was not read");
      const event = (await needsJobs(head, reach)) ? readWhole(body) : head;
      if (saidYes(event, active) > 0) throw new Error("a rule said yes");
    }
  };
}

export interface Passing {
  readonly proof: Proof;
  readonly record: "all" | "wanted";
}

/** Of it all only the check of who sent it. */
export function proven(body: Buffer, proof: Proof): Work {
  const believe = believed(body, proof);
  return (times) => {
    for (let time = 0; time < times; time++) believe();
  };
}

/** What nobody who reads a whole body does without. */
export function parsed(body: Buffer): Work {
  const text = body.toString();
  return (times) => {
    for (let time = 0; time < times; time++) JSON.parse(text);
  };
}

/** As the door does it: from the bytes, which must be UTF-8, and within the limits of what is read. */
export function parsedBytes(body: Buffer): Work {
  return (times) => {
    for (let time = 0; time < times; time++) readJson(body);
  };
}
