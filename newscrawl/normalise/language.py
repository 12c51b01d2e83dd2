"""Language tags: what pages declare -> BCP 47."""

from __future__ import annotations

import langcodes
from langcodes.tag_parser import LanguageTagError


def language_tag(declared: str | None) -> str | None:
    """``en_US`` -> ``en-US``, ``de-de`` -> ``de-DE``, ``en_EN`` -> ``en``; None for what is no language."""
    if not declared:
        return None
    try:
        tag = langcodes.Language.get(langcodes.standardize_tag(declared.strip().replace("_", "-").split(",")[0]))
    except LanguageTagError:
        return None
    if not tag.language or not tag.language.isalpha() or not langcodes.tag_is_valid(tag.language):
        return None
    return tag.to_tag() if tag.is_valid() else tag.language
