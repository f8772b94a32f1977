/** Set by the build: a hash of all that decides how rules are read. Missing where the sources run as they are. */
declare const builtLanguage: string | undefined;

/**
 * The rule language of this build: another build that may read a rule otherwise has another one. `undefined` where nothing
 * was built, and nobody can say.
 */
export const language: string | undefined = typeof builtLanguage === "undefined" ? undefined : builtLanguage;
