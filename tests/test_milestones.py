"""Which clauses under a deadline are milestones: outcomes, no preambles, purposes, reasons or duties to report."""

import pytest

from extract.extraction import extract_source
from extract.milestones import names_state
from extract.model import Source
from extract.rulebook import load_rules

RULES = load_rules()
PLAN = "霁川市公园建设实施方案\n一、总体要求\n"


def read(text: str) -> list[str]:
    """The milestones of a text, each with its deadline's year."""
    found = extract_source(Source(text, "text/plain"), RULES).statements
    return [f"{(s.deadline or '')[:4]} {s.indicator}" for s in found if s.type == "milestone"]


@pytest.mark.parametrize(
    "text",
    [
        "为落实市委部署，确保2025年底实现整治目标，制定本实施方案。",
        "为推进“十四五”时期绿化，实现绿化与城市同步发展，结合实际，特制定本规划。",
        "2025年是收官之年，为做好公园工作，完成省下达的目标任务，编制本计划。",
        "为做好今年工作，实现全年目标任务，现就公园建设提出如下意见。",
        "到2025年，新建公园20座，为如期实现碳达峰奠定坚实基础。",
        "上半年，绿化进度未达到预期目标，主要是因为受雨季影响，苗木供应不足。",
        "各责任单位要于2025年2月3日前，将制订的办理方案经负责人审定后，报送市政府督查室。",
        "各单位于2025年3月底前将工作方案报市人民政府办公室。",
        "2025年1月底前，一并上报工作人员名单。",
        "市政府将于2025年底对进展情况进行专项督查。",
        "市考核办要将2025年市政府确定的目标任务纳入绩效管理考核范围。",
        "会议通过的报告，确定了2025年工作的总体目标和主要任务。",
        "到2025年底，按实况计算，空气质量优良天数比率不低于92.5%。",
        "到2025年，各区节能指标见附表。",
        "2025年，全市将严守耕地保护红线。",
        "2025年，我市将以公园绿地为重点。",
        "2025年，全市将继续统筹财力。",
        "2025年，完成率按照新的口径设置。",
        "到2025年，细颗粒物年均浓度控制在二十九以下，总量向7万亿元冲刺。",
        "2025年1月至3月，动员部署阶段，对2025年需建设的项目进行评估。",
        "2026年起全面实施新标准。",
        "绿化将成为全市“十四五”时期城市发展的战略支点，收入达百亿级企业过百家。",
        "未按期完成的单位，2025年底考核不得评优。",
        "2025年底前，让群众有更多获得感，促进社会保障。",
        "2025年各单位要充分认识绿化工作平稳运行的重要性。",
    ],
)
def test_what_leads_in_or_explains_is_none(text: str) -> None:
    assert read(PLAN + text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "到2025年，公园服务明显改善，区域水平差异缩小，服务水平趋于一致，办事标准基本一致。",
            ["公园服务明显改善", "区域水平差异缩小", "服务水平趋于一致", "办事标准基本一致"],
        ),
        (
            "到2025年，人水关系和谐，节水意识深入人心，节水成为全社会自觉行动。",
            ["人水关系和谐", "节水意识深入人心", "节水成为全社会自觉行动"],
        ),
        ("到2025年，设施更加完善，群众健身更加便利。", ["设施更加完善", "群众健身更加便利"]),
        ("到2025年，在总结试点经验的基础上，建立长效机制。", ["建立长效机制"]),
        ("到2025年，在总结试点经验的基础上，向全市更多社区推开。", ["向全市更多社区推开"]),
        ("2025年，水体比例、污染物减排幅度，完成国家下达任务。", ["水体比例、污染物减排幅度完成国家下达任务"]),
        (
            "到2025年，单位生产总值能耗、主要污染物减排等，实现控制目标。",
            ["单位生产总值能耗、主要污染物减排等实现控制目标"],
        ),
        ("到2025年，新能源装机规模超过火电装机规模。", ["新能源装机规模超过火电装机规模"]),
        ("到2025年，贫困县全部摘帽，推动服务能力显著提升。", ["贫困县全部摘帽", "推动服务能力显著提升"]),
        (
            "到2025年，统一规范的目录体系更加精细，深化改革取得新突破。",
            ["统一规范的目录体系更加精细", "深化改革取得新突破"],
        ),
        (
            "到2025年，以支部为核心的组织建设明显加强，就业形势保持总体稳定。",
            ["以支部为核心的组织建设明显加强", "就业形势保持总体稳定"],
        ),
        ("在2025年全市大会召开前，形成三年行动方案送审稿。", ["形成三年行动方案送审稿"]),
        ("到2025年，突破一批低碳技术，入海河流实现消劣。", ["突破一批低碳技术", "入海河流实现消劣"]),
        ("到2025年，清单全部纳入统一管理，彻底消除积水点。", ["清单全部纳入统一管理", "彻底消除积水点"]),
        ("项目也要确保在2025年9月底前全面开工建设。", ["项目也要确保全面开工建设"]),
        ("2025年底前，市级部门要全面完成系统改造。", ["市级部门要全面完成系统改造"]),
    ],
)
def test_outcomes_are_found(text: str, expected: list[str]) -> None:
    assert read(PLAN + text) == [f"2025 {name}" for name in expected]


def test_a_line_that_names_a_document_is_none() -> None:
    assert read("各科室：\n现印发给你们。\n2025年市《政府工作报告》确定的主要任务责任分解方案\n一、加强绿化。") == []


def test_states_under_goals_that_a_lead_in_dates() -> None:
    text = (
        PLAN + "（一）主要目标\n到2025年，公园体系基本形成。\n——布局进一步优化。各区绿地布局更趋合理，加强日常管理。\n"
    )
    assert read(text) == ["2025 公园体系基本形成", "2025 各区绿地布局更趋合理"]


@pytest.mark.parametrize("clause", ["治理水平稳步提升", "机制更加健全", "改革取得重大突破", "品牌影响力进一步凸显"])
def test_states(clause: str) -> None:
    assert names_state(clause, RULES)


@pytest.mark.parametrize(
    "clause",
    ["不断提升涵养能力", "持续压实责任", "深入推进改革", "全面推行河长制", "更加注重实效", "让山水更加光彩夺目"],
)
def test_ways_of_working_are_no_states(clause: str) -> None:
    assert not names_state(clause, RULES)
