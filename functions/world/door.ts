import { actions } from "../../lib/actions/index.ts";
import type { Reach } from "../../lib/app/reach.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import { SettingsError } from "../../lib/core/errors.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { type Environment, environment, readSettings, words } from "../../lib/edge/config.ts";
import { createLog, type Log } from "../../lib/edge/log.ts";
import { orderedText } from "../../lib/edge/random.ts";
import { prepareSecret, type Secret } from "../../lib/gitlab/secret.ts";
import { openStore } from "./store.ts";

/** A source as the door knows it: no token, no way to GitLab. */
export interface DoorSource {
  readonly id: string;
  /** The live secrets. @throws when they cannot be loaded */
  secrets(): Promise<readonly Secret[]>;
  /** The projects that each secret may speak for, by the secret's id. */
  readonly speaksFor: (secretId: string) => readonly (string | number)[];
}

/** What the webhook needs of the world. */
export interface DoorWorld extends Reach {
  readonly source: (id: string) => DoorSource | undefined;
  readonly log: Log;
}

/** The door of a deployed function, by its environment. @throws SettingsError */
export function realDoor(): DoorWorld {
  const settings = readSettings(environment(), ["source", "door", "tables"], secretProblems);
  const log = createLog("webhook");
  const store = openStore(settings, log);
  const secrets = prepareSecrets(settings.PENSTOCK_WEBHOOK_SECRETS);
  const source: DoorSource = {
    id: settings.PENSTOCK_SOURCE,
    secrets: async () => secrets,
    speaksFor: () => settings.PENSTOCK_PROJECTS,
  };
  return {
    store,
    rules: createRulesReader(store, actions, systemClock),
    actions,
    clock: systemClock,
    random: orderedText,
    record: settings.PENSTOCK_RECORD,
    source: (id) => (id === source.id ? source : undefined),
    log,
  };
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
