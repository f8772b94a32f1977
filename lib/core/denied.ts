/**
 * Names that nobody may give a played job, in chat or in rules: they steer GitLab, the runner, the shell, a tool chain or
 * a cloud client, and some were ways to run commands (gitlab-org/gitlab issues 417284 and 416482).
 */
const deniedNames: readonly RegExp[] = [
  /^CI$/,
  /^(CI|GITLAB|GIT|FF|RUNNER|DOCKER|HELM|LD|DYLD|BASH|NPM_CONFIG|YARN|PIP|GEM|BUNDLE|MAVEN|GRADLE|CARGO|AWS|AZURE|ARM|GOOGLE|GCP|CLOUDSDK|VAULT|TF_CLI|SSH|GPG|SSL_CERT|CURL|SECURE|SAST|DAST|KANIKO|ARTIFACT|CACHE|TRANSFER)_/,
  /^(KUBE|PYTHON|RUBY|PERL5|GO|RUST|LESS|TF_LOG)/,
  /^(PATH|HOME|SHELL|IFS|ENV|SHELLOPTS|BASHOPTS|PS[0-4]|PROMPT_COMMAND|NODE_OPTIONS|NODE_PATH|NODE_EXTRA_CA_CERTS|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|REQUESTS_CA_BUNDLE|ALL_PROXY|EDITOR|VISUAL|PAGER|TMPDIR|HISTFILE)$/,
  /_(TOKEN|SECRET|PASSWORD|KEY|PROXY|IMAGE)$/,
  /_IMAGE_/,
];

const nameShape = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const longestValue = 1024;

/** Why a name can be neither a variable's nor an input's. */
export function whyBadName(name: string, what = "variable"): string | undefined {
  if (nameShape.test(name)) return undefined;
  return `${JSON.stringify(name.slice(0, 80))} is no ${what} name: letters, digits and _, at most 64`;
}

/** Why nobody may set a variable of that name. Only ASCII names come so far, so that no other letter is taken for one of these. */
export function whyDeniedName(name: string): string | undefined {
  const why = whyBadName(name);
  if (why !== undefined) return why;
  if (isDeniedName(name))
    return `the variable ${name} may not be set by a rule: it steers GitLab, the runner or a tool`;
  return undefined;
}

/** Whether a name, in whatever case, is one of those that nobody may set. */
export function isDeniedName(name: string): boolean {
  return deniedNames.some((denied) => denied.test(name.toUpperCase()));
}

/** Why a value may not be sent. Never says the value. */
export function whyDeniedValue(name: string, value: string): string | undefined {
  if (value.length > longestValue) return `the value of ${name} is longer than ${longestValue} characters`;
  // GitLab and the runner expand $NAME and %NAME%, so that a value could carry a token out.
  if (/[$%]/.test(value)) return `the value of ${name} holds $ or %, which GitLab and the runner expand`;
  if (/[\p{Cc}\u2028\u2029]/u.test(value)) return `the value of ${name} holds a newline or another control character`;
  return undefined;
}
