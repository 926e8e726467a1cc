"""Pages out of templates: the one place that sets jinja2 up, with autoescape on and no name left undefined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def rendered(package: str, template: str, values: Mapping[str, Any], **settings: Any) -> str:
    """A template of a package's folder `templates`; `settings`: filters, globals and finalize of the environment."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=settings.get("finalize"),
    )
    environment.filters.update(settings.get("filters", {}))
    environment.globals.update(settings.get("globals", {}))
    return environment.get_template(template).render(values)
