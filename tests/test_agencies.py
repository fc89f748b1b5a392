"""What names of agencies stand for, in documents of different places."""

from pathlib import Path

import pytest
from packaged import RULES

from extract.agencies import canonical, lexicon
from extract.places import gazetteer
from extract.rulebook import Rules, load_rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return RULES


@pytest.mark.parametrize(
    ("place", "name", "full", "level"),
    [
        ("青岛市", "市发展改革委", "青岛市发展和改革委员会", "city"),
        ("青岛市", "市市场监管局", "青岛市市场监督管理局", "city"),
        ("青岛市", "市监局", "青岛市市场监督管理局", "city"),
        ("青岛市", "省教育厅", "山东省教育厅", "province"),
        ("青岛市", "市委组织部", "中共青岛市委组织部", "city"),
        ("青岛市", "中共青岛市委组织部", "中共青岛市委组织部", "city"),
        ("青岛市", "市政府办公厅", "青岛市人民政府办公厅", "city"),
        ("青岛市", "市检察院", "青岛市人民检察院", "city"),
        ("青岛市", "市中级法院", "青岛市中级人民法院", "city"),
        ("青岛市", "市法院", "青岛市中级人民法院", "city"),
        ("青岛市", "团市委", "共青团青岛市委员会", "city"),
        ("青岛市", "市妇联", "青岛市妇女联合会", "city"),
        ("青岛市", "市政协", "中国人民政治协商会议青岛市委员会", "city"),
        ("青岛市", "市税务局", "国家税务总局青岛市税务局", "city"),
        ("青岛市", "青岛银保监局", "中国银行保险监督管理委员会青岛监管局", "city"),
        ("青岛市", "青岛海事局", "青岛海事局", "city"),
        ("青岛市", "青岛金融监管局", "国家金融监督管理总局青岛监管局", "city"),
        ("青岛市", "人行青岛市分行", "中国人民银行青岛市分行", "city"),
        ("青岛市", "市政协办公室", "中国人民政治协商会议青岛市委员会办公室", "city"),
        ("青岛市", "市大数据发展局", "青岛市大数据发展局", "city"),
        ("青岛市", "市食药监局", "青岛市食品药品监督管理局", "city"),
        ("青岛市", "烟台、莱阳经济开发区管委会", "烟台、莱阳经济开发区管委会", "local"),
        ("青岛市", "董家口海事局", "董家口海事局", "local"),
        ("青岛市", "人民银行青岛市中心支行", "中国人民银行青岛市中心支行", "city"),
        ("青岛市", "住房城乡建设局(人防办)", "青岛市住房和城乡建设局", "city"),
        ("青岛市", "市金融监管局", "青岛市金融监管局", "city"),
        ("青岛市", "市会展办", "青岛市会展办", "city"),
        ("青岛市", "市政公用局", "青岛市市政公用局", "city"),
        ("青岛市", "崂山区政府", "青岛市崂山区人民政府", "county"),
        ("青岛市", "胶州市政府", "胶州市人民政府", "county"),
        ("青岛市", "西海岸新区管委", "西海岸新区管理委员会", "county"),
        ("上海市黄浦区", "区建管委", "上海市黄浦区建设和管理委员会", "county"),
        ("上海市黄浦区", "区建设交通委", "上海市黄浦区建设和交通委员会", "county"),
        ("上海市黄浦区", "区水管委", "上海市黄浦区水管委", "county"),
        ("青岛市", "国网青岛供电公司", "国网青岛供电公司", "enterprise"),
        ("青岛市", "市地铁集团", "青岛市地铁集团", "enterprise"),
        ("青岛市", "市物流协会", "青岛市物流协会", "other"),
        ("青岛市", "国家能源局", "国家能源局", "national"),
        ("青岛市", "各区(市)", "各区(市)", "local"),
        ("青岛市", "市直各有关单位", "市直各有关单位", "local"),
        ("青岛市市南区", "区发改局", "青岛市市南区发展和改革局", "county"),
        ("青岛市市南区", "市财政局", "青岛市财政局", "city"),
        ("胶州市", "市教体局", "胶州市教育和体育局", "county"),
        ("单县", "县城管局", "单县城市管理局", "county"),
        ("单县", "县城投公司", "单县城投公司", "enterprise"),
        ("单县", "城关镇", "城关镇", "local"),
        ("单县", "园区", "园区", "local"),
        ("青岛市", "中国铁路济南局集团有限公司青岛站", "中国铁路济南局集团有限公司青岛站", "enterprise"),
        ("青岛市", "市委人才办", "中共青岛市委人才工作领导小组办公室", "city"),
        ("单县", "县政府办", "单县人民政府办公室", "county"),
        ("上海市", "市经济信息化委", "上海市经济和信息化委员会", "province"),
        ("上海市", "杨浦区政府", "上海市杨浦区人民政府", "county"),
        ("北京市", "市法院", "北京市高级人民法院", "province"),
        ("广东省", "国家金融监督管理总局广东监管局", "国家金融监督管理总局广东监管局", "province"),
        ("广东省", "深圳市政府", "深圳市人民政府", "city"),
        ("内蒙古自治区", "自治区党委宣传部", "中共内蒙古自治区党委宣传部", "province"),
        ("锡林郭勒盟", "盟发展改革委", "锡林郭勒盟发展和改革委员会", "city"),
        ("锡林郭勒盟", "自治区教育厅", "内蒙古自治区教育厅", "province"),
        ("延边朝鲜族自治州", "州发改委", "延边朝鲜族自治州发展和改革委员会", "city"),
        ("新疆生产建设兵团", "兵团工信局", "新疆生产建设兵团工业和信息化局", "province"),
        (None, "国家发展改革委", "国家发展和改革委员会", "national"),
        (None, "市场监管总局", "国家市场监督管理总局", "national"),
        (None, "全国人大常委会法工委", "全国人大常委会法工委", "national"),
        (None, "市生态环境局", "市生态环境局", "city"),
        (None, "市发展改革委", "市发展和改革委员会", "city"),
        (None, "市委组织部", "市委组织部", "city"),
        (None, "财政部门", "财政部门", "local"),
    ],
)
def test_canonical(rules: Rules, place: str | None, name: str, full: str, level: str) -> None:
    assert canonical(name, place, rules) == (full, level)


@pytest.mark.parametrize(
    ("within", "place", "name", "full"),
    [
        ("省", "广东省", "商务厅", "广东省商务厅"),
        ("省", None, "商务厅", "省商务厅"),
        ("省", None, "住建厅", "省住房和城乡建设厅"),
        ("省", None, "检察院", "省人民检察院"),
        ("省", None, "税务局", "省税务局"),
        ("省", None, "密码管理局", "省密码管理局"),
        ("省", "广东省", "密码管理局", "广东省密码管理局"),
        ("市", "青岛市", "街道办事处", "街道办事处"),
        ("市", "青岛市", "董家口海事局", "董家口海事局"),
        ("市", "青岛市", "高新区管委", "高新区管理委员会"),
        ("市委", "青岛市", "宣传部", "中共青岛市委宣传部"),
        ("市委", "青岛市", "网信办", "中共青岛市委网络安全和信息化委员会办公室"),
        ("市委", "青岛市", "信访局", "青岛市信访局"),
        ("国家", None, "发展改革委", "国家发展和改革委员会"),
        ("国家", None, "国资委", "国务院国有资产监督管理委员会"),
        ("国家", None, "气象局", "中国气象局"),
    ],
)
def test_a_level_holds_for_a_whole_list(rules: Rules, within: str, place: str | None, name: str, full: str) -> None:
    assert canonical(name, place, rules, within)[0] == full


def test_an_analyst_adds_short_names_of_their_own(tmp_path: Path) -> None:
    mine = 'subject = "agency"\n[tables.more]\n"会展业发展办公室" = ["会展办"]\n'
    (tmp_path / "mine.toml").write_text(mine, encoding="utf-8")
    rules = load_rules(tmp_path)
    assert canonical("市会展办", "青岛市", rules) == ("青岛市会展业发展办公室", "city")
    assert canonical("市发改委", "青岛市", rules)[0] == "青岛市发展和改革委员会"


def test_names_in_running_text_are_found_over_characters(rules: Rules) -> None:
    texts = ["由省发展改革委会同财政部办理", "市委组织部市财政局", "没有机关"]
    found = lexicon(rules).named_in(texts)
    assert [[text[a:b] for a, b in found[text]] for text in texts] == [
        ["省发展改革委", "财政部"],
        ["市委组织部", "市财政局"],
        [],
    ]
    assert lexicon(rules).named_in([]) == {}


@pytest.mark.parametrize("name", ["企业", "产品", "园区", "县城", "含外电", "VOCs", "市场主体", "试点单位"])
def test_what_is_no_agency(rules: Rules, name: str) -> None:
    assert not lexicon(rules).is_agency(name)


@pytest.mark.parametrize("name", ["各镇街", "有关部门", "市城运中心", "县(市、区)人民政府", "即墨区卫健局", "省总工会"])
def test_what_is_an_agency(rules: Rules, name: str) -> None:
    assert lexicon(rules).is_agency(name)


def test_the_table_of_places_is_whole(rules: Rules) -> None:
    places = gazetteer(rules)
    assert len(places.province_of) == 333
    assert len(places.short) == len(places.full) - 1  # 吉林 is a province and its city
    assert {rank: place.name for rank, place in places.chain("山东省青岛市市南区").items()} == {
        "province": "山东省",
        "city": "青岛市",
        "county": "青岛市市南区",
    }
    assert places.chain(None) == {}
