"""The page in Korean: whatever a reader can see or hear is Korean, but for proper names, codes and citations."""

from __future__ import annotations

import random

import pytest

from tests.page.browsing import FEW, Live
from tests.page.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KOREAN = f"#world=status_quo&policy=ghd_bundle&provocation.b_N=1.5&n={FEW}&lang=ko"
#: Two years, of which all questions of idle time are answered soon.
SHORT = KOREAN.replace("status_quo", "episode_e6_maximum_pressure")
#: What may stay in Latin letters, however many words of it follow each other.
KEPT = ("EN English", "diplosim run FILE", "Ctrl, Alt")
#: Every text of the page and every name that is only heard or shown on a pointer's rest; citations of sources aside.
TEXTS = """() => {
    const found = [], cited = one => one.closest('cite, .assumptions .slider, script, style, noscript, #data, #kernel');
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!cited(walker.currentNode.parentElement)) found.push(walker.currentNode.textContent);
    const sourced = (one, name) => name === 'title' && one.matches('.slider, #what .rowname');
    for (const name of ['aria-label', 'title', 'aria-valuetext']) {
        const named = [...document.querySelectorAll(`[${name}]`)].filter(one => !sourced(one, name));
        found.push(...named.map(one => one.getAttribute(name)));
    }
    for (const one of document.querySelectorAll('.assumptions :is(label, legend)')) found.push(one.textContent);
    return [document.title, ...found];
}"""
#: Three words of Latin letters in a row make a sentence that nobody has translated; so does one without a capital.
ENGLISH = r"""texts => texts.filter(text => /(?:\b[A-Za-z]{2,}\b[ ,.;:]+){2,}[A-Za-z]{2,}/.test(text)
    || /^[a-z][a-z -]{3,}$/.test(text.trim()))"""


def english(one: Live) -> list[str]:
    texts = one.ask(TEXTS)
    assert len(texts) > 300
    for words in KEPT:
        texts = [text.replace(words, "") for text in texts]
    return sorted(set(one.ask(ENGLISH, texts)))


def test_in_korean_no_english_sentence_is_left(live: Open) -> None:
    one = live(SHORT)
    assert one.ask("document.documentElement.lang") == "ko"
    one.until("document.body.dataset.asked")
    one.page.locator("#log li[data-kind^=proposal_]").first.click()
    assert one.text("#why h3") == "왜?" and english(one) == []
    for policy in one.ask("modules.app.opened.then(page => page.declared.policies.map(({name}) => name))"):
        one.ask(f"modules.app.opened.then(page => page.toggle('{policy}'))")
    one.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert one.page.locator("#problems li").count() > 3  # they cannot go together
    one.page.keyboard.press("?")
    assert english(one) == []


def test_every_world_asks_its_question_and_tells_its_history_in_korean(live: Open) -> None:
    one = live(KOREAN)
    names = one.ask("modules.app.opened.then(page => page.declared.presets.map(({name}) => name))")
    assert len(names) > 35
    left = []
    for name in names:
        one.ask(f"modules.app.opened.then(page => page.change({{preset: '{name}'}}, 'world'))")
        left += one.ask(ENGLISH, [one.text(".start .hint")])
        assert one.text(".start .hint") != ""
    assert left == []


TOLD = """async ({name, replicate}) => {
    const page = await modules.app.opened, {startOf} = modules.state, {sentencesNow} = modules.why;
    const found = page.futures.history({...startOf(page.declared, name), seed: replicate}, replicate);
    const sentences = sentencesNow(page, found.names);
    return found.decisions.flatMap(record => [sentences.headline(record), sentences.reason(record),
        sentences.wouldChange(record), ...Object.keys(record.terms).map(term => sentences.term(term))]);
}"""


def test_decisions_of_many_histories_are_told_in_korean_with_particles_that_fit(live: Open) -> None:
    one = live(KOREAN)
    chance, left, told = random.Random(5), set(), set()
    for name in (
        "status_quo",
        "pooled_fund",
        "ghd_bundle",
        "hospital_drive",
        "episode_e9_covid_closure",
        "grit",
        "long_1990",
    ):
        texts = one.ask(TOLD, {"name": name, "replicate": chance.randrange(100)})
        told |= set(texts)
        left |= {text for text in texts if text and not any("가" <= letter <= "힣" for letter in text)}
    assert len(told) > 500
    assert left == set()
    assert sorted(set(one.ask(ENGLISH, sorted(told)))) == []
    assert [text for text in told if any(both in text for both in ("(는)", "(가)", "(를)", "(과)"))] == []


def test_particles_follow_the_last_letter(live: Open) -> None:
    one = live(KOREAN)
    words = {"한국이(가)": "한국이", "일본와(과)": "일본과", "중국은(는)": "중국은", "러시아을(를)": "러시아를",
             "유엔 기구(WHO, UNICEF)이(가)": "유엔 기구(WHO, UNICEF)가", "도발 3이(가)": "도발 3이"}  # fmt: skip
    told = one.ask("words => words.map(modules.korean_sentences.particles)", list(words))
    assert told == [*words.values()]
