import fc from "fast-check";
import { messageBody } from "../../../lib/chat/slack/blocks.ts";
import { type Button, sentence } from "../../../lib/core/message.ts";
import { type Change, chatIdOf, people, type SpeakerName, speakers } from "./people.ts";
import { channel, type Forged, type Village, workspace } from "./village.ts";

const verbs = ["retry", "cancel", "play", "approve"] as const;
const jobs = ["failed", "running", "deploy", "release"] as const;
type Verb = (typeof verbs)[number];

/** How a request is not what it should be; a click may also come from another channel, or with a token of somebody's own. */
type Spoilt = Forged | "workspace" | "channel" | "token";

/** Something that somebody in the chat, or in GitLab, does. */
export type Step =
  | {
      readonly kind: "say";
      readonly who: SpeakerName;
      readonly verb: Verb;
      readonly job: (typeof jobs)[number];
      readonly spoilt?: Spoilt;
      readonly copies: number;
    }
  | {
      readonly kind: "click";
      readonly who: SpeakerName;
      readonly button: "Approve" | "Reject";
      readonly spoilt?: Spoilt;
      readonly copies: number;
    }
  | { readonly kind: "change"; readonly whom: (typeof people)[number]; readonly change: Change }
  | { readonly kind: "pass"; readonly minutes: number }
  /** What was sent in earnest before is sent once more, as it was. */
  | { readonly kind: "replay"; readonly nth: number }
  /** Chat answers, and nobody acts yet. */
  | { readonly kind: "answer" }
  | { readonly kind: "wake" };

const who = fc.constantFrom("maya", "maya", "maya", "drew", "drew", "drew", ...speakers);
/** What may come of something, and what certainly may not. */
const wishes: readonly (readonly [Verb, (typeof jobs)[number]])[] = [
  ["retry", "failed"],
  ["retry", "failed"],
  ["cancel", "running"],
  ["cancel", "running"],
  ["play", "deploy"],
  ["play", "deploy"],
  ["approve", "release"],
  ["approve", "release"],
  ["play", "release"],
  ["retry", "release"],
  ["cancel", "failed"],
];
const copies = fc.constantFrom(1, 1, 2, 3);
const spoilt = (kinds: readonly Spoilt[]): fc.Arbitrary<Spoilt | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...kinds) });
const ofRequests: readonly Spoilt[] = ["secret", "old", "unsigned", "body", "workspace"];

const say = (by = who) =>
  fc
    .record({ kind: fc.constant("say"), who: by, wish: fc.constantFrom(...wishes), spoilt: spoilt(ofRequests), copies })
    .map(({ wish: [verb, job], ...others }) => ({ ...others, verb, job }));

const click = (by = who) =>
  fc.record({
    kind: fc.constant("click"),
    who: by,
    button: fc.constantFrom("Approve", "Approve", "Reject"),
    spoilt: spoilt([...ofRequests, "channel", "channel", "channel", "token"]),
    copies,
  });

const change = (whom = fc.constantFrom(...people), to = changes) =>
  fc.record({ kind: fc.constant("change"), whom, change: fc.constantFrom(...to) });
const changes: readonly Change[] = [
  "maintainer",
  "developer",
  "reporter",
  "nothing",
  "blocked",
  "deactivated",
  "active",
  "renamed",
];
const losses: readonly Change[] = ["reporter", "nothing", "blocked", "deactivated"];

/** Somebody loses what they may before they speak, between that and the answer, or before anybody acts. */
const loser = fc.constantFrom("maya" as const, "drew" as const).chain((name) => {
  const spoken = fc.oneof(say(fc.constant(name)), click(fc.constant(name)));
  const lost = change(fc.constant(name), losses);
  const answered = fc.constant({ kind: "answer" });
  const woken = fc.constant({ kind: "wake" });
  return fc.oneof(
    fc.tuple(lost, spoken, woken),
    fc.tuple(spoken, lost, woken),
    fc.tuple(spoken, answered, lost, woken),
  );
});

const alone = (one: fc.Arbitrary<unknown>) => fc.tuple(one);
const some = fc.oneof(
  { weight: 6, arbitrary: alone(say()) },
  { weight: 4, arbitrary: alone(click()) },
  { weight: 2, arbitrary: alone(change()) },
  { weight: 2, arbitrary: loser },
  { weight: 2, arbitrary: alone(fc.record({ kind: fc.constant("replay"), nth: fc.nat(20) })) },
  {
    weight: 1,
    arbitrary: alone(fc.record({ kind: fc.constant("pass"), minutes: fc.constantFrom(1, 4, 6) })),
  },
  { weight: 4, arbitrary: alone(fc.constantFrom({ kind: "wake" }, { kind: "wake" }, { kind: "answer" })) },
) as fc.Arbitrary<readonly Step[]>;

export const steps = fc.array(some, { minLength: 6, maxLength: 18 }).map((drawn) => drawn.flat());

/** A button's id, as Slack was told it. */
function actionIdOf(button: Button): string {
  const [, id = ""] =
    /"action_id":"([^"]+)"/.exec(JSON.stringify(messageBody({ ...sentence("news", ""), buttons: [button] }))) ?? [];
  return id;
}

/** What a step sends to the chat's door; `undefined`: there is no such button. */
export function formOf(
  one: Extract<Step, { kind: "say" | "click" }>,
  { jobs: ids, buttons }: Village,
  serial: number,
): Readonly<Record<string, string>> | undefined {
  const user = chatIdOf(one.who);
  const team = one.spoilt === "workspace" ? "T0OTHER" : workspace;
  const trigger_id = `${serial}.trigger`;
  const response_url = `https://hooks.slack.com/commands/T0HOME/${serial}/x`;
  if (one.kind === "say") {
    const text = `${one.verb} https://gitlab.example.com/shop/api/-/jobs/${ids[one.job]}`;
    // The name is whoever's the sender likes.
    const names = { user_name: "maya", channel_name: "deploys" };
    return {
      command: "/penstock",
      text,
      team_id: team,
      user_id: user,
      channel_id: channel,
      ...names,
      trigger_id,
      response_url,
    };
  }
  const button = buttons().find(({ label }) => label === one.button);
  if (!button) return undefined;
  const value =
    one.spoilt === "token" ? `${button.token.slice(0, -2)}${button.token.endsWith("AA") ? "BB" : "AA"}` : button.token;
  const payload = {
    type: "block_actions",
    team: { id: team },
    user: { id: user, username: "maya", team_id: team },
    channel: { id: one.spoilt === "channel" ? "C0ELSEWHERE" : channel },
    message: { ts: "1763629200.000100" },
    actions: [{ type: "button", action_id: actionIdOf(button), value }],
    trigger_id,
    response_url,
  };
  return { payload: JSON.stringify(payload) };
}

export function isForged(spoilt: Spoilt | undefined): spoilt is Forged {
  return spoilt === "secret" || spoilt === "old" || spoilt === "unsigned" || spoilt === "body";
}
