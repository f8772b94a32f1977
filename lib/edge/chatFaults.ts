import { meant } from "./strict.ts";

/** What a chat names that must be there elsewhere. */
interface Named {
  readonly channels: Readonly<Record<string, { readonly slack?: string; readonly team?: string }>>;
  readonly routes: readonly { readonly source: string; readonly to: string; readonly tell: readonly string[] }[];
  readonly slack?: { readonly source: string; readonly workspaces: readonly string[] } | undefined;
  readonly mattermost?: { readonly source: string; readonly teams: readonly string[] } | undefined;
  readonly comments: readonly { readonly source: string }[];
  readonly links: readonly { readonly source: string }[];
  readonly operators: Readonly<Record<string, unknown>>;
}

/** What is wrong, and where. */
type Fault = { readonly path: readonly (string | number)[]; readonly message: string };

/** What is wrong with the channels that a chat names: each with its place. */
export function wrongChannels({ channels, routes, slack, mattermost }: Named): Fault[] {
  const names = Object.keys(channels);
  const unknown = routes.flatMap(({ to }, at) =>
    names.includes(to)
      ? []
      : [{ path: ["routes", at, "to"], message: `there is no channel ${JSON.stringify(to)}${meant(to, names)}` }],
  );
  const homeless = Object.entries(channels).flatMap(([name, channel]) => {
    const teams = channel.slack === undefined ? mattermost?.teams : slack?.workspaces;
    const provider = channel.slack === undefined ? "mattermost" : "slack";
    if (!teams)
      return [{ path: ["channels", name], message: `${provider} is not set up: add it, or leave the channel out` }];
    if (channel.team === undefined || teams.includes(channel.team)) return [];
    return [{ path: ["channels", name, "team"], message: `expected one of ${teams.join(", ")}` }];
  });
  return [...unknown, ...homeless, ...wrongGates({ channels, routes, slack, mattermost })];
}

/** A button is heard for the chat's own source alone. */
function wrongGates({ channels, routes, slack, mattermost }: Omit<Named, "comments" | "links" | "operators">): Fault[] {
  return routes.flatMap(({ source, to, tell }, at) => {
    const home = channels[to]?.slack === undefined ? mattermost?.source : slack?.source;
    if (!tell.includes("gates") || home === undefined || home === source) return [];
    const message = `the chat of ${JSON.stringify(to)} speaks for ${home}: its buttons would open no gate of ${source}`;
    return [{ path: ["routes", at, "tell"], message }];
  });
}

/** What is wrong with the sources that a chat names: each with its place. */
export function unknownChatSources(chat: Named, ids: readonly string[]): Fault[] {
  const named: (readonly [path: (string | number)[], id: string])[] = [
    ...(chat.slack ? ([[["slack", "source"], chat.slack.source]] as const) : []),
    ...(chat.mattermost ? ([[["mattermost", "source"], chat.mattermost.source]] as const) : []),
    ...chat.comments.map(({ source }, at) => [["comments", at, "source"], source] as const),
    ...chat.links.map(({ source }, at) => [["links", at, "source"], source] as const),
    ...chat.routes.map(({ source }, at) => [["routes", at, "source"], source] as const),
    ...Object.keys(chat.operators).map((id) => [["operators", id], id] as const),
  ].map(([path, id]) => [[...path], id] as const);
  return named.flatMap(([path, id]) =>
    ids.includes(id) ? [] : [{ path, message: `there is no source ${JSON.stringify(id)}${meant(id, ids)}` }],
  );
}
