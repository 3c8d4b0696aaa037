// Opens a page in headless Chromium, wide and narrow, light and dark, with and without JavaScript, and prints as JSON what
// axe-core finds, what was asked for from elsewhere, what the console said, and what can be reached with the keyboard.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [address, executablePath, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const home = new URL(address).origin;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

const look = async ({ name, width, colorScheme, javaScriptEnabled, locale }) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled, locale });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: home });
  const page = await context.newPage();
  const elsewhere = [], said = [];
  page.on("request", (request) => request.url().startsWith(home) || elsewhere.push(request.url()));
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(address);
  const seen = { name, elsewhere, said };
  seen.wide = await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth").catch(() => null);
  seen.lang = await page.getAttribute("html", "lang");
  seen.text = await page.innerText("main");
  seen.headings = await page.locator("h1, h2").allInnerTexts();
  seen.links = await page.locator("a.way").evaluateAll((all) => all.map((one) => one.getAttribute("href"))).catch(() => null);
  seen.address = await page.inputValue("#address");
  seen.button = await page.isVisible("#copy");
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  if (javaScriptEnabled) {
    seen.reached = [];
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press("Tab");
      const here = await page.evaluate(() => {
        const one = document.activeElement;
        return one === document.body ? "" : one.innerText || one.id;
      });
      if (!here || seen.reached.includes(here)) break;
      seen.reached.push(here);
    }
    await page.click("#copy");
    await page.waitForFunction(() => document.getElementById("told").textContent !== "");
    seen.told = await page.innerText("#told");
    seen.copied = await page.evaluate(() => navigator.clipboard.readText()).catch(String);
    await context.close();
    seen.axe = await withAxe({ width, colorScheme, locale });
  } else {
    await context.close();
  }
  return seen;
};

// The page's own policy keeps axe-core out, so it is let in here and only here.
const withAxe = async ({ width, colorScheme, locale }) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(address);
  await page.addScriptTag({ content: axe });
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations", "incomplete"] }));
  await context.close();
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
};

const looks = [
  { name: "wide-light", width: 1280, colorScheme: "light", javaScriptEnabled: true, locale: "nb-NO" },
  { name: "narrow-dark", width: 320, colorScheme: "dark", javaScriptEnabled: true, locale: "en-GB" },
  { name: "narrow-light", width: 360, colorScheme: "light", javaScriptEnabled: false, locale: "nb-NO" },
  { name: "wide-dark", width: 1280, colorScheme: "dark", javaScriptEnabled: true, locale: "nb-NO" },
];
const seen = [];
for (const one of looks) seen.push(await look(one));
await browser.close();
process.stdout.write(JSON.stringify(seen));
