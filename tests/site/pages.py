"""Pages as tests read them: parsed strictly, looked into by tag, class and id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib

#: Names of elements without the namespace.
PARSER = {"namespaceHTMLElements": False}


def parse(path: Path) -> Element:
    """The page's tree; a mistake against the HTML standard that a parser can see fails the test."""
    parser = html5lib.HTMLParser(strict=False, **PARSER)
    tree = parser.parse(path.read_bytes(), transport_encoding="utf-8")
    assert not parser.errors, (path, parser.errors[:3])
    return tree


def text(element: Element) -> str:
    """All text below an element, blanks made one."""
    return " ".join("".join(element.itertext()).split())


def by_id(tree: Element, name: str) -> Element:
    (found,) = [element for element in tree.iter() if element.get("id") == name]
    return found


def by_class(tree: Element, name: str) -> list[Element]:
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


def check_links(site: Path, trees: Mapping[str, Element]) -> None:
    """Every link of the pages leads to a file of the site, and to a place that it has; no id stands twice."""
    for name, tree in trees.items():
        ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
        assert max(ids.values()) == 1, (name, ids.most_common(2))
        for element in tree.iter():
            for attribute in ("href", "src"):
                target = element.get(attribute)
                if target is None:
                    continue
                parts = urlsplit(target)
                elsewhere = parts.scheme or parts.netloc or target.startswith("/")
                assert not elsewhere, (name, target)
                file = ((site / name).parent / unquote(parts.path)).resolve() if parts.path else site / name
                assert file.is_file(), (name, target)
                if parts.fragment:
                    other = trees[file.relative_to(site.resolve()).as_posix() if parts.path else name]
                    by_id(other, parts.fragment)
