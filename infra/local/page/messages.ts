import { html } from "hono/html";
import type { Seen, SeenButton } from "./pageChat.ts";
import { line, name, type Piece, time } from "./piece.ts";
import type { View } from "./view.ts";

/** What stands in every form: who does it where, and that the page is ours. */
export function formFields({ chat, channel, person }: View, token: string): Piece {
  return html`<input type="hidden" name="token" value="${token}"><input type="hidden" name="chat" value="${chat.id}"
    ><input type="hidden" name="channel" value="${channel.name}"><input type="hidden" name="as" value="${person.name}">`;
}

/** The channel as the chosen person sees it: threads below what they hang on. */
export function messageList(view: View, token: string): Piece {
  const seen = view.chat.seen(view.person.id, view.channel.id);
  const ids = new Set(seen.map(({ id }) => id));
  const isRoot = ({ thread, id }: Seen) => thread === undefined || thread === id || !ids.has(thread);
  const item = (one: Seen): Piece => {
    const answers = seen.filter((other) => other.thread === one.id && !isRoot(other));
    return html`<li id="m-${view.chat.id}-${encodeURIComponent(one.id.toWellFormed())}" class="message${one.isOnlyYou ? " private" : ""}">
      ${head(one)}
      ${one.lines.map((spans) => html`<p>${line(spans)}</p>`)}
      ${one.buttons.length > 0 && buttonRow(one, view, token)}
      ${answers.length > 0 && html`<ol class="thread" aria-label="Thread">${answers.map(item)}</ol>`}
    </li>`;
  };
  const roots = seen.filter(isRoot);
  return html`<ol id="messages" role="log" aria-label="Messages in #${view.channel.name}" tabindex="0">${
    roots.length > 0 ? roots.map(item) : html`<li id="m-none" class="empty">Nothing was said here yet.</li>`
  }</ol>`;
}

function head({ by, at, isOnlyYou }: Seen): Piece {
  return html`<p class="head"><strong>${name(by)}</strong> ${time(at)}${isOnlyYou && html` <em>only you see this</em>`}</p>`;
}

function buttonRow({ id, buttons }: Seen, view: View, token: string): Piece {
  return html`<form class="buttons" method="post" action="/talk/click">${formFields(view, token)}<input type="hidden" name="message" value="${id}"
    >${buttons.map((one) => button(one))}</form>`;
}

function button({ id, label, style }: SeenButton): Piece {
  return html`<button name="button" value="${id}" class="${style ?? "plain"}">${name(label)}</button>`;
}
