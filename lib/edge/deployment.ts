import { Access, unknownSources } from "./access.ts";
import { Chat } from "./chat.ts";
import { unknownChatSources } from "./chatFaults.ts";
import { Sources } from "./sources.ts";

/** All that `penstock.yaml` holds; the build makes three settings of it: of all functions, of the API, and of chat. */
export const Deployment = Sources.safeExtend({
  access: Access.exactOptional(),
  chat: Chat.exactOptional(),
}).superRefine(({ sources, access, chat }, context) => {
  const ids = sources.map(({ id }) => id);
  const faults = [
    ...unknownSources(access ?? [], ids).map(({ path, message }) => ({ path: ["access", ...path], message })),
    ...(chat ? unknownChatSources(chat, ids) : []).map(({ path, message }) => ({ path: ["chat", ...path], message })),
  ];
  for (const { path, message } of faults) context.addIssue({ code: "custom", path, message });
});
