import type { FailureClass } from "../failureClass.ts";
import { artifacts, disk, imagePull, network, oom, runner, spot } from "./infra.ts";
import { type FailureClassName, failureClassNames } from "./names.ts";
import { config, noRunner, timeout } from "./others.ts";
import { reasonsOfClass } from "./reasons.ts";

const signatures: { readonly [Name in FailureClassName]?: FailureClass } = {
  "infra.spot": spot,
  "infra.network": network,
  "infra.imagePull": imagePull,
  "infra.artifacts": artifacts,
  "infra.disk": disk,
  "infra.oom": oom,
  "infra.runner": runner,
  "capacity.noRunner": noRunner,
  timeout,
  "user.config": config,
};

/** What makes a job one of a class that every rulebook knows; nothing for another name. */
export function builtInClass(name: string): FailureClass {
  const known = failureClassNames.find((one) => one === name);
  if (known === undefined) return [];
  const reasons = reasonsOfClass[known];
  return [...(reasons ? [{ failureReason: [...reasons] }] : []), ...(signatures[known] ?? [])];
}

/** A failure of the user's script is what is left: none of these, nor of what a team adds to these families. */
const beforeScript: ReadonlySet<string> = new Set(["infra", "capacity", "timeout"]);

/** Whether a class goes before `user.script`: a job of both is only of that one. */
export function goesBeforeScript(name: string): boolean {
  return name === "user.config" || beforeScript.has(name.split(".")[0] ?? "");
}
