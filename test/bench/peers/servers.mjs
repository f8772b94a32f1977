import { createHmac, generateKeyPairSync, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { serve } from "@hono/node-server";
import { createNodeMiddleware as octokitMiddleware, Webhooks } from "@octokit/webhooks";
import fastify from "fastify";
import { Hono } from "hono";
import { createProbot, createNodeMiddleware as probotMiddleware } from "probot";
import * as z from "zod";

// Webhook servers as others write them, each in a process of its own: `node servers.mjs NAME`. Fastify and hono check the
// signature that GitLab makes, probot and octokit GitHub's. All read with zod what a rule asks about, and look at one word of
// it; `deciding` asks a thousand rules, as our own asks ten thousand.

const secret = process.env.DOOR_SECRET ?? "";
const key = Buffer.from(secret.slice("whsec_".length), "base64");

const Hook = z.object({
  object_kind: z.string(),
  project: z.object({ id: z.number(), path_with_namespace: z.string() }),
  ref: z.string().optional(),
  build_id: z.number().optional(),
  build_name: z.string().optional(),
  build_stage: z.string().optional(),
  build_status: z.string().optional(),
  build_failure_reason: z.string().nullish(),
  object_attributes: z.object({ id: z.number(), status: z.string(), ref: z.string() }).optional(),
  builds: z.array(z.object({ id: z.number(), name: z.string(), stage: z.string(), status: z.string() })).optional(),
});

function isSigned(header, body) {
  const timestamp = header("webhook-timestamp") ?? "";
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const hmac = createHmac("sha256", key)
    .update(`${header("webhook-id")}.${timestamp}.`)
    .update(body);
  const expected = Buffer.from(`v1,${hmac.digest("base64")}`);
  const given = Buffer.from(header("webhook-signature") ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** What a team's own handler would say: whether it is about a failed job. */
function planned(hook) {
  return { planned: hook.build_status === "failed" ? 1 : 0 };
}

async function fastifyServer(decide = planned) {
  const app = fastify({ bodyLimit: 5 * 1024 * 1024 });
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.post("/gitlab/:source", async (request, reply) => {
    if (!isSigned((name) => request.headers[name], request.body)) return reply.code(401).send({});
    return reply.code(202).send(await decide(Hook.parse(JSON.parse(request.body.toString()))));
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return app.server;
}

async function decidingServer() {
  const { engines } = await import("./engines.mjs");
  const { teamRules } = await import("../rules/books.ts");
  const matching = engines["json-rules-engine"](teamRules(1_000));
  return fastifyServer(async ({ project, ref, build_name, build_stage, build_status }) => {
    const facts = {
      project: project.path_with_namespace,
      status: build_status,
      name: build_name,
      stage: build_stage,
      ref,
    };
    return { planned: await matching(facts) };
  });
}

async function honoServer() {
  const app = new Hono();
  app.onError((_error, context) => context.json({}, 500));
  app.post("/gitlab/:source", async (context) => {
    const body = Buffer.from(await context.req.arrayBuffer());
    if (!isSigned((name) => context.req.header(name), body)) return context.json({}, 401);
    return context.json(planned(Hook.parse(JSON.parse(body.toString()))), 202);
  });
  const { promise, resolve } = Promise.withResolvers();
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(server));
  return promise;
}

const quiet = { debug() {}, info() {}, warn() {}, error() {}, fatal() {}, trace() {} };

async function octokitServer() {
  const webhooks = new Webhooks({ secret, log: quiet });
  webhooks.on("workflow_job", ({ payload }) => void planned(Hook.parse(payload)));
  return createServer(octokitMiddleware(webhooks, { path: "/gitlab/gitlab", log: quiet }));
}

async function probotServer() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const overrides = {
    appId: 1,
    privateKey: privateKey.export({ type: "pkcs1", format: "pem" }),
    secret,
    logLevel: "silent",
    webhookPath: "/gitlab/gitlab",
  };
  const app = (probot) => probot.on("workflow_job", ({ payload }) => void planned(Hook.parse(payload)));
  const options = { probot: createProbot({ overrides }), webhooksPath: "/gitlab/gitlab" };
  return createServer(await probotMiddleware(app, options));
}

const servers = {
  fastify: () => fastifyServer(),
  hono: honoServer,
  octokit: octokitServer,
  probot: probotServer,
  deciding: decidingServer,
};

const server = await servers[process.argv[2]]();
if (!server.listening) await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
});
process.on("disconnect", () => process.exit());
process.send({ port: server.address().port });
