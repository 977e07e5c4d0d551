"""Pages as tests read them: parsed strictly, looked into by tag, class and id."""

from __future__ import annotations

from pathlib import Path
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
