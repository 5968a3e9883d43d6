"""medspaCy on the texts that Lantern's own trials read, with Lantern's own terms.

usage: with_medspacy.py LEXICON_FOLDER SHARED_DATA < NIGHT

It reads the strong and medium concepts of the lexicon as its targets, without typing slips, and
judges them by its own rules. NIGHT is a JSON list of ordinary logs, of which only the time is
asked. It prints its answers and its seconds of processor as one JSON document, which `peer.rs`
counts beside Lantern's.
"""

import json
import logging
import re
import sys
import time
import tomllib
from importlib.metadata import version
from pathlib import Path

import medspacy  # noqa: F401, it registers its parts with spaCy
import spacy
from loguru import logger
from medspacy.ner import TargetRule

# Its splitter writes a line for each sentence otherwise, and is timed doing it.
logger.disable("PyRuSH")
logging.disable(logging.WARNING)


def spread(term):
    """`{a|b} c` into `a c` and `b c`."""
    found = re.search(r"\{([^}]*)\}", term)
    if not found:
        return [" ".join(term.split())]
    before, after = term[: found.start()], term[found.end() :]
    return [
        whole
        for choice in found[1].split("|")
        for whole in spread(before + choice + after)
    ]


def targets(folder):
    """Every strong or medium concept of the shipped files, once for each of its codes."""
    seen = set()
    for path in sorted(folder.glob("*.toml")):
        if path.name in ("us.toml", "weights.toml", "patterns.toml"):
            continue
        for group in tomllib.loads(path.read_text()).get("group", []):
            if group.get("role", "concept") != "concept":
                continue
            if group.get("tier", "strong") == "weak":
                continue
            for term in group.get("terms", []):
                for literal in spread(term):
                    for code in group["codes"]:
                        seen.add((literal, code))
    return [TargetRule(literal=literal, category=code) for literal, code in sorted(seen)]


def concept(sentence, words):
    """Where the concept stands: in capitals, or else the first place of its words."""
    at = sentence.find(words.upper())
    if at < 0:
        at = sentence.lower().find(words.lower())
    return None if at < 0 else (at, at + len(words))


def context_of(splitter):
    nlp = spacy.blank("en")
    nlp.add_pipe(splitter)
    nlp.add_pipe("medspacy_context")
    return nlp


def judge_kit(rows, splitter):
    """Negated and historical, row by row, and the seconds it took."""
    nlp = context_of(splitter)
    context = nlp.get_pipe("medspacy_context")
    split = nlp.get_pipe(splitter)
    answers = []
    begun = time.process_time()
    for words, sentence in rows:
        doc = split(nlp.make_doc(sentence))
        place = concept(sentence, words)
        span = place and doc.char_span(*place, label="C", alignment_mode="expand")
        if not span:
            answers.append([False, False])
            continue
        doc.ents = [span]
        context(doc)
        answers.append([span._.is_negated, span._.is_historical])
    return {"answers": answers, "seconds": time.process_time() - begun}


def read_logs(texts, rules, splitter):
    """The codes that are affirmed in each text, and the seconds it took."""
    nlp = spacy.blank("en")
    nlp.add_pipe(splitter)
    nlp.add_pipe("medspacy_target_matcher").add(rules)
    nlp.add_pipe("medspacy_context")
    list(nlp.pipe(texts[:2]))
    answers = []
    begun = time.process_time()
    for text in texts:
        said = {
            ent.label_
            for ent in nlp(text).ents
            if not (
                ent._.is_negated
                or ent._.is_historical
                or ent._.is_hypothetical
                or ent._.is_family
            )
        }
        answers.append(sorted(said))
    return {"answers": answers, "seconds": time.process_time() - begun}


def main():
    folder, data = map(Path, sys.argv[1:])
    rules = targets(folder)
    lines = (data / "narratives.jsonl").read_text().splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    kit = (data / "negex/annotated_sentences_open.tsv").read_text().split("\n")[1:]
    rows = [line.split("\t")[1:3] for line in kit if line]
    night = json.load(sys.stdin)
    splitters = {"default": "medspacy_pyrush", "sentencizer": "sentencizer"}
    answer = {"version": version("medspacy"), "terms": len(rules)}
    for name, splitter in splitters.items():
        answer[name] = {
            "kit": judge_kit(rows, splitter),
            "logs": read_logs(texts, rules, splitter),
            "night_seconds": read_logs(night, rules, splitter)["seconds"],
        }
    print(json.dumps(answer))


main()
