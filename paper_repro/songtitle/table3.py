"""Table 3: distinct words of all titles and of the test titles.

    python -m paper_repro.songtitle.table3

Test titles: at most 1,000 of each set, whose words captions have and that name no entity. Costs seconds, trains
nothing.
Files: results/songtitle/table3.{md,csv,json}; on real files table3_real.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.formats import percent
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.config import Config, TransferConfig
from paper_repro.songtitle.texts import CAPTIONS, FLICKR, open_texts
from paper_repro.songtitle.titles import EntityFilter, choose, words_of


def table(options: Options) -> Table:
    texts = open_texts(options)
    entities = EntityFilter.open("auto")
    source = CAPTIONS if CAPTIONS in texts.texts else FLICKR
    vocabulary = texts.caption_words()
    rows = []
    for name, titles in texts.texts.items():
        if name in (CAPTIONS, FLICKR):
            continue
        chosen = choose(titles, vocabulary, entities, TransferConfig.test_titles, Config.split_seed)
        test = {word for number in chosen.kept for word in words_of(titles[number])}
        total, theirs = published.TABLE3.get(name, (None, None))
        rows.append(
            {
                "set": name,
                "name": texts.named(name),
                "titles": len(titles),
                "words": texts.vocabulary(name),
                "words_published": total,
                "known": sum(bool(words_of(title)) and set(words_of(title)) <= vocabulary for title in titles)
                / len(titles),
                "n": len(chosen.kept),
                "test_words": len(test),
                "test_published": theirs,
                "left_out": ", ".join(f"{count:,} {reason}" for reason, count in chosen.refused.items() if count),
            }
        )
    columns = [
        Column("Set", "name"),
        Column("Titles", "titles"),
        Column("Distinct words", "words"),
        Column("titles of caption words, %", "known", percent),
        Column("Test titles", "n"),
        Column("Distinct words of these", "test_words"),
        Column("Left out", "left_out"),
    ]
    paper = [
        Column("Set", lambda row: row[0], key="set"),
        Column("Distinct words", lambda row: row[1][0], key="words"),
        Column("Distinct words of 1,000 test titles", lambda row: row[1][1], key="test_words"),
    ]
    notes = [
        f"Vocabulary: {len(vocabulary):,} words of the captions ({source}); the paper has "
        f"{published.CAPTION_VOCABULARY:,} of its training captions, and 996 in the text where its table has 966.",
        "Test titles stand beside captions of every length here, table4's beside the training captions alone.",
        "Suffixes such as «(LP Version)» stay part of a title, as published; the paper says nothing of them.",
        entities.description,
        *texts.paper_note(),
    ]
    blocks = [
        Block("table", "Distinct words in titles", columns, rows),
        Block("paper", "The paper's numbers, of its own data", paper, list(published.TABLE3.items())),
    ]
    title = f"Table 3 of «{published.TITLE}», regenerated{texts.on}"
    known = ", ".join(f"{row['known']:.0%} of the titles of {row['name']}" for row in rows) or "No title"
    lead = [f"Captions have all words of {known}.", texts.lead()]
    return Table("songtitle", f"table3{texts.suffix}", title, blocks, notes, texts.provenance, lead)


if __name__ == "__main__":
    run_script(table, __doc__)
