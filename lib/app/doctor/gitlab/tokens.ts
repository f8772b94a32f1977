import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { SeenSelf } from "../../../core/doctorLooks.ts";
import { type Instant, instantText } from "../../../core/time.ts";
import type { TokenName } from "../../throttle.ts";
import { counted, ill, well } from "./diagnose.ts";
import type { GitLabPatient, PatientToken } from "./patient.ts";
import type { SeenToken } from "./reach.ts";

const dayMillis = 86_400_000;
const warnDays = 30;
const breakDays = 7;

/** As people call it: `token act of gitlab`, `token act, read of gitlab`. */
export function aboutToken({ names }: Pick<PatientToken, "names">, source: string): string {
  return `token ${names.join(", ")} of ${source}`;
}

/** How each token is in itself; where it may do what is told of projects. */
export function examineTokens(patient: GitLabPatient, tokens: readonly SeenToken[]): readonly Diagnosis[] {
  const now = patient.clock();
  return tokens.flatMap((token) => {
    const about = aboutToken(token, patient.source);
    const { self } = token;
    if ("untold" in self)
      return [
        ill("tokenRefused", { about, says: `GitLab refuses it: ${self.untold.words}.`, cure: `${self.untold.cure}.` }),
      ];
    const found = illsOf({ ...token, about, told: self.told }, now);
    return found.length > 0 ? found : [well("tokenWell", "tokens", about, wellSays(token, self.told))];
  });
}

interface Judged extends Pick<PatientToken, "names"> {
  readonly about: string;
  readonly told: SeenSelf;
}

function illsOf(token: Judged, now: Instant): readonly Diagnosis[] {
  return [...illsOfUser(token), ...illsOfScopes(token), ...illsOfTime(token, now)];
}

function illsOfUser({ about, told: { user, token } }: Judged): readonly Diagnosis[] {
  if (!user) return [];
  const who = `@${user.username}`;
  if (user.state !== undefined && user.state !== "active")
    return [
      ill("tokenBlocked", {
        about,
        says: `Its user ${who} is ${user.state}.`,
        cure: `Unblock ${who}, or take another's token.`,
      }),
    ];
  const power = user.isAdmin ? `Its user ${who} is an administrator` : powersOf(token?.scopes ?? []);
  return [
    ...(user.isBot === false ? [ill("tokenPersonal", { about, says: `It is of a person, ${who}.` })] : []),
    ...(power === undefined ? [] : [ill("tokenAdmin", { about, says: `${power}: no rule needs that.` })]),
  ];
}

function powersOf(scopes: readonly string[]): string | undefined {
  const powers = scopes.filter((scope) => scope === "sudo" || scope === "admin_mode");
  return powers.length > 0 ? `It has the scope ${powers.join(" and ")}` : undefined;
}

function illsOfScopes({ about, names, told: { token } }: Judged): readonly Diagnosis[] {
  if (!token) return [];
  const has = `Its scopes are ${token.scopes.join(", ") || "none"}`;
  if (token.isFineGrained) {
    const { lacks = [] } = token;
    const missing = lacks.filter((permission) => names.some((name) => needsPermission(name, permission)));
    if (missing.length === 0) return [];
    const cure = `Add to it: ${missing.join(", ")}.`;
    return [ill("tokenTooWeak", { about, says: `It has not the permissions ${missing.join(", ")}.`, cure })];
  }
  const mayWrite = token.scopes.includes("api");
  const writers = names.filter((name) => name !== "read");
  const mayRead = mayWrite || token.scopes.includes("read_api");
  if (!mayRead || (writers.length > 0 && !mayWrite)) {
    const scope = writers.length > 0 ? "api" : "read_api";
    return [
      ill("tokenTooWeak", {
        about,
        says: `${has}.`,
        cure: `Make one with the scope ${scope} for ${names.join(", ")}.`,
      }),
    ];
  }
  return writers.length === 0 && mayWrite
    ? [ill("tokenTooStrong", { about, says: `It only looks, and may write: ${has}.` })]
    : [];
}

/** Whether a fine-grained token of that name must have a permission. */
function needsPermission(name: TokenName, permission: string): boolean {
  if (/^(read|download)_/.test(permission)) return true;
  if (/^(delete|erase)_/.test(permission)) return name === "clean";
  return name === "act";
}

function illsOfTime({ about, names, told: { token } }: Judged, now: Instant): readonly Diagnosis[] {
  if (!token || token.expiresAt === undefined)
    return [ill("tokenEndUnknown", { about, says: "GitLab does not tell when it expires, nor its scopes." })];
  if (token.expiresAt === null) return [];
  const days = Math.floor((token.expiresAt - now) / dayMillis);
  if (days > warnDays) return [];
  const on = instantText(token.expiresAt).slice(0, 10);
  const cure = `Make a new one for ${names.join(", ")}, store it, wait an hour, and revoke the old one.`;
  const says = `It expires on ${on}, in ${counted(Math.max(0, days), "day")}.`;
  return [ill("tokenExpires", { about, says, cure, level: days <= breakDays ? "broken" : "warning" })];
}

function wellSays({ names }: SeenToken, { user, token }: SeenSelf): string {
  const who = user ? `It is of @${user.username}` : "Whose it is GitLab does not tell";
  const end = token?.expiresAt ? `, until ${instantText(token.expiresAt).slice(0, 10)}` : "";
  const shared = names.length > 1 ? `; it serves for ${names.join(", ")}, which will do for a trial` : "";
  return `${who}, with the scopes ${token?.scopes.join(", ") ?? "that GitLab does not tell"}${end}${shared}.`;
}
