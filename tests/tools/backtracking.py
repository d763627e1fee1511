"""Counts the steps that Python's `re` takes to match, because times differ between machines.

`re` tries alternatives one after the other and goes back when one fails. So does `Steps`, over the same parsed pattern,
and counts. The optimisations of `re` change the count at most by a factor, not its growth with the text.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

# re has no public parser, and there is no way to remove them to parse a pattern in the same way.
_parser: Any = vars(re)["_parser"]

Go = Callable[[int], bool]
"""Tries the rest of a pattern from a position in the text."""


class TooManySteps(Exception):
    """A match was given up."""


class Steps:
    """A pattern whose matching is counted."""

    def __init__(self, pattern: str, flags: int = 0, limit: int = 300_000) -> None:
        self._parsed = _parser.parse(pattern, flags)
        self._flags: int = self._parsed.state.flags
        self._limit = limit
        self._text = ""
        self._groups: dict[int, str] = {}
        self.count = 0

    def finds(self, how: str, text: str) -> bool:
        """Whether a function of `re` matches a text."""
        self._text, self.count, place, any_found = text, 0, 0, False
        while place <= len(text):
            ends: list[int] = []

            def end(at: int, ends: list[int] = ends) -> bool:
                if how == "fullmatch" and at < len(text):
                    return False
                ends.append(at)
                return True

            self._groups.clear()
            found = self._run(list(self._parsed), 0, place, end)
            any_found = any_found or found
            if how in ("match", "fullmatch") or (found and how == "search"):
                break
            place = max(ends[0], place + 1) if found else place + 1
        return any_found

    def of(self, how: str, text: str) -> int:
        """The steps that a function of `re` takes on a text."""
        self.finds(how, text)
        return self.count

    def _run(self, nodes: list[Any], index: int, at: int, go: Go) -> bool:
        self.count += 1
        if self.count > self._limit:
            raise TooManySteps
        if index == len(nodes):
            return go(at)
        name, argument = str(nodes[index][0]), nodes[index][1]

        def rest(place: int) -> bool:
            return self._run(nodes, index + 1, place, go)

        match name:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                return at < len(self._text) and self._fits(nodes[index], self._text[at]) and rest(at + 1)
            case "BRANCH":
                return any(self._run(list(each), 0, at, rest) for each in argument[1])
            case "SUBPATTERN":
                number, _, _, inner = argument

                def close(place: int) -> bool:
                    if number is not None:
                        self._groups[number] = self._text[at:place]
                    return rest(place)

                return self._run(list(inner), 0, at, close)
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(name == "MAX_REPEAT", argument, at, rest)
            case "ASSERT" | "ASSERT_NOT":
                direction, inner = argument
                start = at if direction > 0 else at - int(inner.getwidth()[0])
                holds = start >= 0 and self._run(list(inner), 0, start, lambda _: True)
                return rest(at) if holds == (name == "ASSERT") else False
            case "AT":
                return self._stands(str(argument), at) and rest(at)
            case "GROUPREF":
                group, there = self._groups.get(argument, ""), self._text[at:]
                if self._flags & re.IGNORECASE:
                    group, there = group.lower(), there.lower()
                return there.startswith(group) and rest(at + len(group))
            case _:
                raise NotImplementedError(name)

    def _repeat(self, greedy: bool, argument: Any, at: int, rest: Go) -> bool:
        least, most, inner = int(argument[0]), int(argument[1]), list(argument[2])
        if len(inner) == 1 and str(inner[0][0]) in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            return self._run_of(greedy, least, most, inner[0], at, rest)

        def again(done: int, place: int) -> bool:
            def more() -> bool:
                return done < most and self._run(
                    inner, 0, place, lambda after: (after > place or done < least) and again(done + 1, after)
                )

            if done < least:
                return more()
            return more() or rest(place) if greedy else rest(place) or more()

        return again(0, at)

    def _run_of(self, greedy: bool, least: int, most: int, one: Any, at: int, rest: Go) -> bool:
        """A repetition of single characters, without recursion."""
        if not greedy:
            place = at
            while place - at <= most:
                if place - at >= least and rest(place):
                    return True
                self.count += 1
                if place == len(self._text) or not self._fits(one, self._text[place]):
                    return False
                place += 1
            return False
        place = at
        while place - at < most and place < len(self._text) and self._fits(one, self._text[place]):
            self.count += 1
            place += 1
        return any(rest(back) for back in range(place, at + least - 1, -1))

    def _fits(self, node: Any, character: str) -> bool:
        flags = self._flags
        name, argument = str(node[0]), node[1]
        if name == "ANY":
            return bool(flags & re.DOTALL) or character != "\n"
        forms = {character, character.lower(), character.upper()} if flags & re.IGNORECASE else {character}
        if name in ("LITERAL", "NOT_LITERAL"):
            return any(ord(form) == argument for form in forms if len(form) == 1) == (name == "LITERAL")
        return any(_is_in(argument, form, flags) for form in forms if len(form) == 1)

    def _stands(self, where: str, at: int) -> bool:
        text, multiline = self._text, bool(self._flags & re.MULTILINE)
        if where in ("AT_BOUNDARY", "AT_NON_BOUNDARY"):
            sides = [bool(re.match(r"\w", text[place : place + 1])) if place >= 0 else False for place in (at - 1, at)]
            return (sides[0] != sides[1]) == (where == "AT_BOUNDARY")
        if where.startswith("AT_BEGINNING"):
            return at == 0 or (where == "AT_BEGINNING" and multiline and text[at - 1] == "\n")
        return at == len(text) or (where == "AT_END" and text[at:] == "\n") or (multiline and text[at] == "\n")


def _is_in(members: list[Any], character: str, flags: int) -> bool:
    negated = bool(members) and str(members[0][0]) == "NEGATE"
    found = False
    for name, argument in members:
        match str(name):
            case "LITERAL":
                found = found or ord(character) == argument
            case "RANGE":
                found = found or argument[0] <= ord(character) <= argument[1]
            case "CATEGORY":
                kind = str(argument).removeprefix("CATEGORY_")
                letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[kind.removeprefix("NOT_")]
                form = letter.upper() if kind.startswith("NOT_") else letter
                found = found or bool(re.match(f"\\{form}", character, flags & re.ASCII))
            case _:
                pass
    return found != negated


def hostile_texts(pattern: str, flags: int = 0) -> Iterator[tuple[str, str, str]]:
    """Texts that make a pattern backtrack: a beginning, a part to repeat, and an end."""
    begins: dict[str, None] = {"": None}
    repeated: dict[str, None] = {}
    for sample, places in _samples(list(_parser.parse(pattern, flags))):
        begins |= dict.fromkeys(sample[:place] for place in places)
        repeated |= dict.fromkeys(
            unit for place in places for unit in (sample[:place], sample[place : place + 1], sample[place:]) if unit
        )
        repeated[sample] = None
    ends = ["", "\0", "//"]
    units = list(dict.fromkeys(unit if len(set(unit)) > 1 else unit[:1] for unit in repeated if unit))[:12]
    yield from product(list(begins)[:6], units, ends)


def _samples(nodes: list[Any]) -> Iterator[tuple[str, list[int]]]:
    """Texts that a pattern matches, with the positions of repetitions; a text for each alternative."""
    found: list[tuple[str, list[int]]] = [("", [])]
    for node in nodes:
        found = [
            (text + more, [*places, *(len(text) + place for place in inner)])
            for (text, places), (more, inner) in product(found, list(_sample(node)))
        ][:16]
    yield from found


def _sample(node: Any) -> Iterator[tuple[str, list[int]]]:
    name, argument = str(node[0]), node[1]
    match name:
        case "LITERAL":
            yield chr(argument), []
        case "ANY":
            yield "a", []
        case "NOT_LITERAL" | "IN":
            members = [(node[0], argument)] if name == "NOT_LITERAL" else argument
            wanted = (
                (lambda one: ord(one) != argument) if name == "NOT_LITERAL" else (lambda one: _is_in(members, one, 0))
            )
            candidates = "aA0 -_./\\:<>@=%{}[]()'\"&;,!?#*+$^|~\t\n\x80é"
            yield from ((one, []) for one in [each for each in candidates if wanted(each)][:2])
        case "BRANCH":
            for each in argument[1]:
                yield from _samples(list(each))
        case "SUBPATTERN":
            yield from _samples(list(argument[3]))
        case "MAX_REPEAT" | "MIN_REPEAT":
            for text, places in _samples(list(argument[2])):
                yield text * max(1, int(argument[0])), [0, *places, len(text)]
        case _:
            yield "", []
