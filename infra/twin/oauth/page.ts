import type { Application } from "../state/application.ts";
import type { Person } from "../state/person.ts";

interface Shown {
  readonly application: Application;
  readonly scope: string;
  readonly query: URLSearchParams;
  readonly people: readonly Person[];
}

/** Where GitLab asks who is signed in; here one is chosen, and says yes by it. */
export function authorizePage({ application, scope, query, people }: Shown): string {
  const fields = [...query].map(
    ([name, value]) => `<input type="hidden" name="${veiled(name)}" value="${veiled(value)}">`,
  );
  const button = ({ username, name }: Person) =>
    `<p><button name="username" value="${veiled(username)}">Authorize as @${veiled(username)} (${veiled(name)})</button></p>`;
  return page(
    `Authorize ${veiled(application.name)} to use your account?`,
    `<p>It asks for <code>${veiled(scope)}</code>. Choose whom this browser is signed in as.</p>
<form method="post" action="/oauth/authorize">
${fields.join("\n")}
${people.map(button).join("\n")}
<p><button name="decision" value="deny">Deny</button></p>
</form>`,
  );
}

export function troublePage(why: string): string {
  return page("An error has occurred", `<p>${veiled(why)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The GitLab twin</title></head>
<body><h1>${title}</h1>
${body}
</body></html>
`;
}

function veiled(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
