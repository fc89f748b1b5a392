"""What a figure is of, and what its words say of it: whole sentences with the figures that come of them."""

import pytest
from packaged import RULES

from extract.extraction import extract_source
from extract.model import Source, Statement


def _read(text: str) -> tuple[Statement, ...]:
    return extract_source(Source(text, "text/plain"), RULES).statements


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        (
            "去年，固定资产投资10.12亿元，完成年度计划的119.1%，同比增长3%。",
            ["固定资产投资", "固定资产投资完成年度计划", "固定资产投资"],
        ),
        (
            "去年，财政总收入2.16亿元，一般预算收入1.26亿元，分别完成年度计划的113.1%和120.4%，分别增长21.7%和26.1%。",
            [name + what for what in ("", "完成年度计划", "") for name in ("财政总收入", "一般预算收入")],
        ),
        ("去年，生态公益林保护建设，完成进度为90.4%。", ["生态公益林保护建设完成进度"]),
        ("去年，水利投资4800万元，完成70%。", ["水利投资", "水利投资完成"]),
        ("去年，开展培训90场，超额完成年度目标(50场)的180%。", ["开展培训", "开展培训超额完成年度目标(50场)"]),
        (
            "去年，生产总值增长9%，完成灾后重建主要目标任务的72%。",  # a task of its own
            ["生产总值", "灾后重建主要目标任务"],
        ),
        ("去年，主营业务收入435亿元，完成目标547亿元的79.5%。", ["主营业务收入", "主营业务收入完成目标"]),
    ],
)
def test_a_share_of_a_plan_is_of_what_was_planned(text: str, indicators: list[str]) -> None:
    assert [s.indicator for s in _read(text)] == indicators


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("去年，全镇实现国内生产总值47.29亿元。", "国内生产总值"),
        ("去年，第一产业累计实现增加值4亿元。", "第一产业增加值"),
        ("去年，初步核算全区累计实现地区生产总值393.4亿元。", "地区生产总值"),
        ("去年，规模以上企业预计实现产值288亿元。", "规模以上企业产值"),
        ("去年，——农业增加值4.08亿元。", "农业增加值"),
        ("去年，收入总计96.17亿元。", "收入总计"),
        ("去年，公共财政预算支出安排128453万元。", "公共财政预算支出"),
        ("去年，扶贫资金已下达660亿元。", "扶贫资金"),
        ("去年，(下同)全县生产总值100亿元。", "生产总值"),
        ("今年，单项冠军企业有望达到5个。", "单项冠军企业"),
        ("去年，充电站相比“十二五”末增长14倍。", "充电站"),
        ("去年，水网工程将建成供水管线1200公里。", "建成供水管线"),
        ("云川省2019年将建设森林城镇10个。", "建设森林城镇"),
        ("云川省政府办公厅明确全省植树造林任务为590万亩。", "植树造林任务"),
        ("到2025年，贷款余额每年比上年度提升5%以上。", "贷款余额"),
        ("去年，贫困户人均增收1490元。", "贫困户人均增收"),
        ("去年，进出口总额连续两年超过4万亿元。", "进出口总额"),
        ("去年，固定资产投资增速较一季度回升20.9个百分点。", "固定资产投资增速"),
    ],
)
def test_words_around_an_indicator_are_none_of_it(text: str, indicator: str) -> None:
    assert [s.indicator for s in _read(text)] == [indicator]


Stated = tuple[str, str, float, str, str | None]


def _stated(text: str) -> list[Stated]:
    found = [s for s in _read(text) if s.type == "quantity"]
    return [(s.indicator, s.op or "", s.value or 0, s.change or "", s.direction) for s in found]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (
            "去年，全市生产总值增长5.2%、约4.4万亿元。",
            [("生产总值", "=", 5.2, "by", "up"), ("生产总值", "~", 4.4e12, "to", None)],
        ),
        (
            "去年，供电能力提高1200万千瓦、超过4000万千瓦。",
            [("供电能力", "=", 1.2e7, "by", "up"), ("供电能力", ">", 4e7, "to", None)],
        ),
        (
            "去年，进口额、出口额分别突破30亿元、20亿元。",
            [("进口额", ">", 3e9, "to", None), ("出口额", ">", 2e9, "to", None)],
        ),
        (
            "去年，进口额、出口额分别达到30亿元、20亿元以上。",
            [("进口额", ">=", 3e9, "to", None), ("出口额", ">=", 2e9, "to", None)],
        ),
    ],
)
def test_a_comparison_in_front_of_the_second_figure_is_its_own(text: str, stated: list[Stated]) -> None:
    assert _stated(text) == stated


def test_each_figure_has_its_own_baseline() -> None:
    text = "到2025年，氨氮、硫化氢排放总量分别控制在84万吨、57万吨以内，比2010年的92万吨、62万吨分别减少9.0%、6.9%。"
    found = _read(text)[2:]
    assert [(s.indicator, s.value, s.change, s.baseline_year, s.baseline_value) for s in found] == [
        ("氨氮排放总量", 9.0, "by", 2010, 920000),
        ("硫化氢排放总量", 6.9, "by", 2010, 620000),
    ]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("去年，龙头企业186家（比上年多4家）。", [("龙头企业", "=", 186, "to", None)]),
        ("去年，一般公共预算收入73220万元（参见附图）。", [("一般公共预算收入", "=", 732200000, "to", None)]),
        (
            "到2025年，氨氮、硫化氢排放量分别减少11.9%（其中工业减少12.6%）、15.5%（其中生活减少9%）。",
            [("氨氮排放量", "=", 11.9, "by", "down"), ("硫化氢排放量", "=", 15.5, "by", "down")],
        ),
    ],
)
def test_a_bracket_behind_a_figure_is_an_aside(text: str, stated: list[Stated]) -> None:
    assert _stated(text) == stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("去年，到位资金5亿元，增长-16%。", [("到位资金", "=", 5e8, "to", None), ("到位资金", "=", 16, "by", "down")]),
        ("去年，第一产业的贡献率为-0.2%。", [("第一产业的贡献率", "=", -0.2, "to", None)]),
        (
            "去年，总诊疗人次95.5亿，比上年增加11.3亿人次。",
            [("总诊疗人次", "=", 9.55e9, "to", None), ("总诊疗人次", "=", 1.13e9, "by", "up")],
        ),
        (
            "今年，新建住宅95万平方米，让1.6万户、4.5万人住上新房。",
            [
                ("新建住宅", "=", 950000, "to", None),
                ("让住上新房", "=", 16000, "to", None),
                ("让住上新房", "=", 45000, "to", None),
            ],
        ),
        (
            "到2025年，实现“引进人才达到2000名左右，人才贡献率达到40%”的人才发展目标。",
            [("引进人才", "~", 2000, "to", None), ("人才贡献率", "=", 40, "to", None)],
        ),
        (
            "今年，云川市、临江市分别将完成21万亩、17万亩的植树造林任务。",
            [("云川市植树造林任务", "=", 210000, "to", None), ("临江市植树造林任务", "=", 170000, "to", None)],
        ),
        ("去年，教育类支出：安排31652万元。", [("教育类支出", "=", 316520000, "to", None)]),
        (
            "去年，人均地区生产总值18932元，按2018年平均汇率计算为2865美元。",
            [("人均地区生产总值", "=", 18932, "to", None), ("人均地区生产总值", "=", 2865, "to", None)],
        ),
        (
            "今年，新增2个省级和2个市级生态村。",
            [("新增省级生态村", "=", 2, "by", "up"), ("新增市级生态村", "=", 2, "by", "up")],
        ),
        (
            "到2025年，培养10名领军人才，60名优秀人才，不少于100名后备人才。",
            [
                ("培养领军人才", "=", 10, "to", None),
                ("培养优秀人才", "=", 60, "to", None),
                ("培养后备人才", ">=", 100, "to", None),
            ],
        ),
        (
            "去年，产业集群增加到4个，今年有望达到5个。",
            [("产业集群", "=", 4, "to", "up"), ("产业集群", "=", 5, "to", None)],
        ),
        ("到2025年，带动25万贫困户增收。", [("带动贫困户增收", "=", 250000, "to", None)]),
        ("今年，改造20个小区，8个小区正在施工。", [("改造小区", "=", 20, "to", None)]),
        (
            "去年，引进投资10亿元以上项目45个，其中50亿元以上8个、100亿元以上2个。",
            [
                ("引进投资10亿元以上项目", "=", 45, "to", None),
                ("50亿元以上项目", "=", 8, "to", None),
                ("100亿元以上项目", "=", 2, "to", None),
            ],
        ),
        (
            "去年，发放租房补贴500万元、工资700万元。",
            [("发放租房补贴", "=", 5e6, "to", None), ("发放工资", "=", 7e6, "to", None)],
        ),
        (
            "去年，全社会固定资产投资增长20%；外贸出口增长5%。",
            [("全社会固定资产投资", "=", 20, "by", "up"), ("外贸出口", "=", 5, "by", "up")],
        ),
    ],
)
def test_figures_that_were_missed_or_of_another_subject(text: str, stated: list[Stated]) -> None:
    assert _stated(text) == stated


def test_a_recurrence_holds_for_the_whole_list() -> None:
    found = _read("每年培养督导员50名、社工100名。")
    assert [(s.indicator, s.recurrence) for s in found] == [("培养督导员", "yearly"), ("培养社工", "yearly")]


@pytest.mark.parametrize(
    ("text", "indicator", "scope"),
    [
        ("到2025年，云川将争取完成林业投入42亿元。", "林业投入", None),
        ("到2025年，市教育局要在全市新建幼儿园9所。", "新建幼儿园", "全市"),
        ("到2025年，全省将累计推广新能源汽车50万辆。", "累计推广新能源汽车", "全省"),
        ("到2025年，使全市森林覆盖率达到37%。", "森林覆盖率", "全市"),
        ("到2025年，公共支出规模将首次达到30亿元。", "公共支出规模", None),
        ("到2025年，地区生产总值按可比价格计算增长8%。", "地区生产总值", None),
        ("到2025年，新造林6000亩、义务植树55万株。", "新造林", None),
    ],
)
def test_who_acts_is_no_part_of_what_is_done(text: str, indicator: str, scope: str | None) -> None:
    first = _read(text)[0]
    assert (first.indicator, first.scope) == (indicator, scope)


def test_the_whole_year_is_a_time_and_no_place() -> None:
    assert [(s.indicator, s.scope) for s in _read("2025年，全年新增就业8万人，全市新建公园5个。")] == [
        ("新增就业", None),
        ("新建公园", "全市"),
    ]
