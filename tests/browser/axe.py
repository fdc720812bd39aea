"""What axe finds on a page."""

from axe_playwright_python.sync_playwright import Axe


def assert_accessible(page, color_scheme="light"):
    """axe finds nothing. It needs script, so it looks at the same markup in a page with it."""
    html, url = page.content(), page.url
    context = page.context.browser.new_context(
        viewport=page.viewport_size, color_scheme=color_scheme
    )
    twin = context.new_page()
    twin.route(url, lambda route: route.fulfill(body=html, content_type="text/html"))
    twin.goto(url)
    found = Axe().run(twin)
    context.close()
    assert found.violations_count == 0, found.generate_report()
