import type { WantedFunction } from "../../app/doctor/house/functions.ts";
import type { WantedSchedule } from "../../app/doctor/house/schedules.ts";
import type { WantedParameter } from "../../app/doctor/house/secrets.ts";
import type { TokenName } from "../../app/throttle.ts";
import type { Source } from "../../edge/sources.ts";
import { type Described, textsOf } from "../deployment.ts";

// What a deployment must have: as serverless.yml and the functions name it.

const service = "penstock";

/** Before the names of its tables. */
export function prefixOf(stage: string): string {
  return `${service}-${stage}-`;
}

/** Each named token's parameter; where none is named for deletes, whether `act` may is told of each rule. Functions are allowed a path each, so one name may be wanted below several. */
export function tokenParameters({ tokens }: Pick<Source, "tokens">, stage: string): ReadonlyMap<TokenName, string> {
  const { act, clean, read = act, hooks } = tokens;
  return new Map<TokenName, string>([
    ["act", `/penstock/${stage}/gitlab/${act}`],
    ...(clean === undefined ? [] : [["clean", `/penstock/${stage}/gitlab/${clean}`] as const]),
    ["read", `/penstock/${stage}/gitlab-read/${read}`],
    ...(hooks === undefined ? [] : [["hooks", `/penstock/${stage}/gitlab-hooks/${hooks}`] as const]),
  ]);
}

/** Every parameter that `penstock.yaml` names for the sources that are meant, and for chat. */
export function wantedParameters(
  { chat }: Described,
  sources: readonly Source[],
  stage: string,
): readonly WantedParameter[] {
  const ofSources = sources.flatMap((source): WantedParameter[] => [
    ...[...tokenParameters(source, stage)].map(([token, name]) => ({
      name,
      about: `token ${token} of ${source.id}`,
      kind: "token" as const,
    })),
    ...source.webhookSecrets.map(({ id, parameter }) => ({
      name: `/penstock/${stage}/webhook/${parameter}`,
      about: `webhook secret ${id} of ${source.id}`,
      kind: "webhook" as const,
    })),
  ]);
  if (!chat) return ofSources;
  const { buttons, slack, mattermost, comments, links } = chat;
  const named: readonly (readonly [string, string | undefined])[] = [
    ["buttons", buttons],
    ["slack.signing", slack?.signing],
    ["slack.bot", slack?.bot],
    ["mattermost.commands", mattermost?.commands],
    ["mattermost.bot", mattermost?.bot],
    ...comments.map(({ source, token }) => [`comments of ${source}`, token] as const),
    ...links.map(({ source, secret }) => [`link of ${source}`, secret] as const),
  ];
  const ofChat = named.flatMap(([what, parameter]) =>
    parameter === undefined
      ? []
      : [{ name: `/penstock/${stage}/chat/${parameter}`, about: `chat ${what}`, kind: "other" as const }],
  );
  return [...ofSources, ...ofChat];
}

/** The functions, the streams that they read and what they must be set to; without a `penstock.yaml` that is not known. */
export function wantedFunctions(described: Described | undefined, stage: string): readonly WantedFunction[] {
  const prefix = prefixOf(stage);
  const texts = described && textsOf(described);
  const all = texts && { PENSTOCK_SOURCES: texts.sources };
  const one = (short: string, streams: readonly string[] = [], settings: Readonly<Record<string, string>> = {}) => ({
    short,
    name: `${prefix}${short}`,
    streams: streams.map((table) => `${prefix}${table}`),
    settings: { ...all, ...settings },
  });
  return [
    one("webhook"),
    one("work", ["tasks"]),
    one("tick"),
    one("patrol"),
    one("api", [], texts && { PENSTOCK_ACCESS: texts.access }),
    ...(described?.chat ? [one("chat", ["ledger", "tasks"], texts && { PENSTOCK_CHAT: texts.chat })] : []),
  ];
}

/** What wakes functions by the clock. */
export function wantedSchedules(described: Described | undefined, stage: string): readonly WantedSchedule[] {
  const prefix = prefixOf(stage);
  return [
    { name: `${prefix}tick`, rate: "rate(1 minute)" },
    { name: `${prefix}patrol`, rate: "rate(10 minutes)" },
    ...(described?.chat ? [{ name: `${prefix}chat`, rate: "rate(1 minute)" }] : []),
  ];
}
