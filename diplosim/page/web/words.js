// Every word of the page's own, in English and Korean. Names of policies and assumptions come with the declarations.

import { KOREAN, PROSE, TOLD } from "./korean.js";
import { SENTENCES, faultInKorean, particles } from "./korean_sentences.js";

/** Languages besides these two, by code: its `button`, `words`, `names` and `help`, and as Korean has them `prose` and
 * `told`. What one lacks is said in English. */
const FURTHER = {};

const WORDS = {
  title: ["Health diplomacy with COUNTRY", "LOCAL 보건외교 시뮬레이터"],
  notice: ["Exploratory model, not a forecast. Runs in this page, offline.", "예측이 아닌 탐색용 모형입니다. 인터넷 없이 이 페이지 안에서 계산합니다."],
  skip: ["Skip to the charts", "차트로 건너뛰기"],
  tools: ["Tools", "도구"],
  controls: ["What to change", "조정할 항목"],
  charts: ["Results", "결과"],
  more: ["What helps, and what it rests on", "효과 순위와 가정의 영향"],
  history: ["One simulated history", "하나의 모의 역사"],
  undo: ["Undo", "되돌리기"],
  reset: ["Reset", "초기화"],
  link: ["Copy link", "링크 복사"],
  copied: ["Link copied", "링크를 복사했습니다"],
  not_copied: ["The link is in the address bar", "주소창의 링크를 쓰세요"],
  download: ["Scenario .yaml", "시나리오 .yaml"],
  open: ["Open .yaml", ".yaml 열기"],
  opened: ["Scenario opened", "시나리오를 열었습니다"],
  not_opened: ["{0}", "이 파일은 열 수 없습니다. 명령줄이 말하는 대로: {0}"],
  too_large: ["This file is larger than 200 kB: a scenario is a page of text.", "200 kB보다 큰 파일입니다. 시나리오는 짧은 글입니다."],
  help: ["Help", "도움말"],
  world: ["Start from", "출발점"],
  worlds: ["Worlds", "세계"],
  episodes: ["Episodes of the record", "과거 사례"],
  packages: ["Policies, ready made", "정책 묶음"],
  policies: ["Policies", "정책"],
  programmes: ["Programmes and who pays", "사업과 재원"],
  security: ["Security", "안보"],
  bundles: ["Bundles", "묶음"],
  partners: ["Content of aid, partners", "지원 내용과 협력국"],
  strength: ["Strength", "강도"],
  from: ["From", "시작"],
  until: ["Until", "끝"],
  to_the_end: ["the end", "끝까지"],
  options: ["Options", "세부 설정"],
  risk: ["What it is, how it can fail", "내용과 실패할 수 있는 이유"],
  assumptions: ["Assumptions", "가정"],
  assumptions_note: [
    "Nobody knows these numbers. They are no choice of anybody's: move them to see whether a result survives. The mark is the default.",
    "아무도 모르는 값이며 누구의 선택도 아닙니다. 움직여서 결과가 유지되는지 확인하세요. 표시는 기본값입니다.",
  ],
  all_default: ["All back to default", "모두 기본값으로"],
  to_default: ["Back to default", "기본값으로"],
  changed: ["{0} changed", "{0}개 변경"],
  in_force: ["{0} on", "{0}개 시행"],
  actors: ["Actors", "행위자"],
  government: ["Government at the start", "초기 정부"],
  hawkish: ["hawkish", "강경"],
  engaging: ["engaging", "온건"],
  drawn: ["by chance", "무작위"],
  ceiling: ["Most it gives, M$ a year", "연간 최대 지원(백만 달러)"],
  chance: ["Chance", "우연"],
  seed: ["Seed", "시드"],
  futures: ["Futures", "미래 수"],
  problems: ["These cannot go together", "함께 쓸 수 없습니다"],
  reference: ["Start, no policy", "출발점(정책 없음)"],
  reference_slot: ["Slot {0}", "보관 {0}"],
  world_line: ["Your assumptions, no policy", "바꾼 가정(정책 없음)"],
  policy_line: ["Your policies", "선택한 정책"],
  legend: ["Line: median. Dark band: middle 50 %. Pale band: middle 90 % of {0} futures. Same chance for all lines.", "선: 중앙값. 진한 띠: 가운데 50 %. 옅은 띠: {0}개 미래의 가운데 90 %. 모든 선은 같은 우연을 겪습니다."],
  slots: ["Compare with", "비교 기준"],
  keep: ["Keep as {0}", "{0}에 보관"],
  show: ["Open {0}", "{0} 열기"],
  start: ["Start", "출발점"],
  trust: ["Recipient’s trust in its rivals", "LOCAL의 상대국 신뢰"],
  trust_short: ["Trust", "신뢰"],
  trust_unit: ["0 to 1", "0~1"],
  provocations: ["Provocations, last 12 months", "도발(최근 12개월)"],
  provocations_short: ["Provoc.", "도발"],
  provocations_unit: ["count", "건"],
  deescalation: ["De-escalation, last 24 months", "긴장 완화(최근 24개월)"],
  deescalation_short: ["Calm", "완화"],
  deescalation_unit: ["log ratio; above 0: calmer", "로그비, 0 초과: 더 평온"],
  money: ["Health aid absorbed since the start", "누적 흡수 보건 지원"],
  money_short: ["Aid M$", "지원"],
  money_unit: ["million US$", "백만 달러"],
  health: ["Disease burden", "질병 부담"],
  health_short: ["Burden", "부담"],
  health_unit: ["0 best, 1 worst", "0 최선, 1 최악"],
  pipeline: ["From pledged to absorbed", "약정에서 흡수까지"],
  pipeline_unit: ["medians, million US$", "중앙값, 백만 달러"],
  through_one: ["Reaches the health system: {0} of what donors paid", "납입액 중 보건 체계 도달: {0}"],
  through: ["Reaches the health system: {0} of what donors paid; reference {1}", "납입액 중 보건 체계 도달: {0}, 기준 {1}"],
  pledged: ["pledged when signed", "서명 시 약정"],
  paid: ["paid in by donors", "공여국 납입"],
  returned: ["sent back to donors", "반환"],
  disbursed: ["disbursed", "집행"],
  diverted: ["diverted", "전용"],
  absorbed: ["absorbed", "흡수"],
  better: ["better {0}", "개선 {0}"],
  same: ["same {0}", "동일 {0}"],
  paired: [" ({0} to {1}) · ", " ({0} ~ {1}) · "],
  no_difference: ["Nothing changed yet: both lines are the same.", "아직 바뀐 것이 없습니다."],
  pick_policy: ["Switch on a policy to see its paired difference.", "정책을 켜면 짝지은 차이가 보입니다."],
  readout: ["{0}: {1} ({2} to {3}); reference {4}", "{0}: {1} ({2} ~ {3}), 기준 {4}"],
  described: ["{0}. At the end, median {1} for your policies, {2} for the reference. {3}", "{0}. 마지막 달 중앙값: 선택한 정책 {1}, 기준 {2}. {3}"],
  described_pair: ["Paired difference {0}, 90 % interval {1} to {2}; better in {3} of futures, same in {4}.", "짝지은 차이 {0}, 90 % 구간 {1}~{2}, 개선 {3}, 동일 {4}."],
  menu: ["{0}: table and files", "{0}: 표와 파일"],
  table: ["Show as table", "표로 보기"],
  chart: ["Hide the table", "표 숨기기"],
  save_svg: ["Save SVG", "SVG 저장"],
  save_csv: ["Save CSV", "CSV 저장"],
  month: ["Month", "월"],
  rank: ["Every policy alone, under these assumptions", "현재 가정에서 정책별 단독 효과"],
  rank_note: ["{0} futures each, the same chance; thin line: 90 % of paired differences. Press one to switch it on.", "각 {0}개 미래, 같은 우연. 가는 선: 짝지은 차이의 90 %. 누르면 시행합니다."],
  rank_wait: ["Computing when the page rests: {0} of {1}", "쉬는 동안 계산 중: {1} 중 {0}"],
  outcome: ["Outcome", "결과 변수"],
  what: ["What would change this?", "무엇이 결과를 바꾸는가?"],
  what_note: ["The paired difference of your policies, with one assumption at a time at either end of its range ({0} futures each).", "가정을 하나씩 범위의 양 끝에 두었을 때 선택한 정책의 짝지은 차이(각 {0}개 미래)."],
  what_found: ["It moves most with: {0} ({1} at {2}, {3} at {4}).", "가장 크게 움직이는 가정: {0} ({2}에서 {1}, {4}에서 {3})."],
  what_flips: ["{0} of {1} assumptions turn its sign.", "{1}개 중 {0}개 가정이 부호를 바꿉니다."],
  what_level: ["Without a policy: the median itself.", "정책 없이: 중앙값 자체."],
  one_run: ["1 of {0} futures; rank {1} of {0} by {2}", "미래 {0}개 중 1개, {2} 순위 {1}"],
  another: ["Another future", "다른 미래"],
  play: ["Play", "재생"],
  stop: ["Stop", "정지"],
  tension: ["tension", "긴장"],
  lane_provocation: ["Provocation", "도발"],
  lane_major: ["Major provocation", "대형 도발"],
  lane_resolution: ["UN resolution", "안보리 결의"],
  lane_refused: ["Offer refused", "제안 거부"],
  lane_agreement: ["Agreement", "합의"],
  lane_suspension: ["Suspension", "중단"],
  network: ["Who trusts whom", "누가 누구를 신뢰하는가"],
  network_note: ["Security and health, mean; month {0}", "안보와 보건 평균, {0}"],
  below: ["below {0}", "{0} 미만"],
  above: ["{0} and above", "{0} 이상"],
  lanes: ["Events by month", "월별 사건"],
  log: ["What happened", "사건 기록"],
  log_hint: ["Press one for its reasons; with the keyboard: arrows, then Enter.", "항목을 누르면 이유가 나옵니다. 키보드: 화살표, Enter."],
  quiet: ["Nothing of this kind in this future.", "이 미래에는 해당 사건이 없습니다."],
  shown: ["Show", "보기"],
  everything: ["Everything", "전체"],
  answers: ["Offers and answers", "제안과 응답"],
  agreements: ["Agreements", "합의"],
  sanctions: ["Provocations and sanctions", "도발과 제재"],
  politics: ["Politics and talks", "정치와 협상"],
  why: ["Why?", "왜?"],
  adds_up: ["Each bar begins where the last one ends; together they are the value.", "막대는 앞 막대의 끝에서 시작하며 더하면 값이 됩니다."],
  adds_up_against: ["Each bar begins where the last one ends; together they are the value. Blue line: what it was held against.", "막대는 앞 막대의 끝에서 시작하며 더하면 값이 됩니다. 파란 선: 비교 기준."],
  sum: ["= value", "= 값"],
  threshold: ["threshold", "기준값"],
  drawn_number: ["draw of chance", "우연의 추첨"],
  estimate: ["as the donors estimated it", "공여국의 추정"],
  would: ["What would have changed it:", "무엇이 바꾸었을까:"],
  unweighed: ["Nothing was weighed here: it follows from what went before, or has a date.", "여기서는 따진 것이 없습니다. 앞선 일의 결과이거나 날짜가 정해진 일입니다."],
  seat: ["A seat at the table", "협상 테이블의 한 자리"],
  seat_note: ["Play one actor through the history above; the others answer by their rules. At the end you are held against your simulated self.", "위의 역사를 한 행위자로 진행합니다. 나머지는 규칙대로 응답하며, 끝나면 모의된 자신과 비교합니다."],
  seat_who: ["Who you are", "맡을 행위자"],
  seat_take: ["Take the seat", "자리에 앉기"],
  at_table: ["talks with {0}", "{0} 협상"],
  both_trust: ["Health trust in {0} {1}, of {0} {2}.", "{0}에 대한 보건 신뢰 {1}, {0}의 보건 신뢰 {2}."],
  last_month: ["Last month: tension {0}, provocations {1}.", "지난달: 긴장 {0}, 도발 {1}건."],
  may_give: ["At most {0} M$ a year.", "연간 최대 {0}백만 달러."],
  news: ["{0} events since", "그동안의 사건 {0}건"],
  ask_offer: ["What do you put forward?", "무엇을 제안합니까?"],
  ask_answer: ["Do you accept?", "받아들입니까?"],
  ask_vote: ["Does it pass at home?", "국내에서 통과시킵니까?"],
  in_talks: ["In talks.", "협상 중입니다."],
  as_it_is: ["To be taken or left.", "그대로 받거나 거절하는 제안입니다."],
  at_home: ["One vote.", "한 번의 표결입니다."],
  worth: ["To you {0} beyond your limit.", "나에게 한도보다 {0}."],
  worth_them: ["To them, as you see it, {0}.", "상대에게는 내가 보기에 {0}."],
  they_refuse: ["They would refuse.", "거부할 것입니다."],
  worth_home: ["Worth {0} at home; by the rules it passes with {1} %.", "국내 가치 {0}, 규칙대로라면 {1} % 확률로 통과."],
  more_packages: ["More packages ({0} of {1})", "안 더 보기({1}개 중 {0}개)"],
  leave: ["Leave it to the rules", "규칙에 맡기기"],
  leave_rest: ["Leave the rest to the rules", "나머지를 규칙에 맡기기"],
  do_marked: ["the package with a star", "별표가 있는 안"],
  do_offer: ["an offer", "제안"],
  do_pass: ["Offer nothing", "제안하지 않음"],
  do_accept: ["Accept", "수락"],
  do_reject: ["Refuse", "거부"],
  do_ratify: ["Let it pass", "통과"],
  do_decline: ["Let it fail", "부결"],
  over: ["The game is over", "게임이 끝났습니다"],
  no_moves: ["The rules decided everything: nothing to compare.", "모두 규칙이 정해 비교할 것이 없습니다."],
  no_question: ["Nothing is asked of this seat in this history.", "이 역사에서는 이 자리에 묻는 것이 없습니다."],
  comparing: ["Playing the futures with your moves and without ...", "수를 둔 미래와 두지 않은 미래를 계산하는 중 ..."],
  debrief: ["Debrief", "돌아보기"],
  debriefed: ["{0} moves of yours. With them {1} of {2} futures go otherwise.", "내가 둔 수 {0}개. 미래 {2}개 가운데 {1}개가 달라집니다."],
  yours: ["yours", "나의 역사"],
  by_rules: ["by the rules", "규칙대로"],
  goes_otherwise: ["futures otherwise", "달라진 미래"],
  mean_change: ["mean change", "평균 변화"],
  of: ["{0} of {1}", "{1} 중 {0}"],
  self: ["Your {0} moves, and what the rules would have done", "나의 수 {0}개와 규칙의 선택"],
  did: ["{0}: {1}; the rules: {2}", "{0}: {1}, 규칙: {2}"],
  save_moves: ["Save as scenario .yaml", "시나리오 .yaml 저장"],
  keep_moves: ["Show these moves in the charts", "이 수를 차트에 반영"],
  moves_kept: ["{0} moves are played in all futures above.", "위의 모든 미래에서 수 {0}개를 둡니다."],
  own_policies: ["Your own", "직접 만든 정책"],
  game_left: ["The game has ended, for its world was changed. Undo brings it back.", "세계가 바뀌어 진행이 끝났습니다. 되돌리기를 누르면 이어집니다."],
  moves_away: ["Take them away", "수 없애기"],
  group_trust: ["Trust", "신뢰"],
  group_bargaining: ["Bargaining", "협상"],
  group_provocation: ["Provocation", "도발"],
  group_sanctions: ["Sanctions", "제재"],
  group_politics: ["Domestic politics", "국내 정치"],
  group_delivery: ["Delivery", "전달"],
  group_health: ["Health", "보건"],
  group_tables: ["Talks", "협상 개시"],
  group_stance: ["The recipient’s stance", "LOCAL의 태도"],
  group_mechanisms: ["Mechanisms", "기제"],
  sources: ["Sources", "출처"],
  keys: ["Keys", "단축키"],
  keys_on: ["Single-letter shortcuts", "한 글자 단축키"],
  close: ["Close", "닫기"],
  version: ["diplosim {0}. Simulated, in the model; nothing here is evidence about the intentions of any government.", "diplosim {0}. 모형 안의 모의 결과이며, 어떤 정부의 의도에 대한 증거도 아닙니다."],
  broken: ["The page cannot start here: {0}", "이 브라우저에서는 시작할 수 없습니다: {0}"],
};

const HELP = {
  en: [
    ["What this is", "The model itself, compiled into this page: every move plays a thousand simulated futures of the chosen world, with your policies and without, under the same chance. Nothing is looked up or interpolated, and nothing leaves your machine."],
    ["How to read it", "Grey and dashed: the start without any policy. Blue and solid: your policies. Dark and dotted: your assumptions without policies, where they differ. The line below a chart is the paired difference at the end: median, 90 % interval, the share of futures in which the policy is better and in which nothing differs."],
    ["Policies and assumptions", "A policy is somebody's choice. An assumption is nobody's: it is a number that is not known. A result that turns with an assumption is not a finding."],
    ["Limits", "Donors are unitary, leaders have no factions, health is an index. Many numbers are judgement within declared ranges. Read signs that survive the ranges, never levels. Aid is given because people are ill; the model asks only what else follows."],
    ["Sources", "Every parameter and policy names its source where it is set. The record behind them, the equations and the tests come with the program: diplosim evidence, diplosim parameters, docs/model.md, docs/limits.md."],
    ["The same on the command line", "The scenario file that this page saves runs with: diplosim run FILE. It gives the same numbers, to the last bit."],
  ],
  ko: [
    ["무엇인가요", "모형 전체가 이 페이지 안에 들어 있습니다. 값을 바꿀 때마다 같은 우연 아래에서 정책이 있는 미래와 없는 미래를 천 개씩 계산합니다. 데이터는 기기 밖으로 나가지 않습니다."],
    ["읽는 법", "회색 점선: 정책이 없는 출발점. 파란 실선: 선택한 정책. 짙은 점선: 바꾼 가정에서 정책이 없는 경우. 차트 아래 줄은 마지막의 짝지은 차이로, 중앙값과 90 % 구간, 개선된 미래와 같은 미래의 비율입니다."],
    ["정책과 가정", "정책은 누군가의 선택이고, 가정은 알려지지 않은 값입니다. 가정에 따라 뒤집히는 결과는 발견이 아닙니다."],
    ["한계", "공여국은 하나의 행위자로, 보건은 지수로 단순화했습니다. 많은 값이 판단에 따른 것입니다. 수준이 아니라 범위에서 유지되는 부호를 읽으세요."],
    ["출처", "모든 정책과 가정에는 출처가 적혀 있습니다. 방정식과 검증은 프로그램과 함께 제공됩니다."],
    ["명령줄에서도 같게", "저장한 시나리오는 diplosim run FILE 로 실행되며 마지막 자리까지 같은 값을 냅니다."],
  ],
};

export const KEYS = [["r", "reset"], ["u", "undo"], ["l", "link"], ["y", "download"], ["n", "another"], ["a", "keep"], ["?", "help"]];

/** Every language with what the button says that leads to it, in the order in which the button goes round. */
const BUTTONS = { en: "EN English", ko: "KO 한국어" };
for (const [code, further] of Object.entries(FURTHER)) BUTTONS[code] = further.button;

let language = "en";

export function speak(chosen) {
  language = Object.hasOwn(BUTTONS, chosen) ? chosen : "en";
  document.documentElement.lang = language;
}

export function spoken() {
  return language;
}

/** The language that the button leads to, and what the button says. */
export function nextLanguage() {
  const codes = Object.keys(BUTTONS);
  const code = codes[(codes.indexOf(language) + 1) % codes.length];
  return { code, label: BUTTONS[code] };
}

/** The words called `key`, with `{0}`, `{1}` ... filled in. */
export function t(key, ...given) {
  const words = FURTHER[language]?.words[key] ?? WORDS[key][language === "ko" ? 1 : 0];
  return words.replace(/\{(\d)\}/g, (_, place) => given[place]);
}

/** The name of a policy, preset or assumption in the language of the moment; nothing if it has none. */
export function nameOf(name) {
  return (language === "ko" ? KOREAN : FURTHER[language]?.names)?.[name];
}

/** Of a preset its question, of a policy what it is and how it can fail, as far as the language has them. */
export function proseOf(name) {
  return language === "ko" ? (PROSE[name] ?? []).map(particles) : FURTHER[language]?.prose?.[name] ?? [];
}

/** A word of the declarations, which is there in English. */
export function told(english) {
  return (language === "ko" ? TOLD.get(english) : FURTHER[language]?.told?.[english]) ?? english;
}

/** The table of sentences of the moment, from the English one. */
export function sentencesOf(english) {
  return language === "ko" ? { ...english, ...SENTENCES, finish: particles } : english;
}

/** What cannot go together, which the rules of composition tell in English. */
export function fault(data, english) {
  return language === "ko" ? faultInKorean(data, english, nameOf) : english;
}

export function helpText() {
  return FURTHER[language]?.help ?? HELP[language] ?? HELP.en;
}
