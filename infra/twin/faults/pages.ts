import { type Answer, json } from "../api/answer.ts";
import type { FaultOf, GatewayStatus } from "./fault.ts";

// What stands between a GitLab and its users speaks HTML. The words here are the twin's own; titles and shapes are not.

function page(status: number, html: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { "Content-Type": "text/html; charset=utf-8", ...headers }, body: html };
}

const reasons: Readonly<Record<GatewayStatus, string>> = {
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
  520: "Web server is returning an unknown error",
  521: "Web server is down",
  522: "Connection timed out",
  523: "Origin is unreachable",
  524: "A timeout occurred",
};

/** An error in the words of whoever would say it, unless `by` names another. */
export function errorAnswer(status: GatewayStatus, by?: FaultOf<"error">["by"]): Answer {
  const speaker = by ?? (status === 500 ? "gitlab" : status < 520 ? "nginx" : "cloudflare");
  if (speaker === "cloudflare") return cloudflarePage(status);
  if (speaker === "nginx") return nginxPage(status);
  return status === 500 ? json(500, { message: "500 Internal Server Error" }) : gitlabPage(status);
}

/** Source: nginx.org, the pages that are built into it (read 2026-11). */
function nginxPage(status: GatewayStatus): Answer {
  const title = `${status} ${reasons[status]}`;
  const head = `<html>\r\n<head><title>${title}</title></head>\r\n`;
  const body = `<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: { "Content-Type": "text/html", Server: "nginx" }, body: head + body };
}

/** Source: developers.cloudflare.com/support/troubleshooting/http-status-codes, 5xx (read 2026-11). */
function cloudflarePage(status: GatewayStatus): Answer {
  const title = `gitlab.example.com | ${status}: ${reasons[status]}`;
  const html = `<!DOCTYPE html>
<html class="no-js" lang="en-US"><head><title>${title}</title></head>
<body><div id="cf-wrapper"><div id="cf-error-details"><h1>${reasons[status]} <span>Error code ${status}</span></h1>
<p>Cloudflare Ray ID: 9a74950255551f06</p></div></div></body></html>
`;
  return page(status, html, { Server: "cloudflare", "CF-RAY": "9a74950255551f06-FRA", "Cache-Control": "no-store" });
}

/** The pages that GitLab puts beside its proxy. */
function gitlabPage(status: GatewayStatus): Answer {
  const title = status === 502 ? "GitLab is not responding (502)" : `${reasons[status]} (${status})`;
  const html = `<!DOCTYPE html>
<html><head><title>${title}</title></head>
<body><h1>${status}</h1><div class="container"><h3>GitLab cannot answer just now.</h3></div></body></html>
`;
  return page(status, html);
}

const signInPage = `<!DOCTYPE html>
<html class="html-devise-layout" lang="en"><head><title>Sign in · GitLab</title></head>
<body class="login-page"><form class="new_user" action="/users/sign_in" method="post">
<input type="hidden" name="authenticity_token" value="0"><input name="user[login]"><input name="user[password]" type="password">
</form></body></html>
`;

const maintenancePage = `<!DOCTYPE html>
<html><head><title>Deploy in progress</title></head>
<body><h1>Deploy in progress</h1><p>GitLab is being brought up to date and will be back soon.</p></body></html>
`;

/** A page where JSON was expected. */
export function htmlAnswer({ page: which = "gateway" }: FaultOf<"html">, origin: string): Answer {
  switch (which) {
    case "gateway": {
      const body = "<html><head><title>502 Bad Gateway</title></head><body>GitLab is not responding</body></html>";
      return { status: 502, headers: { "Content-Type": "text/html" }, body };
    }
    case "signIn":
      return page(200, signInPage);
    case "signInRedirect":
      return redirectAnswer(302, `${origin}/users/sign_in`);
    case "maintenance":
      return page(503, maintenancePage);
    default:
      return which satisfies never;
  }
}

export function redirectAnswer(status: number, to: string): Answer {
  return page(status, `<html><body>You are being <a href="${encodeURI(to)}">redirected</a>.</body></html>`, {
    Location: to,
  });
}
