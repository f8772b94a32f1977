import { html } from "hono/html";
import { safe } from "../../../lib/cli/render.ts";
import { formFields, messageList } from "./messages.ts";
import type { Named, PageChat } from "./pageChat.ts";
import type { Piece } from "./piece.ts";
import type { SeenWorld } from "./seenWorld.ts";
import { type View, viewHref } from "./view.ts";
import { worldPiece } from "./worldPiece.ts";

/** All that the page is written from. */
export interface Shown {
  readonly view: View;
  readonly chats: readonly PageChat[];
  readonly world: SeenWorld;
  /** Of the forms. */
  readonly token: string;
  /** What the person is told about what they did last. */
  readonly notice?: string;
}

export function documentOf({ view, chats, world, token, notice }: Shown): Piece {
  const { chat, channel, person } = view;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>#${channel.name} as ${person.name} · Penstock in ${chat.title}</title>
<link rel="icon" href="/talk/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/talk/page.css">
<script src="/talk/page.js" defer></script>
</head>
<body>
<header>
<h1>Penstock in chat</h1>
<p>Stand-ins of Slack and Mattermost, and a GitLab to try things on. Nothing here leaves this machine.</p>
${choice(
  "Chat",
  chats.map((one) => ({ name: one.title, href: hrefOf(one, view), isChosen: one === chat })),
)}
${choice(
  "Channel",
  chat.channels.map((one) => chosen(one, { ...view, channel: one }, one === channel, "#")),
)}
${choice(
  "You are",
  chat.people.map((one) => chosen(one, { ...view, person: one }, one === person)),
)}
</header>
<main>
<p id="notice" role="alert">${notice !== undefined && safe(notice)}</p>
${messageList(view, token)}
<noscript><p><a href="${viewHref(view)}">Look again</a></p></noscript>
<form id="say" method="post" action="/talk/say">${formFields(view, token)}
<label for="text">Say in #${channel.name} as ${person.name}</label>
<div class="box"><input id="text" name="text" value="${safe(view.text) || "/penstock "}" maxlength="10000" autocomplete="off" autocapitalize="none" spellcheck="false" required>
<button class="primary">Say</button></div>
<p class="hint">Begin with <code>/penstock help</code>. The words beside a job fill the box.</p>
</form>
</main>
<aside aria-label="The sample GitLab">${worldPiece(world, view, token)}</aside>
</body>
</html>
`;
}

function hrefOf(chat: PageChat, { channel, person }: View): string {
  return viewHref({ chat, channel, person, text: "" });
}

interface Choice {
  readonly name: string;
  readonly href: string;
  readonly isChosen: boolean;
}

function chosen(one: Named, view: View, isChosen: boolean, before = ""): Choice {
  return { name: `${before}${one.name}`, href: viewHref({ ...view, text: "" }), isChosen };
}

function choice(label: string, choices: readonly Choice[]): Piece {
  return html`<nav aria-label="${label}"><span>${label}</span>${choices.map(
    ({ name, href, isChosen }) => html` <a href="${href}"${isChosen && html` aria-current="true"`}>${name}</a>`,
  )}</nav>`;
}
