// Korean sentences of decisions, as diplosim/wording/templates.py has the English ones, and of what cannot go together.

const OUT = "더 큰 이익이 {missing:.3f} 필요[, 가장 큰 이익은 {most_for:term}({for_it:+.3f})]";
const MORE = [
  `${OUT}; 이것만으로 충분: {alternatives:alternatives}`,
  `${OUT}; 한 항목의 변경으로는 부족하고 함께라면 충분: {together:together}`,
  `${OUT}; 한두 항목의 변경으로는 부족`,
];
const LESS = "조건의 합이 {spare:.3f} 넘게 작았다면";
const ROUND = "협상 {round:turn}차에서";
const one = (what, change, more) => [{ what, ...(change && { change }), ...(more && { more }) }];
const either = (name, value, first, second) => [{ when: { [name]: value }, ...first }, second];

export const SENTENCES = {
  any: ["{actor}, {target}: {kind:words}", "{actor}: {kind:words}", "{kind:words}"],
  numbers: ["확률 {probability:percent}: {value:.3f}, 추첨 {threshold:.3f}", "값 {value:.3f}, 기준 {threshold:.3f}", "기대값 {value:.3f}[, 상한 {limit:g}]", "확률 {probability:percent}"],
  arguments: ["가장 큰 찬성 이유: {most_for:term}({for_it:+.3f})[, 가장 큰 반대 이유: {most_against:term}({against_it:+.3f})]", "가장 큰 반대 이유: {most_against:term}({against_it:+.3f})", "찬성도 반대도 이유가 없었음"],
  article: "^$",
  by_move: "다른 수: 조건과 상관없이 이것이 결정함",
  say: { under: "1 % 미만", over: "99 % 초과", and: ", ", or: ", 또는 ", both: "와 ", change: (issue, level, old) => `${issue} ${level}(제안은 ${old})` },
  issues: { money_share: "금액", months: "기간", cofinancing: "공동 재정", access: "접근", channel: "경로", relief: "제재 완화", framing: "프레이밍", condition: "조건", content: "내용", programme_musd: "사업비(백만 달러)" },
  levels: {
    none: "없음", "humanitarian channels": "인도적 통로", humanitarian: "인도적 통로", broad: "폭넓은 완화", universal: "보편적", "singled out": "LOCAL만 지목", "behaviour-linked": "행동 연계",
    "denuclearisation first": "선비핵화", supplies: "물자", equipment: "장비", training: "교육", mixture: "혼합", direct: "직접",
  },
  terms: {
    usual_odds: "평소 경향", recent_provocations: "최근 도발", usual_rate: "평소 빈도", goodwill: "호의", pressure: "압박", patron: "후원국", failed_talks: "실패한 협상",
    base: "기본값", ripeness: "무르익음", security: "안보 신뢰", precondition: "전제 조건", hawks: "강경 정부", stance: "LOCAL의 태도", sensitivity_to_crises: "위기 민감도",
    delinking: "분리", provocations_last_month: "지난달 도발", rivals_at_the_table: "협상의 상대국", money: "금액", relief: "제재 완화", framing: "프레이밍", access: "접근",
    condition: "조건", channel: "경로", ownership: "주인의식", taint: "돈의 오염", content: "지원 내용", mood: "분위기", margin_over_its_limit: "한도를 넘는 여유", protection: "보호(분리, 공동기금)",
    provocations_this_month: "이달 도발", hawkish_governments: "강경 정부", rivals_among_donors: "공여국 중 상대국", tension: "긴장", framing_access_and_delivery: "프레이밍, 접근, 전달 주체",
    tabled: "결의안 상정", no_veto: "거부권 없음", background: "배경", health: "보건", monitoring: "점검", cost: "비용", audience: "국내 여론", visibility: "생색", reluctance: "거부감",
    exercise: "훈련", talk: "대화", stake: "잃을 것", reassurance: "안심", fungible: "전용 가능한 자원", sanctions: "제재", restraint: "자제",
  },
  events: {
    pandemic: one("감염병 대유행으로 질병 부담이 늘었습니다"),
    flood: one("홍수나 태풍으로 질병 부담이 늘었습니다"),
    outbreak_warning: one("LOCAL이(가) 다른 나라의 발병에 대한 감염병 네트워크의 경고를 따랐습니다", "네트워크에 덜 참여함"),
    border_closure: one("국경이 {months}개월 동안 닫힙니다"),
    stance: either("outcome", "open", { what: "LOCAL이(가) 상대국에 문을 열었습니다(날짜가 정해진 일)" }, { what: "LOCAL이(가) 상대국에 문을 닫았습니다(날짜가 정해진 일)" }),
    stance_changed: either("outcome", "open", { what: "LOCAL이(가) 상대국에 문을 열었습니다", change: "다른 우연, 더 적은 지원이나 자제, 후원국의 더 큰 뒷받침" },
      { what: "LOCAL이(가) 상대국에 문을 닫았습니다", change: "다른 우연, 실패한 협상이 없거나 더 약한 압박, 더 많은 지원이나 자제" }),
    stance_kept: either("outcome", "open", { what: "LOCAL이(가) 상대국에 계속 열려 있었습니다", change: "다른 우연, 실패한 협상, 더 강한 압박, 더 적은 지원이나 자제" },
      { what: "LOCAL이(가) 상대국에 계속 닫혀 있었습니다", change: "다른 우연, 더 많은 지원이나 자제, 후원국의 더 작은 뒷받침" }),
    stance_ended_talks: one("상대국에 문을 닫은 LOCAL이(가) {target:name}와(과)의 협상을 끝냈습니다"),
    access: one("접근이 합의의 {after:percent}입니다(날짜가 정해진 일)"),
    expulsion: one("외국 구호 인력이 떠나 접근이 {after:percent}로 떨어집니다(날짜가 정해진 일)"),
    hospital_drive: one("LOCAL이(가) 이제 해마다 병원 {per_year:.0f}곳을 새로 짓습니다(날짜가 정해진 일)"),
    koryo_drive: one("고려의학에 대한 LOCAL의 노력이 이제 {after:percent}입니다(날짜가 정해진 일)"),
    vaccine_line: one("이제 해마다 {musd_a_year:.1f}백만 달러어치 백신이 물자로 옵니다(날짜가 정해진 일)"),
    insurance_transition: one("LOCAL이(가) 건강보험 전환을 시작합니다(날짜가 정해진 일)"),
    network_joined: either("draw", null, { what: "LOCAL이(가) 감염병 네트워크에 들어왔습니다(날짜가 정해진 결정)" }, { what: "LOCAL이(가) 감염병 네트워크에 들어왔습니다", change: "회원국에 대한 더 낮은 보건 신뢰" }),
    election: either("outcome", "hawk", { what: "{actor:name}에 강경 정부가 들어섰습니다(선거)", change: "유권자의 다른 분위기, 또는 다른 도발 기록" },
      { what: "{actor:name}에 온건 정부가 들어섰습니다(선거)", change: "유권자의 다른 분위기, 또는 다른 도발 기록" }),
    government: either("outcome", "hawkish", { what: "{actor:name}에 강경 정부가 들어섰습니다(날짜가 정해진 일)" }, { what: "{actor:name}에 온건 정부가 들어섰습니다(날짜가 정해진 일)" }),
    table_opened: one("{actor:name}와(과)의 협상이 시작되었습니다"),
    table_stayed_closed: one("{actor:name}와(과)의 협상이 시작되지 않았습니다", "로그 승산 {missing:.2f} 더: 양쪽의 더 큰 고통, 더 높은 신뢰나 중재자, 전제 조건 없음, 더 조용한 달"),
    walk_out: one("{actor:name}이(가) 협상장을 떠났습니다", "대형 도발이 없는 달, 또는 안보와의 분리"),
    no_proposal: either("mediated", true, { what: "{actor:name}와(과)의 " + ROUND + " 안이 나오지 않았습니다. 중재자가 보기에 양쪽에 이로운 안이 없었습니다" },
      { what: "{actor:name}와(과)의 " + ROUND + " 안이 나오지 않았습니다. 제안할 쪽의 요구를 채우는 안이 없었습니다" }),
    proposal_accepted: either("actor", "RECIPIENT", { what: "{target:name}와(과)의 " + ROUND + " LOCAL이(가) 안을 받아들였습니다", change: LESS }, { what: ROUND + " {actor:name}이(가) 안을 받아들였습니다", change: LESS }),
    proposal_rejected: either("actor", "RECIPIENT", { what: "{target:name}와(과)의 " + ROUND + " LOCAL이(가) 안을 거부했습니다", change: MORE }, { what: ROUND + " {actor:name}이(가) 안을 거부했습니다", change: MORE }),
    lapse: either("no_zopa", true, { what: "{actor:name}와(과)의 협상이 {round:turn}차 만에 결렬되었습니다. 양쪽이 받아들일 안이 없었습니다" }, { what: "{actor:name}와(과)의 협상이 {round:turn}차 만에 결렬되었습니다" }),
    offer_withheld: either("package", null, { what: "{actor:name}이(가) 제안을 검토하다 접었습니다. 국내에서 받아들일 만한 안이 없었습니다" }, { what: "{actor:name}이(가) 제안을 검토하다 접었습니다. LOCAL이(가) 거부할 것으로 보았습니다" }),
    offer_accepted: [{ when: { bound: true }, what: "LOCAL이(가) {target:name}의 제안을 받아들였습니다(날짜가 정해진 일). {target:name}이(가) 합의나 기금에 묶여 있어 결과는 없습니다", change: LESS },
      ...either("by_date", true, { what: "LOCAL이(가) {target:name}의 제안을 받아들였습니다(날짜가 정해진 일)", change: LESS }, { what: "LOCAL이(가) {target:name}의 제안을 받아들였습니다", change: LESS })],
    offer_refused: [{ when: { identity: true }, what: "LOCAL이(가) 제안한 쪽 때문에 {target:name}의 제안을 거부했습니다. 어떤 규모라도 부족했습니다", change: MORE },
      ...either("by_date", true, { what: "LOCAL이(가) {target:name}의 제안을 거부했습니다(날짜가 정해진 일)", change: MORE }, { what: "LOCAL이(가) {target:name}의 제안을 거부했습니다", change: MORE })],
    ratified: one("{actor:name}이(가) 합의안을 비준했습니다"),
    ratification_refused: one("{actor:name}에서 합의안 비준이 부결되었습니다", "국내에서 더 가치 있는 안"),
    ratification_failed: one("{actor:name}와(과) 합의한 안이 {opposed:names}에서 비준되지 못했습니다"),
    agreement_signed: one("{actor:name}와(과) LOCAL이(가) 합의에 서명했습니다: {months}개월 동안 {programme_musd:.1f}백만 달러", "", ", 납입 {donors:names}"),
    agreement_ended: one("{actor:name}와(과)의 합의가 {months}개월 기한을 채웠습니다"),
    agreement_renewed: one("{actor:name}와(과) LOCAL이(가) 합의를 갱신했습니다: {months}개월 동안 {programme_musd:.1f}백만 달러", "", ", 납입 {donors:names}"),
    agreement_folded: one("{actor:name}이(가) 공동기금에 납입하게 되어 따로 맺은 합의가 끝났습니다"),
    suspension: one("{actor:name}이(가) 이달 도발로 사업을 중단했습니다", "안보와의 분리, 공동 납입, 또는 더 조용한 달"),
    agreement_withstood: one("{actor:name}의 사업이 이달 도발에도 이어졌습니다", "더 약한 보호, 또는 더 심한 도발"),
    resumption: one("{actor:name}이(가) 사업을 재개했습니다"),
    cancellation: one("LOCAL이(가) {target:name}와(과)의 합의를 취소했습니다", "더 적은 접근, 보편적 프레이밍, 주인의식, 안보와의 분리, 또는 더 조용한 달"),
    resolution_adopted: either("draw", null, { what: "안보리가 결의를 채택했습니다(날짜가 정해진 일)" }, { what: "안보리가 새 제재를 채택했습니다" }),
    resolution_vetoed: one("안보리가 움직이지 않았습니다", "거부권을 덜 쓰려는 상임이사국"),
    relief_granted: either("actor", "donors", { what: "공여국이 아무 대가 없이 인도적 제재를 풀었습니다", more: ". 지금은 신호이고 이어지는 달마다 안심을 줍니다" }, { what: "안보리가 폭넓은 완화를 통과시켰습니다" }),
    relief_vetoed: one("안보리가 폭넓은 완화를 막았습니다"),
    snap_back: either("broad_relief_ends", true, { what: "{target:name}와(과)의 합의에 따른 조건부 완화가 {months}개월 멈추고 폭넓은 완화가 끝납니다" }, { what: "{target:name}와(과)의 합의에 따른 조건부 완화가 {months}개월 멈춥니다" }),
    provocation: one("도발 {count}건, 가장 심한 것은 {gravest}급", "배경을 높이는 것을 줄이거나[ (로그 기준 {eta:raising})] 긴장을 낮추기"),
    posture_move: [{ when: { quiet: true, outcome: "restrained" }, what: "동맹이 조용한 달 다음에 훈련과 대응을 자제했습니다" }, { when: { quiet: true }, what: "동맹이 조용한 달 다음에 훈련과 대응을 늘렸습니다" },
      { when: { outcome: "restrained" }, what: "동맹이 대형 도발 뒤에도 훈련과 대응을 자제했습니다" }, { what: "동맹이 대형 도발 뒤에 훈련과 대응을 늘렸습니다" }],
  },
};

/** What cannot go together, by the beginnings of diplosim/policies/{conflicts,compose}.py; fields keep their names. */
export const FAULTS = {
  precond: "비핵화 조치 뒤에만 대화함", press: "압박", opposed: "{part}은(는) {meaning}을(를) 정하고 {giver}은(는) 조건 없이 완화함",
  postures: "저마다 대응 규칙을 정하는데 하나만 시행할 수 있음", broad: "폭넓은 제재 완화만 제안하는데 {table} 협상에서는 줄 수 있는 행위자가 없음",
  channels: "제안하는 경로는 {offered}인데 {table} 협상이 쓸 수 있는 것은 {usable}뿐임", no_common: "공통되는 {issue}이(가) 없음: {told}", offers: "{name}은(는) {levels}을(를) 제안함",
  too_few: "공동기금에는 양쪽이 지명한 납입국이 적어도 {least}곳 필요함: {told}", names: "{name}은(는) {levels}을(를) 지명함", twice: "정책 {name}이(가) {months} 두 번 시행됩니다. 먼저 하나를 끝내세요",
  alone: "정책 {names}은(는) {months} 작동할 수 없습니다: {reason}", together: "정책 {names}은(는) {months} 함께 시행할 수 없습니다: {reason}", contradicts: "정책 {name}이(가) 스스로 모순됩니다: {reason}",
  few: "정책 {name}: 공동기금에는 납입국이 적어도 {least}곳 필요한데 {count}곳입니다. 예산이 있는 공여국: {donors}", unknown: "정책 {name}: 알 수 없는 납입국 {code}{near}",
  no_budget: "정책 {name}: 납입국 {code}에는 예산이 없습니다", no_donor: "정책 {name}: {code}은(는) 공여국이 아닙니다. 예산이 있는 공여국: {donors}",
  issues: { menu_D: "기간(개월)", menu_c: "공동 재정 비율", menu_k: "경로", menu_r: "제재 완화", menu_f: "프레이밍", menu_q: "조건", menu_g: "지원 내용" },
};

// Which of two particles follows a letter: whether it ends in a consonant, and in that of 로.
const DIGITS = "0136 78";
function ending(letter) {
  if (/[가-힣]/.test(letter)) {
    const last = (letter.charCodeAt(0) - 0xac00) % 28;
    return { closed: last > 0, l: last === 8 };
  }
  return { closed: DIGITS.includes(letter) || /[lmnr]/i.test(letter), l: /[178l]/i.test(letter) };
}

/** A Korean sentence with the particles that fit the words before them; brackets are read over. */
export function particles(text) {
  return text.replace(/(\S)(\([^)]*\))?(은\(는\)|이\(가\)|을\(를\)|와\(과\))/g, (_, letter, aside = "", both) => {
    const [open, closed] = both[0] === "와" ? ["와", "과"] : [both[2], both[0]];
    return letter + aside + (ending(letter).closed ? closed : open);
  });
}

const FIELD = /\{(\w+)\}/g;
const pattern = (template) => new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(FIELD, "(?<$1>.+?)")}$`);

/** A fault in Korean: the English sentence is read back by the template that it was made from. */
export function faultInKorean({ sentences, issues }, text, nameOf) {
  const names = (words) => words.replace(/'(\w+)'/g, (_, name) => nameOf(name) ?? name).replace(/ and /g, ", ");
  const read = (words, keys) => {
    const key = keys.find((one_) => pattern(sentences[one_]).test(words));
    if (!key) return words;
    const { groups = {} } = pattern(sentences[key]).exec(words);
    return FAULTS[key].replace(FIELD, (_, name) => told[name]?.(groups[name]) ?? names(groups[name]));
  };
  const told = {
    part: (name) => nameOf(name), giver: (name) => nameOf(name), name: (name) => nameOf(name),
    meaning: (words) => read(words, ["precond", "press"]),
    issue: (words) => FAULTS.issues[Object.keys(issues).find((key) => issues[key] === words)],
    told: (words) => words.split(" and ").map((one_) => read(one_, ["offers", "names"])).join(", "),
    reason: (words) => words.split("; ").map((one_) => read(one_, ["opposed", "postures", "broad", "channels", "no_common", "too_few"])).join("; "),
    months: (words) => words.replace(/^from (\S+) to (\S+)$/, "$1부터 $2까지").replace(/^in (\S+)$/, "$1에"),
    near: () => "",
  };
  return particles(read(text, ["twice", "alone", "together", "contradicts", "few", "unknown", "no_budget", "no_donor"]));
}
