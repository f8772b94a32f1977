import { createHmac } from "node:crypto";
import { SSMClient } from "@aws-sdk/client-ssm";
import { deployedSource } from "../../../functions/world/sources.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { askParameters } from "../../../lib/edge/parameters.ts";
import { createSecrets } from "../../../lib/edge/secrets.ts";
import { type Headers, isAuthentic } from "../../../lib/gitlab/signature.ts";
import type { Cast, Scene } from "./cast.ts";
import { time } from "./time.ts";

/** The longest that values are kept while they can be asked for; an answer itself may take `answerMillis`. */
const keptMillis = 300_000;
const answerMillis = 2_500;

export interface Rotation {
  /** Two secrets that sign, or two plain tokens. */
  readonly kind: "signing" | "token";
  /** How many come to a function that is warm. What other functions keep in mind, they keep apart. */
  readonly deliveries: number;
  /** How far time goes on, once each, in any order. */
  readonly moves: readonly number[];
  /** One question for the secrets is not answered. */
  readonly fails?: boolean;
  /** An operator who takes the old secret away as soon as the new one is written. */
  readonly isHasty?: boolean;
}

type Name = "old" | "new";

/** Which secrets are live, and which one GitLab signs with. */
interface Hook {
  live: readonly Name[];
  signs: Name;
  addedAt: Instant;
  removedAt: Instant;
}

/**
 * An operator who rotates a webhook's secret: the new one is written beside the old one, GitLab is told once every
 * function has had the time to hear of it, then the old one is taken away. Deliveries come all the time, and with each
 * one that is answered the door is shown one signed with either.
 */
export function rotateAgainstVerify(rotation: Rotation): Scene {
  return (cast) => {
    const hook: Hook = { live: ["old"], signs: "old", addedAt: never, removedAt: never };
    const wrong: string[] = [];
    cast.actor("operator", () => rotate(cast, hook, rotation));
    const { client, isWaiting, isSilent } = parameterStore(cast, hook, valuesOf[rotation.kind]);
    time(cast, { moves: rotation.moves, mayGoOn: (millis) => !isWaiting() || millis <= answerMillis });
    const door = deployedSource(
      settings,
      "test",
      createSecrets({ clock: cast.clock, spread: 0, ask: askParameters(client) }),
    );
    cast.actor("door", async () => {
      // A function that is warm has asked before.
      await door.secrets();
      cast.allow(rotation.fails ? ["fails"] : []);
      for (let left = rotation.deliveries; left > 0; left--) {
        await cast.step({ actor: "door", what: "a delivery" }, () => undefined);
        const secrets = await door.secrets();
        const now = cast.clock();
        const believes = (name: Name) =>
          "secret" in isAuthentic({ ...delivery(rotation.kind, valuesOf[rotation.kind][name], now), secrets, now });
        wrong.push(...wrongs(believes, { ...hook, isKnown: !isSilent() }, now));
      }
    });
    return { state: () => [hook, isWaiting(), isSilent(), wrong], broken: () => wrong };
  };
}

const never = Number.POSITIVE_INFINITY;

async function rotate(cast: Cast, hook: Hook, { isHasty = false }: Rotation): Promise<void> {
  const actor = "operator";
  await cast.step({ actor, what: "writes the new secret beside the old one" }, () => {
    hook.live = ["old", "new"];
    hook.addedAt = cast.clock();
  });
  const isOpen = () => isHasty || cast.clock() > hook.addedAt + keptMillis + answerMillis;
  await cast.step({ actor, what: "tells GitLab", isOpen }, () => {
    hook.signs = "new";
  });
  await cast.step({ actor, what: "takes the old secret away" }, () => {
    hook.live = ["new"];
    hook.removedAt = cast.clock();
  });
}

/** While the secrets cannot be asked for, those that were known stay: for up to a day. */
function wrongs(
  believes: (name: Name) => boolean,
  { signs, removedAt, isKnown }: Hook & { isKnown: boolean },
  now: Instant,
): string[] {
  const isLate = now > removedAt + keptMillis + answerMillis;
  return [
    ...(believes("old") || now >= removedAt ? [] : ["the old secret was refused while it was live"]),
    ...(believes(signs) || !isKnown ? [] : [`what GitLab signed with the ${signs} secret was refused`]),
    ...(believes("old") && isLate && isKnown
      ? [`the old secret was believed ${now - removedAt} ms after it was taken away`]
      : []),
  ];
}

/** A parameter store that is asked with one step and answers with another, or not at all. */
function parameterStore(cast: Cast, hook: Hook, values: Readonly<Record<Name, string>>) {
  let asked = 0;
  let isSilent = false;
  const send = async () => {
    const told = await cast.step({ actor: "door", what: "asks for the secrets", mishaps: ["fails"] }, (way) => {
      asked++;
      isSilent = way === "fails";
      return { isMissing: isSilent, names: hook.live };
    });
    await cast.step({ actor: "door", what: "is answered" }, () => {
      asked--;
    });
    if (told.isMissing) throw new Error("no answer");
    return { Parameters: [{ Name: parameter, Value: told.names.map((name) => values[name]).join("\n") }] };
  };
  const client: SSMClient = Object.assign(Object.create(anyClient), { send });
  return { client, isWaiting: () => asked > 0, isSilent: () => isSilent };
}

const anyClient = new SSMClient({ region: "eu-central-1" });
const parameter = "/penstock/test/webhook/hook";
const settings = {
  id: "gitlab",
  url: "https://gitlab.example.com",
  projects: ["**"],
  tokens: { act: "act" },
  webhookSecrets: [{ id: "main", parameter: "hook" }],
};
const body = Buffer.from('{"object_kind":"build"}');

const signing = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString("base64")}`;
const valuesOf: Readonly<Record<Rotation["kind"], Readonly<Record<Name, string>>>> = {
  signing: { old: signing(1), new: signing(2) },
  token: { old: "the old token of the hook", new: "the new token of the hook" },
};

/** What GitLab sends. Source: docs.gitlab.com, webhooks, "Verify the signature" (read 2026-11). */
function delivery(kind: Rotation["kind"], value: string, now: Instant): { headers: Headers; body: Uint8Array } {
  if (kind === "token") return { headers: { "x-gitlab-token": value }, body };
  const [id, timestamp] = ["d1", String(Math.floor(now / 1000))];
  const key = Buffer.from(value.slice("whsec_".length), "base64");
  const digest = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${digest}` };
  return { headers, body };
}
