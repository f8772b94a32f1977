import { createHash } from "node:crypto";
import type { TokenName } from "../../lib/app/throttle.ts";
import type { OpenToken, WatchedToken } from "../../lib/app/tokens/watch.ts";
import type { TokenAsked } from "./tokenSelf.ts";
import { type Folder, liveTokens, parameterOf, type Reachable } from "./tokens.ts";

/** The tokens of a deployed source that a function looks after: each that has a parameter of its own among those. */
export function watchedTokens(reachable: Reachable, names: readonly TokenName[]): readonly WatchedToken[] {
  const { source, callTimeoutSeconds, clock, onAnswer } = reachable;
  const { act, clean, read = act, hooks } = source.tokens;
  const places: Readonly<Record<TokenName, readonly [Folder, string | undefined]>> = {
    act: ["gitlab", act],
    clean: ["gitlab", clean === act ? undefined : clean],
    read: ["gitlab-read", read],
    hooks: ["gitlab-hooks", hooks],
  };
  return names.flatMap((name) => {
    const [folder, parameter] = places[name];
    if (parameter === undefined) return [];
    const asked: TokenAsked = {
      url: source.url,
      ...(source.ca !== undefined && { caPem: source.ca }),
      callTimeoutSeconds,
      clock,
      onAnswer: (answer) => onAnswer?.(name, answer),
    };
    const place = parameterOf(reachable, folder, parameter);
    return [{ name, open: async () => opened(await liveTokens(reachable, place), asked) }];
  });
}

/** The one token of a local run. */
export function localTokens(
  { url, token, caPem }: { readonly url: string; readonly token: string; readonly caPem?: string },
  how: Omit<TokenAsked, "url" | "caPem">,
): readonly WatchedToken[] {
  const asked = { ...how, url, ...(caPem !== undefined && { caPem }) };
  return [{ name: "act", open: async () => opened([token], asked) }];
}

function opened(values: readonly string[], asked: TokenAsked): OpenToken {
  return {
    // 32 bits of more than a hundred: they tell a change, and nothing of the value
    mark: createHash("sha256")
      .update(`penstock token ${values.join(" ")}`)
      .digest("hex")
      .slice(0, 8),
    looks: values.map((value) => async () => await (await import("./tokenSelf.ts")).askToken(value, asked)),
  };
}
