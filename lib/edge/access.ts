import * as z from "zod";
import { isGitLabUrl } from "./address.ts";
import { meant, strict } from "./strict.ts";

/** What a credential may be allowed to do. Who may write gates may also see them. */
export const scopes = [
  "read",
  "rules:write",
  "tasks:write",
  "holds:write",
  "plans:write",
  "gates:write",
  "ops:stop",
] as const;
export type Scope = (typeof scopes)[number];

const Scope = z.enum(scopes, {
  error: ({ input }) => `${JSON.stringify(input)} is no scope${meant(String(input), scopes)}`,
});

/** What AWS tells of who signed a request. Source: docs.aws.amazon.com/IAM "IAM identifiers" (read 2026-11). */
const arn = /^arn:aws[a-z-]*:(iam|sts)::\d{12}:[\x21-\x7e]+$/;

const Arn = z
  .string()
  .refine((text) => text === "token" || arn.test(text), {
    error: "expected the ARN of an IAM principal with its account's number, or token",
  })
  .refine((text) => !/^arn:[a-z-]+:iam::\d+:role\//.test(text), {
    error: "AWS tells of a role as arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION: write assumed-role/NAME/*",
  });

const Word = z.string().regex(/^[\x21-\x7e]{1,255}$/, { error: "expected 1 to 255 characters without white space" });
const jwtKeys = ["issuer", "subject", "group"];
const Jwt = z
  .strictObject(
    {
      issuer: z.string().refine(isGitLabUrl, { error: "expected an https address such as https://gitlab.example.com" }),
      subject: Word.exactOptional(),
      group: Word.exactOptional(),
    },
    strict(jwtKeys),
  )
  .refine(({ subject, group }) => (subject === undefined) !== (group === undefined), {
    error: "expected either subject or group beside issuer",
  });

/**
 * Who may do what in which sources. `who` is an ARN as AWS tells it, in which `*` and `?` stand for anything but a slash and
 * `**` for anything; `token`, for whoever has `PENSTOCK_API_TOKEN`; or people with a JWT: one by the claim `sub`, or all
 * of a group by GitLab's claim `groups_direct`.
 */
const Entry = z.strictObject(
  {
    who: z.union([Arn, Jwt], {
      error: ({ input }) => (typeof input === "object" ? undefined : "expected an ARN, token, or a map with issuer"),
    }),
    sources: z.array(z.string()).min(1, { error: "expected at least one source's id" }),
    scopes: z.array(Scope).min(1, { error: `expected at least one of ${scopes.join(", ")}` }),
  },
  strict(["who", "sources", "scopes"]),
);

/** The list `access` of `penstock.yaml`, and, as JSON, the setting `PENSTOCK_ACCESS`. Entries add up; nothing takes away. */
export const Access = z.array(Entry).min(1, {
  error: "expected at least one entry; without `access` whoever IAM lets in may do everything",
});
export type Access = z.infer<typeof Access>;

/** What is wrong with the sources that entries name: each with its place in the list. */
export function unknownSources(
  access: Access,
  ids: readonly string[],
): { readonly path: readonly (string | number)[]; readonly message: string }[] {
  return access.flatMap((entry, at) =>
    entry.sources.flatMap((id, which) =>
      ids.includes(id)
        ? []
        : [{ path: [at, "sources", which], message: `there is no source ${JSON.stringify(id)}${meant(id, ids)}` }],
    ),
  );
}

/** The list in the setting `PENSTOCK_ACCESS`, `undefined` where it is blank; or what is wrong with it. */
export function readAccess(text: string | undefined): { readonly access?: Access } | { readonly problems: string[] } {
  if (text === undefined || text === "") return {};
  const told = (problems: readonly string[]) => ({ problems: problems.map((one) => `PENSTOCK_ACCESS ${one}`) });
  try {
    const read = Access.safeParse(JSON.parse(text));
    if (read.success) return { access: read.data };
    return told(read.error.issues.flatMap(deepest).map(({ path, message }) => `does not fit: ${path}: ${message}`));
  } catch {
    return told(["is no JSON: let npm run build write it from penstock.yaml"]);
  }
}

/** What is wrong with the setting `PENSTOCK_ACCESS` where there are these sources; without them, whatever they are. */
export function accessProblems(text: string | undefined, ids?: readonly string[]): string[] {
  const read = readAccess(text);
  if ("problems" in read) return read.problems;
  const faults = ids ? unknownSources(read.access ?? [], ids) : [];
  return faults.map(({ path, message }) => `PENSTOCK_ACCESS does not fit: ${path.join(".")}: ${message}`);
}

/** Of a union the branch that the writer meant: the one whose sort of value it is. */
function deepest(issue: z.core.$ZodIssue): { readonly path: string; readonly message: string }[] {
  const branch =
    issue.code === "invalid_union"
      ? issue.errors.find((inner) => !inner.some(({ path, code }) => path.length === 0 && code === "invalid_type"))
      : undefined;
  if (!branch) return [{ path: issue.path.join("."), message: issue.message.replaceAll("\n", "; ") }];
  return branch
    .flatMap(deepest)
    .map(({ path, message }) => ({ path: [issue.path.join("."), path].filter(Boolean).join("."), message }));
}
