/** The suite: the same tests in every kind of window. */

import "./findings.test.ts";
import "./fixes.test.ts";
import "./project.test.ts";
import "./commands.test.ts";
import "./crash.test.ts";
