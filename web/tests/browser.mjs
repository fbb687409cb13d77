// Chromium on the built site, with an eye on all that leaves the page and all that it says to its console.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { serve } from '../serve.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export function executable() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((file) => existsSync(file));
  if (!found) throw new Error('no Chromium on the PATH; set CHROME_PATH');
  return found;
}

export const DESKTOP = { viewport: { width: 1280, height: 900 } };
export const MOBILE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

export class Site {
  /** Requests to anywhere else, and whatever the console said. */
  outside = [];
  said = [];

  static async open(folder) {
    const site = new Site();
    site.server = await serve(0, folder);
    site.base = `http://127.0.0.1:${site.server.address().port}/`;
    site.browser = await chromium.launch({ executablePath: executable(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    return site;
  }

  async page(path, options = {}) {
    const context = await this.browser.newContext({ ...DESKTOP, serviceWorkers: 'block', ...options });
    const page = await context.newPage();
    this.watch(page);
    await page.goto(this.base + path);
    if (options.javaScriptEnabled !== false) await awake(page);
    return page;
  }

  watch(page) {
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(this.base)) this.outside.push(request.url());
    });
    page.on('console', (message) => {
      // The tests themselves keep the offline copy out of the way, which Playwright says aloud.
      if (message.text().includes('blocked by Playwright')) return;
      if (message.type() !== 'info' && message.type() !== 'debug') this.said.push(`${page.url()}: ${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.said.push(`${page.url()}: ${error.message}`));
  }

  async close() {
    await this.browser.close();
    this.server.close();
  }
}

/** The scripts run and the answer is a sampled one. */
export async function awake(page) {
  await page.waitForSelector('html[data-awake]', { state: 'attached', timeout: 20_000 });
  await settled(page);
}

export async function settled(page) {
  if ((await page.locator('[data-settled]').count()) === 0) return;
  await page.waitForSelector('[data-settled=yes]', { state: 'attached', timeout: 30_000 });
}

export const answer = (page) => page.locator('[data-answer]').first().textContent();
