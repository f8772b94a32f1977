import { spanSeconds, spanText } from "../../core/span.ts";
import { asksForBridges } from "../bridges.ts";
import type { Conditions } from "../conditions.ts";
import { overlap } from "../space/overlap.ts";
import { kindOf } from "../trigger.ts";
import type { Finding, FindingCode } from "./finding.ts";
import { findingAt, type Linted } from "./linted.ts";

/** Over a weekend. */
const noticedSeconds = 3 * 86_400;

/** What one rule leaves open that costs dearly one day. */
export function careless(one: Linted): Finding[] {
  return [...openChat(one), ...hastyDelete(one), ...noLimit(one), ...expensive(one)];
}

function warning(one: Linted, path: readonly (string | number)[], code: FindingCode, message: string): Finding {
  return findingAt(one, path, { severity: "warning", code, message });
}

function openChat(one: Linted): Finding[] {
  const { on, when, do: verb } = one.rule;
  if (!on.some((trigger) => kindOf(trigger) === "command")) return [];
  const found: Finding[] = [];
  if (verb.action === "play" && verb.params.allow === undefined) {
    const message =
      "people may play this from chat, and nothing says which values they may give: without `allow` every value is refused; `allow: {}` says that none is meant";
    found.push(warning(one, ["do"], "chatWithoutAllow", message));
  }
  if (!namesPeople(when)) {
    const message = `whoever may ${verb.action} this in GitLab may do so from chat: say who, e.g. \`by: { role: maintainer }\` or \`by: { group: platform/release }\` under \`when\``;
    found.push(warning(one, ["on"], "chatForAnybody", message));
  }
  return found;
}

function namesPeople(when: Conditions | undefined): boolean {
  if (!when) return false;
  const { by, all = [], any } = when;
  return by !== undefined || all.some(namesPeople) || (any?.every(namesPeople) ?? false);
}

function hastyDelete(one: Linted): Finding[] {
  const { quarantine } = one.rule.do.params;
  const seconds = typeof quarantine === "string" ? spanSeconds(quarantine) : undefined;
  if (!one.spec?.destroys || seconds === undefined || seconds >= noticedSeconds) return [];
  const message = `what is deleted is gone for good, and nobody may notice within ${spanText(seconds)}, e.g. over a weekend: give \`quarantine\` 3d or more (7d unless it is given)`;
  return [warning(one, ["do", one.rule.do.action, "quarantine"], "deleteWithoutQuarantine", message)];
}

/** A trigger job begins a pipeline, which may hold jobs that the rule means as well. */
function noLimit(one: Linted): Finding[] {
  const { when, limit, do: verb, on } = one.rule;
  if (verb.action !== "play" || Object.keys(limit).length > 0 || !when || !asksForBridges(when)) return [];
  if (on.every((trigger) => kindOf(trigger) === "command")) return [];
  if (overlap([...one.reach, { when: { bridge: true } }]) !== "some") return [];
  const message =
    "each of these jobs begins a pipeline, and the rule has no limit: say how many, e.g. `limit: { perProjectPerHour: 10 }`";
  return [warning(one, ["do"], "noLimit", message)];
}

/** What an event itself tells, and narrows down whose logs are read. */
const narrowing: readonly (keyof Conditions)[] = [
  "name",
  "group",
  "stage",
  "ref",
  "tag",
  "failureReason",
  "environment",
  "environmentTier",
  "allowFailure",
  "pipelineSource",
  "mergeRequest",
  "bridge",
];

function expensive(one: Linted): Finding[] {
  const { projects, when = {}, on } = one.rule;
  const isEverywhere = projects.includes("**") && projects.length === 1;
  if (!isEverywhere || !on.some((trigger) => kindOf(trigger) !== "command")) return [];
  if (when.log === undefined || narrowing.some((key) => when[key] !== undefined)) return [];
  if ((when.all ?? []).some((part) => narrowing.some((key) => part[key] !== undefined))) return [];
  const message =
    "the log of every such job of every project is read: name projects, or what an event tells, such as `failureReason` or `name`, beside `log`";
  return [warning(one, ["when", "log"], "expensive", message)];
}
