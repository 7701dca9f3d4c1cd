"""What axe-core finds wrong with a page, for those who do not see it, or not well."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Streamlit's own markup around ours is not ours to change: its toolbar and skip link.
# In the dark the page differs by its colours alone, so nothing else is looked at once more.
_RUN = """async () => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const { violations } = await axe.run({ include: [["[data-testid=stMain]"]] },
    { resultTypes: ["violations"], ...(dark ? { runOnly: ["color-contrast"] } : {}) });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target} ${html.slice(0, 140)}`));
}"""


def violations(page: Page) -> list[str]:
    """Return what axe-core finds in our part of the page, one line each.

    A test that looks at a page in the dark looks at it in the light, too.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(_RUN)
    return found
