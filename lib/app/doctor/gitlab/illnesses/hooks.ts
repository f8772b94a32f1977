import { illness, mendable } from "./illness.ts";

/** What may be wrong with webhooks. */
export const hooksIlls = {
  hookMissing: mendable("hooks", "broken", "no hook of the project or its groups leads here", "add one"),
  hookAstray: illness(
    "hooks",
    "broken",
    "the only hook that looks like ours leads to another path",
    "correct its URL, and enter its secret again",
  ),
  hookByName: illness(
    "hooks",
    "unknown",
    "hooks lead to our path on another host, which may be a name of yours for our door",
    "give that name with --address, or correct their URL",
  ),
  hookTwice: illness("hooks", "warning", "several hooks lead here: each event comes as often", "delete all but one"),
  hookPaused: mendable(
    "hooks",
    "broken",
    "GitLab leaves the hook out for a while after failures",
    "repair the receiver, then test it",
  ),
  hookDisabled: mendable(
    "hooks",
    "broken",
    "GitLab leaves the hook out for good after failures",
    "repair the receiver, then test it",
  ),
  hookDeaf: mendable("hooks", "broken", "the hook does not tell events that rules wait for", "tick them"),
  hookTalks: mendable("hooks", "warning", "the hook tells events that no rule waits for: each costs", "untick them"),
  hookTrustsAnybody: mendable(
    "hooks",
    "warning",
    "GitLab does not check our certificate before it sends",
    "switch SSL verification on",
  ),
  hookWithoutSecret: illness(
    "hooks",
    "broken",
    "the hook has no secret: every delivery is refused",
    "enter one of `webhookSecrets`",
  ),
  hookUnsigned: illness(
    "hooks",
    "warning",
    "the hook sends a plain token where GitLab could sign",
    "let GitLab generate a signing token, and store it in `webhookSecrets`",
  ),
  hookRefused: illness(
    "hooks",
    "broken",
    "our door refused the newest delivery: its secret is not one that we know",
    "enter one of `webhookSecrets`",
  ),
  hookFails: illness("hooks", "warning", "the newest delivery was not answered well", "look at the log of `webhook`"),
  hookRewritten: illness(
    "hooks",
    "broken",
    "a template of its own takes the place of GitLab's body, which we cannot read",
    "remove it",
  ),
  hookInPlainText: illness(
    "hooks",
    "broken",
    "the hook leads here by http: its secret can be read on the way",
    "set its URL to https, and enter a new secret",
  ),
  hookAddressHasMore: illness("hooks", "warning", "the hook's URL has a user, a query or a fragment", "leave them out"),
  hooksHidden: illness("hooks", "unknown", "no token may see the hooks", "name a Maintainer's token as `tokens.hooks`"),
  hookUnknown: illness(
    "hooks",
    "unknown",
    "no hook of the project itself leads here, and those of its groups cannot be seen",
    "look at the group's webhooks, or make the user an Owner there",
  ),
} as const;
