import { addGroupHook, addHook } from "../hooks/addHook.ts";
import type { Hook, NewHook } from "../hooks/hook.ts";
import { hookKinds, hookWords, otherFlags } from "../hooks/kinds.ts";
import { type Answer, json, parameterError } from "./answer.ts";
import type { Call, Handled } from "./call.ts";
import { hookEntity } from "./hookEntity.ts";
import { type Place, withHook } from "./hookPlace.ts";
import { flagOf, paramsOf } from "./params.ts";

// Source: docs.gitlab.com/api/project_webhooks, gitlabhq lib/api/project_hooks.rb, lib/api/helpers/web_hooks_helpers.rb and
// app/models/hooks/project_hook.rb, ee/app/models/hooks/group_hook.rb (read 2026-11).

const mostHooks = { project: 100, group: 50 };

type Params = Readonly<Record<string, unknown>>;

export function createHook(call: Call, place: Place): Answer {
  const { world } = call;
  const params = paramsOf(call);
  if (params.url === undefined) return parameterError("url is missing");
  const wrong = wrongIn(params);
  if (wrong) return wrong;
  const kind = place.groupPath === null ? "project" : "group";
  if (place.hooks.length >= mostHooks[kind])
    return json(422, { message: { base: [`Maximum number of ${kind} hooks (${mostHooks[kind]}) exceeded`] } });
  // whoever says nothing about pushes hears of them
  const wanted = { push_events: true, ...params };
  const added = { ...changeOf(world.vintage, wanted), url: String(params.url) };
  const [project] = place.projects;
  if (place.groupPath !== null) return json(201, hookEntity(world, addGroupHook(world, place.groupPath, added)));
  return project ? json(201, hookEntity(world, addHook(world, project, added))) : json(404, {});
}

export function changeHook(call: Call, place: Place): Handled {
  const { world } = call;
  const { id, hook_id, ...params } = paramsOf(call);
  if (params.url === undefined && world.vintage < 2024) return parameterError("url is missing");
  return withHook(call, place, (hook) => {
    const wrong = wrongIn(params);
    if (wrong) return wrong;
    const change = changeOf(world.vintage, params, hook);
    // whoever sends it elsewhere must prove anew that the secret is theirs
    const isMoved = change.url !== undefined && change.url !== hook.url;
    if (isMoved) for (const secret of ["token", "signingToken"] as const) delete (hook as Partial<Hook>)[secret];
    return json(200, hookEntity(world, Object.assign(hook, change)));
  });
}

function wrongIn({ url, signing_token, ...params }: Params): Answer | undefined {
  const flags = [...hookWords.map((word) => hookKinds[word].flag), ...otherFlags, "enable_ssl_verification"];
  const odd = flags.find((flag) => flagOf(params[flag]) === "wrong");
  if (odd !== undefined) return parameterError(`${odd} is invalid`);
  if (url !== undefined && !/^https?:$/.test(URL.parse(String(url))?.protocol ?? ""))
    return json(422, { error: "Invalid url given" });
  if (signing_token === undefined || isSigningToken(String(signing_token))) return undefined;
  return json(422, { message: { signing_token: ["must be in whsec_<base64> format encoding a 32-byte key"] } });
}

function isSigningToken(text: string): boolean {
  return text.startsWith("whsec_") && Buffer.from(text.slice("whsec_".length), "base64").length === 32;
}

/** What parameters say; `signing_token` came with 19.0, and before that it is a word that nobody knows. */
function changeOf(vintage: number, params: Params, before?: Hook): Partial<NewHook> {
  const { url, token, signing_token: signingToken, enable_ssl_verification: checksTls } = params;
  const told = hookWords.flatMap((word) => {
    const wish = flagOf(params[hookKinds[word].flag]);
    return typeof wish === "boolean" ? [[hookKinds[word].wish, wish]] : [];
  });
  const others = otherFlags.filter((flag) => flagOf(params[flag]) ?? before?.otherEvents?.includes(flag));
  return {
    ...(url !== undefined && { url: String(url) }),
    ...(token !== undefined && { token: String(token) }),
    ...(signingToken !== undefined && vintage >= 2026 && { signingToken: String(signingToken) }),
    ...(checksTls !== undefined && { checksTls: flagOf(checksTls) === true }),
    ...Object.fromEntries(told),
    otherEvents: others,
  };
}
