import { actions } from "../../lib/actions/index.ts";
import type { Reach } from "../../lib/app/reach.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import { SettingsError } from "../../lib/core/errors.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { type Environment, environment, readSettings } from "../../lib/edge/config.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import { createLog, type Log } from "../../lib/edge/log.ts";
import { orderedText } from "../../lib/edge/random.ts";
import { words } from "../../lib/edge/settings.ts";
import { together } from "../../lib/edge/together.ts";
import { prepareSecret, type Secret } from "../../lib/gitlab/secret.ts";
import { type DoorSource, deployedSecrets, deployedSource, isDeployed, plainSource } from "./sources.ts";
import { openStore } from "./store.ts";

/** What the webhook needs of the world. */
export interface DoorWorld extends Reach {
  readonly source: (id: string) => DoorSource | undefined;
  /** How long the secrets, and then the tables, are waited for: GitLab hangs up after 10 s, the function ends after 8. */
  readonly patienceSeconds: number;
  readonly log: Log;
}

/** Twice this is less than the function's time. */
export const patienceSeconds = 3.5;

/** The door of a deployed function, by its environment. @throws SettingsError */
export function realDoor(): DoorWorld {
  const env = environment();
  const log = createLog("webhook", env);
  const [settings, sources] = together(
    () => readSettings(env, ["recording", "tables"]),
    () => doorSources(env, log),
  );
  const store = openStore(settings, log);
  return {
    store,
    rules: createRulesReader({ store, actions, clock: systemClock, log, isDoor: true }),
    actions,
    clock: systemClock,
    random: orderedText,
    giveWay,
    record: settings.PENSTOCK_RECORD,
    source: (id) => sources.find((source) => source.id === id),
    patienceSeconds,
    log,
  };
}

/** The sources of `penstock.yaml`, or the one that the environment describes. */
function doorSources(env: Environment, log: Log): DoorSource[] {
  if (isDeployed(env)) {
    const { PENSTOCK_SOURCES: sources = [], PENSTOCK_STAGE: stage } = readSettings(env, ["sources"]);
    const secrets = deployedSecrets(log);
    return sources.map((source) => deployedSource(source, stage, secrets, log));
  }
  const settings = readSettings(env, ["sources", "source", "door"], secretProblems);
  const secrets = prepareSecrets(settings.PENSTOCK_WEBHOOK_SECRETS);
  return [plainSource(settings.PENSTOCK_SOURCE, secrets, settings.PENSTOCK_PROJECTS)];
}

/** What is wrong with the secrets, without saying any. */
export function secretProblems({ PENSTOCK_WEBHOOK_SECRETS = "" }: Environment): string[] {
  return words(PENSTOCK_WEBHOOK_SECRETS).flatMap((value, at) => {
    const secret = prepareSecret({ id: `${at + 1}`, value });
    return "problem" in secret ? [`PENSTOCK_WEBHOOK_SECRETS: ${secret.problem}`] : [];
  });
}

/** @throws SettingsError */
export function prepareSecrets(values: readonly string[]): readonly Secret[] {
  return values.map((value, at) => {
    const secret = prepareSecret({ id: `${at + 1}`, value });
    if ("problem" in secret) throw new SettingsError(secret.problem);
    return secret;
  });
}
