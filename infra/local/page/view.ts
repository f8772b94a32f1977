import type { Named, PageChat } from "./pageChat.ts";

/** What somebody looks at: who they are, in which channel of which chat. */
export interface View {
  readonly chat: PageChat;
  readonly channel: Named;
  readonly person: Named;
  /** What stands in the box already. */
  readonly text: string;
}

const longestText = 4_000;

/** What an address asks for, by names; what it does not say, or says wrongly, is the first that there is. */
export function viewOf(query: URLSearchParams, chats: readonly PageChat[]): View | undefined {
  const [first] = chats;
  const chat = chats.find(({ id }) => id === query.get("chat")) ?? first;
  const channel = chat && named(chat.channels, query.get("channel"));
  const person = chat && named(chat.people, query.get("as"));
  const text = (query.get("text") ?? "").slice(0, longestText);
  return chat && channel && person && { chat, channel, person, text };
}

/** What a form names, and nothing else in its place. */
export function exactView(form: URLSearchParams, chats: readonly PageChat[]): View | undefined {
  const view = viewOf(form, chats);
  if (!view) return undefined;
  const { chat, channel, person } = view;
  const isExact =
    [chat.id, channel.name, person.name].join() === ["chat", "channel", "as"].map((key) => form.get(key)).join();
  return isExact ? view : undefined;
}

function named(all: readonly Named[], name: string | null): Named | undefined {
  return all.find((one) => one.name === name) ?? all[0];
}

/** Where a view is shown. */
export function viewHref({ chat, channel, person, text }: View): string {
  const query = new URLSearchParams({ chat: chat.id, channel: channel.name, as: person.name });
  if (text !== "") query.set("text", text);
  return `/talk?${query}`;
}
