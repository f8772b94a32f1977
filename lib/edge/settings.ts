import * as z from "zod";
import { leastPerMinute, mostPerMinute, usualPerMinute } from "../core/throttleSizes.ts";
import { isGitLabUrl } from "./address.ts";
import { once } from "./once.ts";
import { readSources } from "./sources.ts";

/** The words of a list setting: commas or white space stand between two. */
export const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== "");

const wholeNumber = (cure: string, { least, most, fallback }: { least: number; most: number; fallback: number }) =>
  z
    .string()
    .optional()
    .transform((text, context) => {
      const number = text === undefined || text === "" ? fallback : Number(text);
      if (Number.isInteger(number) && number >= least && number <= most) return number;
      context.addIssue({ code: "custom", message: `is no whole number from ${least} to ${most}: ${cure}` });
      return z.NEVER;
    });

const GitLabUrl = z
  .string({ error: "is missing: set it to your GitLab's address, e.g. https://gitlab.example.com" })
  .refine(isGitLabUrl, {
    error: "is no https address (http is for 127.0.0.1 and localhost only): set it to e.g. https://gitlab.example.com",
  });

const CaFile = z.string().min(1, { error: "is blank: name the PEM file of a private CA, or leave it out" }).optional();

/**
 * What a function may want of its environment; each takes the part that it needs, so that none needs another's secret. Each is
 * made when it is first asked for: first stands what every deployed function has.
 */
export const parts = {
  /** What a deployment serves: `penstock.yaml`, as the build wrote it. Without it one source is read from the environment. */
  sources: once(() =>
    z.object({
      PENSTOCK_SOURCES: z.string().optional().transform(readSources),
      PENSTOCK_STAGE: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, { error: "is no stage: small letters, digits and -, at most 32" })
        .default("dev"),
    }),
  ),
  recording: once(() =>
    z.object({
      PENSTOCK_RECORD: z
        .enum(["all", "wanted"], { error: "is neither all (every authentic delivery) nor wanted (what a rule wanted)" })
        .default("all"),
    }),
  ),
  tables: once(() =>
    z.object({
      AWS_ENDPOINT_URL_DYNAMODB: z.url({ error: "is no address: set it to e.g. http://127.0.0.1:8000" }).optional(),
      AWS_REGION: z.string().min(1).default("eu-central-1"),
      PENSTOCK_TABLE_PREFIX: z
        .string()
        .regex(/^[\w.-]{0,64}$/, { error: "is no table name's beginning: letters, digits, _, . and -" })
        .default("penstock-"),
      PENSTOCK_JOURNAL_DAYS: wholeNumber("how long the journal is kept", { least: 1, most: 3650, fallback: 400 }),
    }),
  ),
  /** Who may do what through the API, read by `readAccess`: the door, which starts often, has no use for it. */
  access: once(() => z.object({ PENSTOCK_ACCESS: z.string().optional() })),
  /** Where people chat, read by `readChat`. */
  chat: once(() => z.object({ PENSTOCK_CHAT: z.string().optional() })),
  /** Whether rules that delete or play wait for somebody else's yes, where `penstock.yaml` does not say. */
  secondPerson: once(() =>
    z.object({
      PENSTOCK_SECOND_PERSON: z
        .enum(["required", "off"], {
          error: "is neither required (rules that delete or play wait for somebody else's yes) nor off",
        })
        .optional(),
    }),
  ),
  calls: once(() =>
    z.object({
      PENSTOCK_SETTLE_SECONDS: wholeNumber("GitLab executes no request later than this", {
        least: 1,
        most: 3600,
        fallback: 180,
      }),
      PENSTOCK_CALL_TIMEOUT_SECONDS: wholeNumber("how long one call to GitLab may take", {
        least: 1,
        most: 60,
        fallback: 12,
      }),
    }),
  ),
  source: once(() =>
    z.object({
      PENSTOCK_SOURCE: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, { error: "is no source id: small letters, digits and -, at most 32" })
        .default("gitlab"),
      PENSTOCK_PROJECTS: z
        .string()
        .default("**")
        .transform(words)
        .refine((list) => list.length > 0, { error: "is empty: list the projects' paths, or leave it out for all" }),
    }),
  ),
  door: once(() =>
    z.object({
      PENSTOCK_WEBHOOK_SECRETS: z
        .string({
          error:
            "is missing: list the hooks' signing tokens (whsec_…) or secret tokens, with a comma between two of them",
        })
        .transform(words)
        .refine((list) => list.length > 0, { error: "is blank: without a secret nobody could be believed" }),
    }),
  ),
  gitlab: once(() =>
    z.object({
      PENSTOCK_GITLAB_URL: GitLabUrl,
      PENSTOCK_GITLAB_TOKEN: z
        .string({ error: "is missing: make an access token with the scope api for a bot user, and set it here" })
        .regex(/^[\x21-\x7e]+$/, { error: "is blank or has white space in it: copy the token again" }),
      PENSTOCK_GITLAB_CA_FILE: CaFile,
      PENSTOCK_REQUESTS_PER_MINUTE: wholeNumber("how many requests to send GitLab at most", {
        least: leastPerMinute,
        most: mostPerMinute,
        fallback: usualPerMinute,
      }),
    }),
  ),
  /** Of a person's own client, `penstock jobs`. */
  person: once(() =>
    z.object({
      PENSTOCK_GITLAB_URL: GitLabUrl.default("https://gitlab.com"),
      PENSTOCK_GITLAB_TOKEN: z
        .string({
          error: "is missing: make an access token with the scope api (read_api to look only), and set it here",
        })
        .regex(/^[\x21-\x7e]+$/, { error: "is blank or has white space in it: copy the token again" }),
      PENSTOCK_GITLAB_TOKEN_AS: z
        .enum(["bearer", "private", "job"], {
          error: "is none of bearer (most tokens), private (for old GitLabs) and job (a CI job token)",
        })
        .default("bearer"),
      PENSTOCK_GITLAB_CA_FILE: CaFile,
    }),
  ),
  /** Of the function: the token is for where there is no IAM. Of the CLI: which API it asks. */
  api: once(() =>
    z.object({
      PENSTOCK_API_TOKEN: z
        .string()
        .regex(/^[\x21-\x7e]{16,}$/, { error: "is no token: 16 characters or more, without white space" })
        .optional(),
      PENSTOCK_API_URL: z
        .string()
        .refine(isGitLabUrl, {
          error: "is no https address (http is for 127.0.0.1 and localhost only): set it to where your API is",
        })
        .optional(),
    }),
  ),
  local: once(() =>
    z.object({
      PENSTOCK_PORT: wholeNumber("the port of the local server (0: any that is free)", {
        least: 0,
        most: 65_535,
        fallback: 7410,
      }),
      PENSTOCK_FUNCTION_SECONDS: wholeNumber("how long a local function may run", {
        least: 1,
        most: 900,
        fallback: 60,
      }),
      PENSTOCK_DATA: z.string().min(1).optional(),
      PENSTOCK_RUNNING: z.string().min(1).default(".penstock/running.json"),
    }),
  ),
};
