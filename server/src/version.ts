/** The version of Drydock, put in by the bundler. */
declare const DRYDOCK_VERSION: string | undefined;

export const version: string = typeof DRYDOCK_VERSION === "string" ? DRYDOCK_VERSION : "0.0.0-dev";
