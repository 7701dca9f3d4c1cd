"""Who visits the app in a test: somebody who was never here, though the tab is an old one.

To open the app in a tab that had it open before costs a quarter of what it costs in a new one: its
files are fetched and compiled. So tabs are kept from test to test, and whatever a test leaves in
one is taken away; a tab with something in it that cannot be taken away is closed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

LAPTOP = {"width": 1366, "height": 768}
PATIENCE_MS = 20_000
KEPT = 3
"""Tabs that wait for another test; each is a process with the app's files in it."""

_SEEN = {"color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none"}
"""What a tab can be told anew, and what it is unless a test says so."""

_LASTING = {
    "page": ("add_init_script", "expose_binding", "expose_function", "on", "once"),
    "page.clock": ("install", "pause_at", "set_fixed_time", "set_system_time"),
    "page.keyboard": ("down",),
    "page.context": (
        *("add_init_script", "expose_binding", "expose_function", "on", "once"),
        *("new_cdp_session", "route", "route_web_socket", "set_extra_http_headers", "set_offline"),
    ),
}
"""What outlives a document and is not taken back: whose tab was given it has it to himself."""


@dataclass
class Visitor:
    """One who visits the app in one test, and somebody else in a later test.

    Attributes:
        page: Where.
        kind: What cannot be changed about the tab any more.
        complaints: Of the console and, without a network, of each request: text and address.
        spent: Whether the tab was given something that cannot be taken from it.
    """

    page: Page
    kind: str
    complaints: list[tuple[str, str]] = field(default_factory=list)
    spent: bool = False

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append((message.text, message.location["url"]))

    def failed(self, error: Error) -> None:
        self.complaints.append((str(error), ""))

    def asked(self, request: Request) -> None:
        if request.url.startswith(("http", "ws")):
            self.complaints.append((request.url, ""))

    def watched(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the call, which from now on spends the tab."""

        def spending(*args: Any, **named: Any) -> Any:
            self.spent = True
            return call(*args, **named)

        return spending


class Visitors:
    """The visitors of one test after the other, who know nothing of each other."""

    def __init__(self, browser: Browser, bare: str) -> None:
        """Receive them in a browser; ``bare`` is a page of their site with nothing on it."""
        self._browser, self._bare = browser, bare
        self._waiting: list[Visitor] = []
        self._here: list[Visitor] = []

    def come(self, viewport: dict[str, int] = LAPTOP, **options: Any) -> Page:
        """Return a tab of somebody who was not here before, on the bare page.

        Args:
            viewport: The window's size.
            options: Of the browser's context.
        """
        seen = {name: options.pop(name, usual) for name, usual in _SEEN.items()}
        permissions = options.pop("permissions", [])
        kind = repr(sorted(options.items()))
        waiting = [one for one in self._waiting if one.kind == kind]
        if waiting:
            visitor = waiting[-1]
            self._waiting.remove(visitor)
        else:
            visitor = self._new(kind, viewport, options)
        page = visitor.page
        page.emulate_media(media="null", **seen)
        if permissions:
            page.context.grant_permissions(permissions)
        if page.viewport_size != viewport:
            page.set_viewport_size(viewport)
        visitor.complaints.clear()
        self._here.append(visitor)
        return page

    def leave(self) -> list[tuple[str, str]]:
        """End a test: take away what its visitors left, return what their consoles said."""
        complaints = [one for visitor in self._here for one in visitor.complaints]
        for visitor in self._here:
            if not visitor.spent and self._cleared(visitor.page):
                self._waiting.append(visitor)
            else:
                visitor.page.context.close()
        self._here.clear()
        self.close(KEPT)
        return complaints

    def close(self, kept: int = 0) -> None:
        """Close the tabs that wait, the longest idle first, until no more than some are left."""
        while len(self._waiting) > kept:
            self._waiting.pop(0).page.context.close()

    def _new(self, kind: str, viewport: dict[str, int], options: dict[str, Any]) -> Visitor:
        context = self._browser.new_context(viewport=viewport, **options)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        visitor = Visitor(page, kind)
        page.on("console", visitor.heard)
        page.on("pageerror", visitor.failed)
        if options.get("offline"):
            page.on("request", visitor.asked)
        page.goto(self._bare)
        owners = {"page": page, "page.clock": page.clock, "page.keyboard": page.keyboard}
        for owner, names in _LASTING.items():
            one: Any = owners.get(owner, context)
            for name in names:
                setattr(one, name, visitor.watched(getattr(one, name)))
        return visitor

    def _cleared(self, page: Page) -> bool:
        """Leave nothing in a tab; tell whether that worked."""
        context = page.context
        try:
            for other in context.pages:
                if other != page:
                    other.close()
            page.unroute_all()
            page.mouse.up()
            page.mouse.move(-10, -10)
            page.goto(self._bare)
            page.evaluate(
                "() => { localStorage.clear(); sessionStorage.clear(); window.name = ''; }"
            )
            context.clear_cookies()
            context.clear_permissions()
        except Error:
            return False
        return True
