"""A person who fills in an application on the phone, question by question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

from local.population.numbers import numbered
from tests.browser import paper
from tests.browser.phone import Phone

NEXT = "下一步"
NAME = "田某"
BORN = "1966-05-04"
PLACE = ("昌邑区", "兴华街道", "东厂宅社区")
Answer = Callable[[Phone], None]
NO_OTHERS: Mapping[str, Answer] = {}


def order_of(phone: Phone) -> int:
    """The order within the day of birth of whoever has this phone: nobody applies twice."""
    return int(sha256(phone.name.encode()).hexdigest(), 16) % 900 + 1


def number_of(phone: Phone) -> str:
    """The identity number of whoever has this phone."""
    return numbered(BORN, order_of(phone))


def heading(phone: Phone) -> str:
    """The question that is before one's eyes."""
    return phone.page.locator("page:not([hidden]) [aria-level='1']").first.inner_text()


def waits_for(phone: Phone, text: str) -> None:
    """Wait until this is the heading."""
    shown = "document.querySelector(\"page:not([hidden]) [aria-level='1']\")?.textContent"
    phone.page.wait_for_function(f"text => {shown} === text", arg=text)


def goes_on(phone: Phone) -> None:
    """Tap Continue, and wait for the next page."""
    before = heading(phone)
    phone.tap(NEXT)
    shown = "document.querySelector(\"page:not([hidden]) [aria-level='1']\")?.textContent"
    phone.page.wait_for_function(f"before => {shown} !== before", arg=before)


def begins(phone: Phone, entry: str = "申请救助") -> Phone:
    """From the first page to the first question."""
    phone.open()
    phone.tap(entry, exact=False)
    phone.tap("开始填")
    phone.is_at("step")
    return phone


def draft_of(phone: Phone) -> str:
    """The id of the draft that is open."""
    return str(phone.page.evaluate("phone.page().draft"))


def opens(phone: Phone, place: str, draft: str = "") -> Phone:
    """Open the mini program at a question of the draft."""
    shown = draft or draft_of(phone)
    phone.open(f"/pages/step/step?draft={shown}&at={place.replace('/', '%2F')}")
    phone.is_at("step")
    return phone


def types(text: str) -> Answer:
    """Type into the only field."""
    return lambda phone: phone.type(heading(phone), text)


def taps(*labels: str) -> Answer:
    """Tap these, one after another."""
    return lambda phone: [phone.tap(label) for label in labels]


def opens_account(phone: Phone) -> None:
    """Give bank and number."""
    phone.type("哪家银行（卡上写着）", "吉林银行")
    phone.type("卡号或者存折账号", "6217 0000 0000 0002 018")


def photographs(folder: Path) -> Answer:
    """Take a photo of a paper, and wait until it is on the screen."""

    def photograph(phone: Phone) -> None:
        phone.choose_photo("拍照", paper.sharp(folder))
        phone.sees("照片 1")

    return photograph


def signs(phone: Phone) -> None:
    """Sign, and be looked at by the camera."""
    signs_alone(phone)
    is_filmed(phone)


def signs_alone(phone: Phone) -> None:
    phone.tap(f"签名 {NAME}")
    phone.sign("签名的框")
    phone.tap("签好了")
    phone.sees("已经签名")


def is_filmed(phone: Phone) -> None:
    phone.tap(f"刷脸证明是本人 {NAME}")
    phone.tap("开始刷脸")
    phone.tap("本人（身份证上的人）")
    phone.sees("已经证明是本人")
    phone.tap("接着办")
    phone.is_at("step")


PERSON: Mapping[str, Answer] = {
    "叫什么名字？": types(NAME),
    "有身份证号码吗？": taps("有号码"),
    "身份证号码是多少？": lambda phone: phone.type("身份证号码是多少？", number_of(phone)),
    "您结婚了吗？": taps("没结婚"),
    "现在有工作吗？": taps("没有"),
    "有残疾证吗？是哪一种？": taps("肢体残疾"),
    "残疾证上是几级？": taps("二级"),
    "得了大病吗？": taps("没有"),
    "有几件事自己做不了？": taps("一件做不了"),
    "住在养老院或福利院吗？": taps("没有"),
}


def adds(answers: Mapping[str, Answer], button: str = "现在填") -> Answer:
    """Add one to a list: a member of the family, an income, a relative."""

    def add(phone: Phone) -> None:
        phone.tap(button)
        waits_for(phone, next(iter(answers)))
        while heading(phone) in answers:
            answers[heading(phone)](phone)
            goes_on(phone)

    return add


def adds_oneself(phone: Phone) -> None:
    """Answer what is asked of the first member of the family."""
    adds(PERSON)(phone)


def application(folder: Path) -> dict[str, Answer]:
    """What a disabled person who lives alone answers, by question."""
    none = taps("没有")
    return {
        "家里有什么难处？": types("我残疾在家，没有收入。"),
        "是不是突然出了什么事？": taps("没有，一直就困难"),
        "家里现在领低保吗？": none,
        "家里有哪些人？": adds_oneself,
        "家里有哪些收入？": taps("没有收入"),
        "家里一共有多少存款？": types("1200.5"),
        "股票、基金、保险值多少钱？": types("0"),
        "家里有几辆机动车？": types("0"),
        "家里有几套房子？": types("1"),
        "家里有几家店或公司？": types("0"),
        "过去一年有哪些大的支出？": taps("没有大的支出"),
        "外面有没有该养您家的亲属？": none,
        "家里已经领了别的救助吗？": taps("都没有"),
        "您家户口在哪里？": taps(*PLACE),
        "现在就住在户口所在的地方吗？": taps("住在那里"),
        "拍身份证": photographs(folder),
        "还有想给我们看的吗？": lambda phone: None,
        "钱打到哪个银行账户？": opens_account,
        "打哪个电话能找到您？": types("13912345678"),
        "请家里的大人签名": signs,
    }


def fills_in(
    phone: Phone, folder: Path, until: str = "", others: Mapping[str, Answer] = NO_OTHERS
) -> list[str]:
    """Answer every question, or those before `until`; the questions in their order.

    `others` answers some of them otherwise.
    """
    answers, asked = {**application(folder), **others}, []
    while phone.route().endswith("step") and heading(phone) != until:
        question = heading(phone)
        asked.append(question)
        answers[question](phone)
        goes_on(phone)
    return asked


def tells_of_an_emergency(phone: Phone) -> list[str]:
    """Answer the four screens of urgent aid; their headings."""
    screens = [heading(phone)]
    phone.type("出了什么事？", "昨晚家里失火，没地方住。")
    goes_on(phone)
    screens.append(heading(phone))
    for name in PLACE:
        phone.tap(name)
    goes_on(phone)
    screens.append(heading(phone))
    phone.type("叫什么名字？", NAME)
    phone.tap("有号码")
    phone.type("身份证号码是多少？", number_of(phone))
    goes_on(phone)
    screens.append(heading(phone))
    opens_account(phone)
    phone.type("打哪个电话能找到您？", "0432-65012345")
    goes_on(phone)
    return screens
