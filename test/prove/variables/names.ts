import { below, pick, type Random } from "../../fuzz/random.ts";

/** Names that steer GitLab, a runner, a shell or a tool, written down here apart from the product's own list. */
export const steering: readonly string[] = [
  "CI",
  "CI_DEBUG_TRACE",
  "CI_JOB_TOKEN",
  "GITLAB_TOKEN",
  "GITLAB_USER_LOGIN",
  "GIT_SSH_COMMAND",
  "GIT_STRATEGY",
  "FF_USE_FASTZIP",
  "RUNNER_SCRIPT_TIMEOUT",
  "DOCKER_AUTH_CONFIG",
  "DOCKER_HOST",
  "HELM_PLUGINS",
  "LD_PRELOAD",
  "LD_LIBRARY_PATH",
  "DYLD_INSERT_LIBRARIES",
  "BASH_ENV",
  "NPM_CONFIG_REGISTRY",
  "YARN_RC_FILENAME",
  "PIP_INDEX_URL",
  "GEM_HOME",
  "BUNDLE_GEMFILE",
  "MAVEN_OPTS",
  "GRADLE_OPTS",
  "CARGO_HOME",
  "AWS_PROFILE",
  "AZURE_CLIENT_ID",
  "ARM_CLIENT_ID",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "CLOUDSDK_CONFIG",
  "VAULT_ADDR",
  "TF_CLI_ARGS",
  "SSH_AUTH_SOCK",
  "SSL_CERT_FILE",
  "CURL_HOME",
  "SECURE_LOG_LEVEL",
  "SAST_EXCLUDED_PATHS",
  "KUBECONFIG",
  "PYTHONPATH",
  "RUBYOPT",
  "PERL5LIB",
  "GOFLAGS",
  "RUSTC_WRAPPER",
  "LESSOPEN",
  "PATH",
  "HOME",
  "SHELL",
  "IFS",
  "ENV",
  "PS4",
  "PROMPT_COMMAND",
  "NODE_OPTIONS",
  "JAVA_TOOL_OPTIONS",
  "CLASSPATH",
  "ALL_PROXY",
  "EDITOR",
  "DEPLOY_TOKEN",
  "DB_PASSWORD",
  "API_KEY",
  "MY_SECRET",
  "HTTPS_PROXY",
  "SCAN_IMAGE",
  "SCAN_IMAGE_NAME",
];

const letters = (from: string, to: string) => (name: string) => name.replaceAll(from, to);
const middle = (sign: string) => (name: string) => `${name.slice(0, 1)}${sign}${name.slice(1)}`;
const shifted = (base: number) => (name: string) =>
  name.replace(/[A-Z]/g, (one) => String.fromCodePoint(base + one.charCodeAt(0) - 65));

/** Ways to write a name that somebody or something may take for it. */
export const spellings: Readonly<Record<string, (name: string) => string>> = {
  "as it is": (name) => name,
  "in small letters": (name) => name.toLowerCase(),
  "with a capital": (name) => name.slice(0, 1) + name.slice(1).toLowerCase(),
  "in turns": (name) => [...name].map((one, at) => (at % 2 ? one.toLowerCase() : one)).join(""),
  "the first letter small": (name) => name.slice(0, 1).toLowerCase() + name.slice(1),
  "the last letter small": (name) => name.slice(0, -1) + name.slice(-1).toLowerCase(),
  "the second half small": (name) => name.slice(0, name.length / 2) + name.slice(name.length / 2).toLowerCase(),
  "a space before": (name) => ` ${name}`,
  "a space behind": (name) => `${name} `,
  "a tab before": (name) => `\t${name}`,
  "a newline behind": (name) => `${name}\n`,
  "a newline before": (name) => `\n${name}`,
  "a carriage return": (name) => `${name}\r`,
  "a NUL behind": (name) => `${name}\0`,
  "a NUL inside": middle("\0"),
  "a zero-width space": middle("\u200b"),
  "a zero-width joiner": middle("\u200d"),
  "a soft hyphen": middle("\u00ad"),
  "a byte order mark": (name) => `\ufeff${name}`,
  "a right-to-left mark": (name) => `\u202e${name}`,
  "a combining accent": middle("\u0301"),
  "a Cyrillic A": letters("A", "\u0410"),
  "a Cyrillic C": letters("C", "\u0421"),
  "a Cyrillic E": letters("E", "\u0415"),
  "a Greek O": letters("O", "\u039f"),
  "a dotless i": letters("I", "\u0131"),
  "a dotted I": letters("I", "\u0130"),
  "a long s": letters("S", "\u017f"),
  "a Kelvin sign": letters("K", "\u212a"),
  "full width": shifted(0xff21),
  "mathematical letters": shifted(0x1d400),
  "letters in circles": shifted(0x24b6),
  hyphens: (name) => name.replaceAll("_", "-"),
  "full stops": (name) => name.replaceAll("_", "."),
  "low lines of full width": (name) => name.replaceAll("_", "\uff3f"),
  "a dollar before": (name) => `$${name}`,
  braces: (name) => `\${${name}}`,
  percents: (name) => `%${name}%`,
  "an assignment": (name) => `${name}=x`,
  "an index": (name) => `${name}[0]`,
  quotes: (name) => `"${name}"`,
  "a semicolon": (name) => `${name};x`,
  escaped: (name) => `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`,
  "percent-encoded": (name) => `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`,
};

const odd = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "",
  "0",
  "1A",
  "a b",
  "key",
  "value",
  "variable_type",
  "job_variables_attributes",
  "x".repeat(65),
  "y".repeat(5_000),
  "\ud800",
  "\u{1f600}",
] as const;

/** Names that mean nothing to anybody but a job's script. */
export const harmless = ["REGION", "VERSION", "MODE", "RELEASE", "a", "_x", "Channel_2", "z".repeat(64)] as const;

/** A name, as often as not one that somebody would like to smuggle. */
export function drawName(random: Random, met: (what: string) => void): string {
  if (random() < 0.5) return pick(random, harmless);
  if (random() < 0.2) {
    met("odd names");
    return pick(random, odd);
  }
  const [how, spell] = pick(random, Object.entries(spellings));
  met(how);
  return spell(steering[below(random, steering.length)] ?? "PATH");
}

const steered = new Set(steering);

/** Whether a shell, a runner or a tool would take a name for one that steers it. */
export function steers(name: string): boolean {
  return steered.has(name.trim().toUpperCase()) || steered.has(name.normalize("NFKC").toUpperCase());
}
