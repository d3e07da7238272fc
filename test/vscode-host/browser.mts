/** The browser that shows the window: only as much of Playwright as is used here. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findChromium, hostFolder } from "./setup.mts";

/** Written out, so that the project compiles without the packages of this folder. */
export interface Locator {
  readonly first: () => Locator;
  readonly waitFor: (options?: { state?: "visible" | "hidden"; timeout?: number }) => Promise<void>;
}

export interface Page {
  goto(url: string): Promise<unknown>;
  exposeFunction(name: string, callback: (...parameters: never[]) => void): Promise<void>;
  on(event: "console", listener: (message: { text(): string }) => void): void;
  on(event: "pageerror", listener: (error: Error) => void): void;
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator;
  screenshot(options: { path: string }): Promise<unknown>;
  waitForTimeout(milliseconds: number): Promise<void>;
  readonly keyboard: { press(keys: string): Promise<void>; type(text: string): Promise<void> };
}

interface Browser {
  newPage(options: object): Promise<Page>;
  close(): Promise<void>;
}

export async function openPage(size = { width: 1400, height: 900 }): Promise<{ page: Page; close(): Promise<void> }> {
  const playwright = await import(pathToFileURL(join(hostFolder, "node_modules/playwright-core/index.mjs")).href);
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  // Chromium does not run as root with its sandbox; it shows nothing but our own pages.
  const args = ["--no-sandbox", "--disable-gpu", ...quiet];
  const browser: Browser = await playwright.chromium.launch({ executablePath: findChromium(), args });
  return { page: await browser.newPage({ viewport: size }), close: () => browser.close() };
}
