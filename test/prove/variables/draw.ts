import type { Facts } from "../../../lib/core/event.ts";
import { below, pick, type Random } from "../../fuzz/random.ts";
import { drawName, harmless } from "./names.ts";
import { allowances, canary, drawHostile } from "./values.ts";

export type Allowance = (typeof allowances)[number];

/** What a rule declares. */
export interface Declared {
  readonly action: "play" | "retry";
  readonly variables: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly allow: Readonly<Record<string, Allowance>>;
}

type Met = (what: string) => void;

const slots = ["{{ ref }}", "{{ by.username }}", "{{ sha }}", "{{ job.name }}", "{{ pipeline.id }}"];
const templates = ["stable", "v1", "x-{{ ref }}", "{{ command.REGION }}", "{{ command.VERSION }}-1", ...slots];

function drawTemplate(random: Random): string {
  return random() < 0.15 ? drawHostile(random) : pick(random, templates);
}

/** A map that holds whatever names there are, `__proto__` among them. */
function drawMap<T>(random: Random, met: Met, value: () => T): Record<string, T> {
  const isTame = random() < 0.6;
  const entries = Array.from({ length: below(random, 5) }, () => [
    isTame ? pick(random, harmless) : drawName(random, met),
    value(),
  ]);
  return Object.fromEntries(entries);
}

export function drawDeclared(random: Random, met: Met): Declared {
  const action = random() < 0.85 ? "play" : "retry";
  const inputs = drawMap(random, met, () => {
    const kind = below(random, 6);
    if (kind === 0) return below(random, 100);
    if (kind === 1) return random() < 0.5;
    return kind === 2 ? [drawTemplate(random), 7] : drawTemplate(random);
  });
  if (action === "retry") return { action, variables: {}, inputs, allow: {} };
  const variables = drawMap(random, met, () => drawTemplate(random));
  const allow = drawMap(random, met, () => pick(random, allowances));
  // What is set is not given as well: a rule that says so is refused whole.
  const free = Object.entries(allow).filter(([name]) => !Object.hasOwn(variables, name));
  return { action, variables, inputs, allow: Object.fromEntries(free) };
}

/** As the rule writes it. */
export function paramsOf({ action, variables, inputs, allow }: Declared): Record<string, unknown> {
  if (action === "retry") return { inputs };
  const list = Object.fromEntries(Object.entries(allow).map(([name, { says }]) => [name, says]));
  return { job: "*", variables, inputs, allow: list };
}

/** What a person gives: what is allowed, and now and then something else. */
export function drawGiven(random: Random, { allow }: Declared, met: Met): Record<string, string> {
  const isTame = random() < 0.6;
  const given = Object.entries(allow).map(([name, { takes }]) => [
    name,
    isTame || random() < 0.7 ? pick<string>(random, takes) : drawHostile(random),
  ]);
  const more = isTame
    ? []
    : Array.from({ length: below(random, 3) }, () => [drawName(random, met), drawHostile(random)]);
  return Object.fromEntries([...given, ...more]);
}

const refs = ["main", "v1.2.3", "release/4"];

/** A job whose ref, name and people were named by somebody who means no good, as often as not. */
export function drawFacts(random: Random, values: Readonly<Record<string, string>> | undefined): Facts {
  const text = (tame: string) => (random() < 0.75 ? tame : drawHostile(random));
  const username = text("ada");
  return {
    project: { id: 42, path: "shop/api" },
    job: {
      id: 1001,
      name: text("deploy"),
      status: "manual",
      ref: text(pick(random, refs)),
      tag: false,
      sha: "a1b2",
      pipelineId: 7,
      userName: username,
    },
    ...(values && { command: { verb: "play", values, by: { userId: 7, username } } }),
  };
}

/** Whether a text shows something of what nobody may be told. */
export function shows(text: string): boolean {
  return text.includes(canary);
}
