/** Which files and stages are for development or tests, where advice about production is only a hint. */
import { basename, dirname } from "./uri.js";

const word = /(?:^|[._-])(?:dev|devel|develop|development|debug|test|tests|testing|e2e|local|ci|lint|sample|example)(?:$|[._-])/i;
const folder = /^(?:\.devcontainer|tests?|e2e|ci)$/i;

/** True for `Dockerfile.dev`, `compose.test.yaml`, `.devcontainer/…`, `tests/…`. Only the name and its own folder count: what lies above is the author's business. */
export function isDevelopmentUri(uri: string): boolean {
  return word.test(basename(uri)) || folder.test(basename(dirname(uri)));
}

/** True for a stage with such a name. */
export function isDevelopmentName(name: string | undefined): boolean {
  return name !== undefined && word.test(name);
}
