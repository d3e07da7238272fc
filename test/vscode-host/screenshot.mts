/** Takes pictures of Drydock at work: `tsx screenshot.mts FOLDER FILE OUTPUT-FOLDER [--web]`. */

import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { openPage, type Page } from "./browser.mts";
import { startNodeHost } from "./node-host.mts";
import { root, setUpVscode } from "./setup.mts";
import { startWebHost } from "./web-host.mts";

const squiggle = ".monaco-editor .squiggly-error, .monaco-editor .squiggly-warning, .monaco-editor .squiggly-info";
const extension = process.env["DRYDOCK_EXTENSION"] ?? root;

/** The pictures: 1 findings, 2 hover, 3 light bulb, 4 after the first fix. */
async function takePictures(page: Page, file: string, output: string): Promise<void> {
  mkdirSync(output, { recursive: true });
  const save = async (name: string) => {
    await page.screenshot({ path: join(output, `${name}.png`) });
    console.log(join(output, `${name}.png`));
  };

  await openFile(page, file);
  await page.locator(squiggle).first().waitFor({ timeout: 60_000 });
  await save("1-findings");

  await page.keyboard.press("F8");
  await page.locator(".zone-widget .marker-widget").first().waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+i");
  await page.locator(".monaco-hover-content").first().waitFor({ state: "visible" });
  await page.waitForTimeout(700);
  await save("2-hover");

  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget .monaco-list-row").first().waitFor({ state: "visible" });
  await page.waitForTimeout(400);
  await save("3-light-bulb");

  await page.keyboard.press("Enter");
  await page.waitForTimeout(1500);
  await save("4-fixed");
}

/** By its name, as a user would. */
async function openFile(page: Page, file: string): Promise<void> {
  await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor({ timeout: 60_000 });
  await page.keyboard.press("Control+p");
  await page.locator(".quick-input-widget input").first().waitFor({ state: "visible" });
  await page.keyboard.type(file);
  await page
    .locator(".quick-input-list .monaco-list-row", { hasText: basename(file) })
    .first()
    .waitFor();
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
  await page.locator(".monaco-editor .view-line").first().waitFor();
}

const [folder, file, output, flag] = process.argv.slice(2);
if (!folder || !file || !output) {
  console.error("usage: tsx test/vscode-host/screenshot.mts FOLDER FILE OUTPUT-FOLDER [--web]");
  process.exit(2);
}
setUpVscode();
// A copy: the last picture changes the file.
const temporary = mkdtempSync(join(tmpdir(), "drydock-pictures-"));
const copy = join(temporary, basename(resolve(folder)));
cpSync(resolve(folder), copy, { recursive: true });
const host = flag === "--web" ? await startWebHost({ folder: copy, extension }) : await startNodeHost();
const { page, close } = await openPage({ width: 1280, height: 760 });
try {
  await page.goto(typeof host.url === "string" ? host.url : host.url({ folder: copy, extension }));
  await takePictures(page, file, resolve(output));
} finally {
  await close();
  await host.close();
  rmSync(temporary, { recursive: true, force: true });
}
process.exit(0);
