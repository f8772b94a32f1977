import { createHmac } from "node:crypto";
import { signedHeaders } from "../../../lib/cli/sign.ts";

/** Whose hooks a server takes: it decides what the request is signed with. */
export type Dialect = "gitlab" | "github";

/** One delivery as it goes over the wire, its head and its body. */
export function wired(dialect: Dialect, { id, body, secret }: { id: string; body: Buffer; secret: string }): Buffer {
  const own =
    dialect === "gitlab"
      ? {
          "user-agent": "GitLab/19.1.0",
          "x-gitlab-event": "Job Hook",
          "x-gitlab-event-uuid": "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
          "x-gitlab-instance": "https://gitlab.example.com",
          "x-gitlab-webhook-uuid": "1a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
          "idempotency-key": id,
          ...signedHeaders({ secret, id, now: Date.now(), body }),
        }
      : {
          "user-agent": "GitHub-Hookshot/0a1b2c3",
          "x-github-event": "workflow_job",
          "x-github-delivery": id,
          "x-github-hook-id": "401",
          "x-github-hook-installation-target-id": "12",
          "x-github-hook-installation-target-type": "repository",
          "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
        };
  const headers = { host: "127.0.0.1", "content-type": "application/json", "content-length": body.length, ...own };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST /gitlab/gitlab HTTP/1.1\r\n${lines.join("")}\r\n`), body]);
}
