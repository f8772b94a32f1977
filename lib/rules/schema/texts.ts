import * as z from "zod";

/** A kind of text, known by what a schema takes and what it refuses: so what is said of it follows the schema. */
export interface TextKind {
  readonly takes: readonly string[];
  readonly refuses: readonly string[];
  /** What JSON Schema can say of it: all that the schema takes fits, and much that it refuses does not. */
  readonly says: z.core.JSONSchema.BaseSchema;
}

const size = "[0-9]{1,15}(\\.[0-9]{1,3})? ?";
const day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const time = "([01][0-9]|2[0-3]):[0-5][0-9]";
const glob = "[^!]([\\s\\S]*)";

/** Kinds of text of the rule language, the narrower before the wider. */
export const textKinds: readonly TextKind[] = [
  {
    takes: ["15m", "1h30m", "10m"],
    refuses: ["15", "0s", "x", "2026-11-20T18:00:00Z"],
    says: {
      pattern: "^([0-9]{1,9}[smhdw])*0*[1-9][0-9]{0,8}[smhdw]([0-9]{1,9}[smhdw])*$",
      examples: ["30s", "15m", "2h", "7d"],
    },
  },
  {
    takes: ["64KB"],
    refuses: ["64", "2MB"],
    says: { pattern: `^${size}([Kk]|[Mm])?[Ii]?[Bb]$`, examples: ["64KB", "1MB"] },
  },
  {
    takes: ["100MB", "1GB"],
    refuses: ["100", "0B"],
    says: { pattern: `^${size}[KkMmGgTt]?[Ii]?[Bb]$`, examples: ["500KB", "100MB", "1GB"] },
  },
  {
    takes: ["Europe/Berlin", "UTC"],
    refuses: ["+02:00", "Atlantis"],
    says: { pattern: "^[A-Za-z][A-Za-z0-9_+/-]*$", examples: ["UTC", "Europe/Berlin", "America/New_York"] },
  },
  {
    takes: ["Mon-Fri 09:00-17:00"],
    refuses: ["Mon", "09:00-17:00"],
    says: {
      pattern: "^\\s*\\S[\\s\\S]*\\s[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}\\s*$",
      maxLength: 200,
      examples: ["Mon-Fri 09:00-17:00", "Sat,Sun 10:00-12:00", "daily 22:00-02:00", "2026-12-05 10:00-12:00"],
    },
  },
  {
    takes: ["2026-12-24", "2026-12-24T12:00"],
    refuses: ["2026-12-24T12:00:00Z", "x"],
    says: { pattern: `^${day}(T(${time}|24:00))?$`, examples: ["2026-12-24", "2026-12-24T12:00"] },
  },
  {
    takes: ["2026-11-20T18:00:00+01:00"],
    refuses: ["10m", "2026-11-20", "x"],
    says: { pattern: `^${day}T[0-9:.]+(Z|[+-]${time})$`, examples: ["2026-11-20T18:00:00+01:00"] },
  },
  {
    takes: ["2026-11-20T18:00:00+01:00", "10m"],
    refuses: ["2026-11-20", "x"],
    says: {
      pattern: `^(([0-9]{1,9}[smhdw])+|${day}T[0-9:.]+(Z|[+-]${time}))$`,
      examples: ["10m", "2026-11-20T18:00:00Z"],
    },
  },
  {
    takes: ["shop/api", "!shop/**", "42"],
    refuses: ["api", "/a/b", "https://x/y"],
    says: {
      anyOf: [
        { pattern: "^!?[0-9]+$" },
        { allOf: [{ pattern: "^!?[\\p{L}\\p{N}_.\\-*?]+(/[\\p{L}\\p{N}_.\\-*?]+)*$" }, { pattern: "/|\\*\\*" }] },
      ],
      examples: ["**", "shop/api", "platform/**", "!platform/legacy/**"],
    },
  },
  {
    takes: ["a", "infra.imagePull", "A-1"],
    refuses: ["-a", "a b", "", "x".repeat(65)],
    says: { pattern: "^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$" },
  },
  {
    takes: ["ada", "Ada_L.-1"],
    refuses: ["@ada", "ada*", "a b", "a/b"],
    says: { pattern: "^[\\p{L}\\p{N}_.-]+$", examples: ["ada"] },
  },
  {
    takes: ["platform", "platform/release"],
    refuses: ["/platform", "platform/*", "platform/", "a b"],
    says: { pattern: "^[\\p{L}\\p{N}_.-]+(/[\\p{L}\\p{N}_.-]+)*$", examples: ["platform/release"] },
  },
  {
    takes: ["main", "release/*", "**"],
    refuses: ["", "!main", "/^v/"],
    says: { pattern: `^${glob}$`, not: { pattern: "^/[\\s\\S]+/$" } },
  },
];

/** What is known of a schema of texts beyond what it says itself. */
export function textSays(
  schema: z.core.$ZodType,
  kinds: readonly TextKind[] = textKinds,
): TextKind["says"] | undefined {
  const takes = (text: string) => z.core.safeParse(schema, text).success;
  const kind = kinds.find((one) => one.takes.every(takes) && !one.refuses.some(takes));
  return kind?.says;
}
