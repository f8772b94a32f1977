import type { Diagnosis, Remedy } from "../../../core/diagnosis.ts";
import type { Attempt } from "../../../core/hooks.ts";
import { ill } from "./diagnose.ts";
import { eventsOf } from "./hookEvents.ts";
import { type Around, type HookWard, mayEdit, outcome } from "./hookWard.ts";

/** What is wrong with one hook. */
export async function examineHook(ward: HookWard, around: Around): Promise<readonly Diagnosis[]> {
  const refused = await refusedOf(ward, around);
  return [
    ...stateOf(ward, around),
    ...eventsOf(ward, around),
    ...proofOf(ward, around, refused),
    ...wayOf(ward, around),
  ];
}

function stateOf({ hook, owner, about }: HookWard, { standing, wishes }: Around): readonly Diagnosis[] {
  if (hook.state !== "paused" && hook.state !== "disabled") return [];
  // GitLab makes up no deployment for a test
  const tested = wishes.needs.has("pipeline") && !wishes.needs.has("job") ? "pipeline" : "job";
  const remedy: Remedy = {
    does: `ask GitLab to test ${about} with the newest ${tested} event, which enables it if we answer`,
    apply: () => outcome(`${about} was tested, and answered`, standing.looks.testHook(owner, hook.id, tested)),
  };
  const isPaused = hook.state === "paused";
  const says = isPaused ? "GitLab leaves it out for a while after failures." : "GitLab has disabled it after failures.";
  const cure = `Look at the log of webhook, then press Test on ${about}: an answer of 2xx enables it.`;
  return [ill(isPaused ? "hookPaused" : "hookDisabled", { about, says, cure, remedy })];
}

function wayOf(ward: HookWard, { standing, address: wanted }: Around): readonly Diagnosis[] {
  const { hook, owner, about } = ward;
  const { address } = hook;
  const edit = address !== undefined && mayEdit(ward) ? address : undefined;
  const remedy: Remedy | undefined =
    edit === undefined
      ? undefined
      : {
          does: `switch SSL verification of ${about} on`,
          apply: () =>
            outcome(
              `${about}: SSL verification switched on`,
              standing.looks.editHook(owner, hook.id, { address: edit, checksTls: true }),
            ),
        };
  const isPlain = wanted.startsWith("https:") && address?.startsWith("http:") === true;
  return [
    ...(isPlain
      ? [
          ill("hookInPlainText", {
            about,
            says: `It leads to ${address}: its secret can be read on the way.`,
            cure: `Set the URL of ${about} to ${wanted}, and enter a new secret.`,
          }),
        ]
      : []),
    ...(hook.checksTls === false
      ? [
          ill("hookTrustsAnybody", {
            about,
            says: "GitLab sends to whoever says that it is us.",
            cure: `Tick "Enable SSL verification" of ${about}.`,
            remedy,
          }),
        ]
      : []),
    ...(hook.hasMore
      ? [
          ill("hookAddressHasMore", {
            about,
            says: "Its URL has a user, a query or a fragment, for which we have no use.",
            cure: `Set the URL of ${about} to ${wanted}.`,
          }),
        ]
      : []),
    ...(hook.hasTemplate
      ? [
          ill("hookRewritten", {
            about,
            says: "A custom webhook template takes the place of GitLab's body.",
            cure: `Remove the custom webhook template of ${about}.`,
          }),
        ]
      : []),
  ];
}

function proofOf({ hook, about }: HookWard, { standing }: Around, newest: Attempt | undefined): readonly Diagnosis[] {
  const where = "webhookSecrets";
  if (hook.hasToken === false && hook.signs === false)
    return [
      ill("hookWithoutSecret", {
        about,
        says: "It has no secret: every delivery is refused.",
        cure: `Enter one of ${where} in ${about}.`,
      }),
    ];
  const status = newest?.responseStatus;
  if (status === 401 || status === 403)
    return [
      ill("hookRefused", {
        about,
        says: `Our door refused its newest delivery (${status}): its secret is not one that we know.`,
        cure: `Enter one of ${where} in ${about}.`,
      }),
    ];
  const isUnsigned = hook.signs === false && (standing.self.told.release?.[0] ?? 0) >= 19;
  const isIll = newest?.isDelivered === false && hook.state === "working";
  return [
    ...(isUnsigned
      ? [
          ill("hookUnsigned", {
            about,
            says: "It sends a plain token, and this GitLab can sign.",
            cure: `Let GitLab generate a signing token for ${about}, and store it in ${where}.`,
          }),
        ]
      : []),
    ...(isIll ? [ill("hookFails", { about, says: `Its newest delivery was answered ${status ?? "by nobody"}.` })] : []),
  ];
}

/** What was sent last; GitLab before 17.3 does not tell. */
async function refusedOf({ hook, owner }: HookWard, { standing }: Around): Promise<Attempt | undefined> {
  const look = await standing.looks.attempts(owner, hook.id);
  return "told" in look ? look.told[0] : undefined;
}
