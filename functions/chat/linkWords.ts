import { linkMinutes } from "../../lib/app/talk/linking.ts";
import type { Person } from "../../lib/core/gate.ts";
import type { Line, Message } from "../../lib/core/message.ts";
import type { Speaker } from "../../lib/core/talk.ts";

// What the pages of linking say.

const chats = {
  slack: ["Slack", "workspace"],
  mattermost: ["Mattermost", "team"],
  gitlab: ["GitLab", "source"],
} as const;

/** A chat user as people may recognise them: names change hands, the ids do not. */
function whoSpeaks({ provider, team, user, name }: Speaker): Line {
  const [chat, house] = chats[provider];
  const called: Line = name === undefined ? [] : [" ", { strong: `@${name}` }];
  return [`the ${chat} user`, ...called, " with the id ", { strong: user }, ` of the ${house} `, { strong: team }];
}

/** Who asks, before anybody goes on to GitLab. */
export function begin(speaker: Speaker, gitlab: string, next: string): Message {
  return {
    tone: "wait",
    title: ["Is this you in the chat?"],
    lines: [
      ["In the chat, ", ...whoSpeaks(speaker), " wants to be known as your user in GitLab."],
      ["Whoever that is may then do through Penstock what you may do in ", { strong: gitlab }, "."],
      ["If it is you, ", { link: next, text: "go on to GitLab" }, ". It is asked who you are, and nothing else."],
      ["If it is not you, or somebody sent you this link, close this page: nothing happens then."],
    ],
  };
}

/** GitLab said who it is; the chat must still say the code. */
export function proved(speaker: Speaker, person: Person, code: string): Message {
  return {
    tone: "wait",
    title: ["One step is left"],
    lines: [
      ["GitLab says that you are ", { strong: `@${person.username}` }, "."],
      ["From the next step on ", ...whoSpeaks(speaker), " will act in your name."],
      [
        "If that is you, say this in the chat within ",
        `${linkMinutes} minutes, as a command of Penstock: `,
        { code: `link ${code}` },
      ],
      ["Tell the code to nobody: whoever asks you for it wants to act in your name. This page shows it once."],
      ["If it is not you, close this page: nothing is linked."],
    ],
  };
}

const anew: Line = ["Say ", { code: "link" }, " to Penstock in the chat to begin anew."];

function trouble(title: string, ...lines: readonly Line[]): Message {
  return { tone: "no", title: [title], lines: [...lines, anew] };
}

/** One page for whatever does not hold, so that nobody learns more by trying. */
export const invalid = trouble("This link does not hold", [
  `It was used, it is older than ${linkMinutes} minutes, or it is not whole. Nothing was linked.`,
]);
export const otherBrowser = trouble("This browser did not begin here", [
  "Open the link of the chat and come back from GitLab in the same browser, which must take cookies. Nothing was linked.",
]);
export const denied = trouble("Nothing was linked", ["GitLab says that you did not agree to be known."]);
export const notSaid = trouble("Nothing was linked", [
  "GitLab did not say who you are. Where that stays so, the people who run Penstock find the reason in its log.",
]);
export const unfit = trouble("Nothing was linked", [
  "In GitLab your user is not active, or is a bot: it cannot be linked to a chat.",
]);
