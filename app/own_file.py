"""A contract's file that a visitor brings: read with every fault told, and never trusted."""

import re
import tomllib
from pathlib import PurePath

from draft import Draft

import vbc_twin as vt

MOST_BYTES = 200_000
OUTSIDE_NAMES = re.compile("[^a-z0-9]+")
TABLES = ("level", "choices", "timing")
NOT_READABLE = "has an entry in a form that no contract has; compare it with a file of data/contracts"


def read(name: str, content: bytes) -> Draft:
    """The draft of a file. Raises EvidenceError with every fault of it."""
    file = PurePath(name).name
    if len(content) > MOST_BYTES:
        raise vt.EvidenceError([f"{file}: is larger than {MOST_BYTES:,} bytes; no contract is"])
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        raw = tomllib.loads(text)
    except UnicodeDecodeError:
        raise vt.EvidenceError([f"{file}: is not UTF-8 text; save it as UTF-8"]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise vt.EvidenceError([f"{file}: is not TOML: {error}"]) from None
    if faults := [f"{file}, {fault}" for fault in _faults_of_form(raw)]:
        raise vt.EvidenceError(faults)
    draft = Draft(slug(PurePath(file).stem), text)
    try:
        draft.contract()
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        if isinstance(error, vt.EvidenceError):
            raise
        raise vt.EvidenceError([f"{file}: {NOT_READABLE} ({error})"]) from None
    return draft


def slug(name: str) -> str:
    """A name that a file may have: small letters, digits and underscores."""
    return OUTSIDE_NAMES.sub("_", name.lower()).strip("_") or "my_contract"


def name_fault(label: str) -> str | None:
    """What is wrong with a name to save under, in a sentence; nothing if nothing is."""
    if not label.strip():
        return "Give your contract a name."
    if slug(label) in vt.library.names("contracts"):
        return f"“{label}” is the name of a file of the library. Give yours another one."
    return None


def _faults_of_form(raw: dict):
    for key in TABLES:
        if not isinstance(raw.get(key, {}), dict):
            yield f"{key}: expected a table, found {raw[key]!r}"
    terms = raw.get("term", [])
    if not isinstance(terms, list) or not all(isinstance(term, dict) for term in terms):
        yield "term: expected tables, each under [[term]]"
        return
    if not isinstance(raw.get("needs", []), list):
        yield f"needs: expected a list of names, found {raw['needs']!r}"
    for number, term in enumerate(terms, start=1):
        for key in ("terms_of", "by_size"):
            if key in term and (not isinstance(term[key], str) or PurePath(term[key]).name != term[key]):
                yield f"term {number}.{key}: expected the name of a file of data/contracts, found {term[key]!r}"
