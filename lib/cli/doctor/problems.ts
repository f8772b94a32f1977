import { SettingsError } from "../../core/errors.ts";
import { accessProblems } from "../../edge/access.ts";
import { readCaFile } from "../../edge/ca.ts";
import { chatProblems } from "../../edge/chat.ts";
import { type Environment, readSettings } from "../../edge/config.ts";
import { words } from "../../edge/settings.ts";
import { prepareSecret } from "../../gitlab/secret.ts";

type Part = Parameters<typeof readSettings>[1][number];

/** What has a default everywhere: only what is malformed or unknown can be wrong with it. */
const always: readonly Part[] = [
  "sources",
  "source",
  "recording",
  "calls",
  "tables",
  "api",
  "access",
  "chat",
  "secondPerson",
  "local",
];

/** What is wrong with the environment: all at once, each a sentence that begins with a setting's name; never a value. */
export function settingProblems(env: Environment): readonly string[] {
  const person: readonly Part[] = env.PENSTOCK_GITLAB_URL || env.PENSTOCK_GITLAB_TOKEN ? ["person"] : [];
  return [
    ...new Set([
      ...told(() => readSettings(env, [...always, ...person], beside)),
      ...(env.PENSTOCK_GITLAB_CA_FILE ? told(() => readCaFile(env.PENSTOCK_GITLAB_CA_FILE ?? "")) : []),
    ]),
  ];
}

/** What `npm start` would ask for besides, where a GitLab is set. */
export function startLacks(env: Environment): readonly string[] {
  const isReal = ["PENSTOCK_GITLAB_URL", "PENSTOCK_GITLAB_TOKEN", "PENSTOCK_WEBHOOK_SECRETS"].some((name) => env[name]);
  if (!isReal) return [];
  const known = new Set(settingProblems(env));
  return told(() => readSettings(env, ["gitlab", "door"])).filter((problem) => !known.has(problem));
}

function told(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.message.split("\n").map((line) => line.replace(/^- /, ""));
    throw error;
  }
}

function beside(env: Environment): string[] {
  return [
    ...secretProblems(env.PENSTOCK_WEBHOOK_SECRETS ?? ""),
    // Whose sources they name is judged where they are deployed.
    ...accessProblems(env.PENSTOCK_ACCESS, []).filter((problem) => !/there is no source/.test(problem)),
    ...chatProblems(env.PENSTOCK_CHAT, []).filter((problem) => !/there is no source/.test(problem)),
  ];
}

function secretProblems(text: string): string[] {
  return words(text).flatMap((value, at) => {
    const problem = secretProblem(`${at + 1}`, value);
    return problem === undefined ? [] : [`PENSTOCK_WEBHOOK_SECRETS: ${problem}`];
  });
}

/** What is wrong with a webhook secret, and its cure; never the value. */
export function secretProblem(id: string, value: string): string | undefined {
  const secret = prepareSecret({ id, value });
  return "problem" in secret ? secret.problem : undefined;
}
