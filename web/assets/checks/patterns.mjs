// What a pattern looks like: dark or light as asked, WCAG 2.2 AA by axe-core, large enough for a
// finger on a phone, and no wider than the screen.

const SMALLEST_TARGET = 48;

// Links inside a sentence and inside a table of facts are let be, as WCAG lets them.
const TARGETS = [
  "button", ".lantern-action", ".lantern-header a", "summary", ".govuk-input", ".govuk-select",
  ".govuk-radios__label", ".govuk-checkboxes__label", ".lantern-board__cell--main a",
  ".govuk-summary-list__actions a",
].join(", ");

/** Every fault of the page as it stands, in sentences. */
export async function faultsOf(page, { dark, phone }) {
  const faults = [...(await ground(page, dark)), ...(await violations(page)), ...(await tooWide(page))];
  return phone ? [...faults, ...(await smallTargets(page))] : faults;
}

async function ground(page, dark) {
  const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [red] = colour.match(/\d+/g).map(Number);
  return (red < 128) === dark ? [] : [`the page's ground is ${colour}`];
}

async function violations(page) {
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      (node) => `${id} at ${node.target.join(" ")}: ${node.any[0]?.message ?? node.failureSummary}`,
    ),
  );
}

async function tooWide(page) {
  const [content, screen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  return content > screen ? [`the page is ${content} pixels wide on a screen of ${screen}`] : [];
}

async function smallTargets(page) {
  return page.evaluate(
    ([selector, smallest]) =>
      [...document.querySelectorAll(selector)]
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.height > 0 && box.height < smallest - 0.5)
        .map(({ element, box }) => {
          const name = element.textContent.trim() || element.name || element.className;
          return `\`${name}\` is ${box.height} pixels high`;
        }),
    [TARGETS, SMALLEST_TARGET],
  );
}
