"""A paper's README as the site shows it: the idea in a sentence, the oddities, readings and choices."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from paper_repro.core.paper import Paper

#: Titles of the sections on what the published numbers are.
ODD = re.compile(r"What the (published|scores)|The odd")
#: Sections that the page itself takes the place of.
LEFT_OUT = {"What came out"}
#: Levels by which headings go down: a page has its own first two.
DEEPER = 2


@dataclass(frozen=True)
class Section:
    title: str
    html: Markup

    @property
    def odd(self) -> bool:
        return bool(ODD.match(self.title))


@dataclass(frozen=True)
class Readme:
    """``idea``: the README's first words behind the authors' names, as plain text; empty where there is no README."""

    idea: str = ""
    sections: tuple[Section, ...] = ()


def readme_of(paper: Paper, anchors: Collection[str] = ()) -> Readme:
    """The README of a paper's folder; an empty one where an installation has none. ``anchors``: of the
    results that are on its page.
    """
    path = paper.folder / "README.md"
    if not path.is_file():
        return Readme()
    first, *parts = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.M)
    paragraphs = [part for part in first.split("\n\n") if part and not part.startswith(("#", "|"))]
    authors = f"{paper.module('published').AUTHORS}. "
    idea = " ".join(paragraphs[0].split()).removeprefix(authors) if paragraphs else ""
    sections = []
    for part in parts:
        title, _, body = part.partition("\n")
        if title.strip() not in LEFT_OUT:
            sections.append(Section(title.strip(), to_html(body, f"paper_repro/{paper.name}", anchors)))
    return Readme(idea.replace("*", ""), tuple(sections))


def to_html(text: str, folder: str = "", anchors: Collection[str] = ()) -> Markup:
    """Markdown as HTML: raw HTML is shown as text; links to results lead to their place on the page, others go.

    Args:
        text: Markdown of this project.
        folder: where it stands, from the project's root.
        anchors: of the results that are on its page; to others no link leads.
    """
    tokens = _markdown().parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + DEEPER)}"
        elif token.type == "table_open":
            token.attrSet("class", "plain")
        elif token.type == "inline":
            token.children = _linked(token.children or [], folder, anchors)
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    return Markup(_scrolling(html))


def _scrolling(html: str) -> str:
    """What is wider than a phone scrolls by itself, and by the keyboard; tags of the text itself are escaped."""
    table = '<div class="scroll" tabindex="0" role="region" aria-label="A table"><table class="plain">'
    html = html.replace('<table class="plain">', table).replace("</table>", "</table></div>")
    return html.replace("<pre>", '<pre tabindex="0">')


def _linked(tokens: list[Token], folder: str, anchors: Collection[str]) -> list[Token]:
    kept, open_links = [], []
    for token in tokens:
        if token.type == "link_open":
            target = _target(str(token.attrGet("href") or ""), folder, anchors)
            open_links.append(target)
            if target:
                token.attrSet("href", target)
                kept.append(token)
        elif token.type == "link_close":
            if open_links.pop():
                kept.append(token)
        elif token.type == "image":
            kept.append(Token("text", "", 0, content=token.content))
        else:
            kept.append(token)
    return kept


def _target(href: str, folder: str, anchors: Collection[str]) -> str:
    """A result of the same paper is on the same page; the site holds no other files of the project."""
    place = posixpath.normpath(posixpath.join(folder, href))
    match = re.fullmatch(r"results/(?P<paper>\w+)/(?P<name>\w+)\.(md|png|svg)", place)
    if match and folder.endswith(f"/{match['paper']}") and anchor(match["name"]) in anchors:
        return f"#{anchor(match['name'])}"
    return ""


def anchor(name: str) -> str:
    """The id of a table or figure on its paper's page."""
    return re.sub(r"[^a-z0-9]+", "-", f"result-{name}".lower()).strip("-")


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
