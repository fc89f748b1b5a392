"""By how much or to what a figure changes, and which way, by the rule that reads it (GUIDE: change, direction)."""

from extract.coordination import is_measured
from extract.figure_lists import Topic
from extract.figure_names import name_begins
from extract.frames import Token
from extract.model import Quantity
from extract.rulebook import Rule, Rules

OPPOSITE = {"up": "down", "down": "up"}


def change_of(
    rule: Rule, verb: Token | None, name: str, topic: Topic | None, quantity: Quantity, text: str, rules: Rules
) -> tuple[str, str | None, str]:
    """``to`` or ``by``, the direction, and the indicator's text, to which a verb of work belongs (GUIDE: change)."""
    regions, units = rules.words["statement"]["region"], rules.sets["quantity"]
    patterns, begins, first = rules.patterns["figure"], name_begins(rules), name[:1]
    down = verb is not None and verb.tag in ("DOWN", "DOWNTO")
    is_at = text.endswith(rules.words["figure"]["at"], 0, quantity.start)
    if quantity.unit in units["doubling"]:
        return "by", "up", name
    match rule.make:
        case "change_to":
            return "to", None if verb and verb.tag == "TURN" else "down" if down else "up", name
        case "change_by" if quantity.value < 0:
            return "by", "up" if down else "down", name
        case "change_by":
            if verb and patterns["betters"].fullmatch(text, verb.start, verb.end):
                whose = topic.stems[-1] if topic and not name else name
                down = rules.patterns["indicator"]["less_is_better"].search(whose) is not None  # PM2.5浓度改善5%
            counted = quantity.unit in rules.sets["figure"]["work"]
            if verb is not None and counted and patterns["work_noun"].match(name):
                return "to", None, name + text[verb.start : verb.end]
            return "by", "down" if down else "up", name
        case "hold":
            return "to", "hold", name
        case "add" if quantity.unit in units["year"] and patterns["on_average"].search(name):
            return "to", None, name  # 新增劳动力平均受教育年限13.5年
        case "add" | "beyond":
            return "by", "up", name
        case "act" if begins["adds"][first] and patterns["adds"].match(name):
            return "by", "up", name
        case "act" if quantity.unit == "%" and patterns["exceeds"].match(name):
            return "by", "up", name
        case "act" if patterns["measure_end"].match(name) and (raised := patterns["raises"].match(name)):
            return "by", "up", name[raised.end() :]
        case "serve":
            return "to", None, name[:1] + next((name[1 + len(w) :] for w in regions if name.startswith(w, 1)), name[1:])
        case "state" if is_at and (kept := patterns["keeps"].match(name)):
            return "to", "hold", name[kept.end() :]
        case "state" | "act" if quantity.unit in units["point"]:
            return _differs(name, quantity, rules)
    if begins["shrinks"][first] and (less := patterns["shrinks"].match(name)):
        measured = quantity.unit == "%" or is_measured(name, rules)
        cut = less["cut"] and measured  # 压减支出10%, 削减排放量5吨; 淘汰产能30% is work done
        return ("by", "down", name[less.end() :]) if cut else ("to", "down", name)
    return "to", None, name


def _differs(name: str, quantity: Quantity, rules: Rules) -> tuple[str, str | None, str]:
    """What _change says of points that something differs by or adds: 增速比全国高, 拉动投资."""
    patterns = rules.patterns["figure"]
    if rate := patterns["rate_differs"].search(name):
        return "by", rate.lastgroup, name[: rate.start()]
    direction = differs.lastgroup if (differs := patterns["differs"].search(name)) else None
    return "by", OPPOSITE[direction] if direction and quantity.value < 0 else direction, name
