"""What people do in more than one story, in the words that stand on their screens."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

STORY = "夫が帰ると家の空気が変わるとのこと。昨夜は二階の窓から外を見て朝を待ったと話された。"
REQUEST = "見回りと、夜に電話が鳴ったときの対応をお願いします。"


@dataclass(frozen=True)
class Her:
    """The invented woman of the stories, one distinct text for each thing that may be told or not."""

    family: str = "𠮷﨑"
    given: str = "髙美"
    family_kana: str = "よしざき"
    given_kana: str = "たかみ"
    phone: str = "090-5550-0147"
    safe_contact: str = "平日の正午から一時の間だけ。非通知でかける。"
    never_contact: str = "留守番電話に残さない。"
    children: str = "上の子は小学二年、下の子は保育園の年長。"
    health: str = "週に一度、整形外科に通っている。"
    other_party: str = "会社員、夜勤のある仕事。車は白い軽。"
    place: str = "青葉区の姉の家、二〇三号室。"
    office_note: str = "次は主任と二人で会う。"

    @property
    def name(self) -> str:
        return f"{self.family} {self.given}"


def chip(page: Page, label: str, name: str = "") -> None:
    """Press a chip by its words; with `name` only in that field."""
    within = page.locator(f"label.chip:has(input[name='{name}'])") if name else page.locator("label.chip")
    within.filter(has_text=label).first.click()


def log_anonymous_call(page: Page, story: str = STORY) -> None:
    """From the home page to a saved consultation of a caller who gave no name."""
    page.goto("/")
    page.get_by_role("link", name="相談を記録する").click()
    expect(page.locator("textarea[name=narrative]")).to_be_focused()
    page.keyboard.insert_text(story)
    chip(page, "電話", "method")
    chip(page, "夫等からの暴力", "main_complaint")
    chip(page, "身体的", "violence_types")
    chip(page, "30歳代", "age_band")
    chip(page, "傾聴・助言", "support_activities")
    page.locator("input[name=minutes]").fill("25")
    page.get_by_role("button", name="相談を記録する").click()
    expect(page.get_by_role("status").filter(has_text="相談を記録しました")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("名乗らない方")


def make_client(page: Page, her: Her) -> None:
    """From the consultation on the screen to a client of her own, with everything that is known of her."""
    page.get_by_role("link", name="相談者として登録する").click()
    for field, text in {
        "family_name": her.family, "given_name": her.given, "family_kana": her.family_kana,
        "given_kana": her.given_kana,
        "birth": "平成2年5月3日", "phone": her.phone, "safe_contact": her.safe_contact,
        "never_contact": her.never_contact, "current_place": her.place, "children_count": "2",
        "children_note": her.children, "health_note": her.health, "other_party_note": her.other_party,
        "office_note": her.office_note,
    }.items():  # fmt: skip
        page.locator(f"main [name={field}]").fill(text)
    page.get_by_role("button", name="相談者を登録する").click()
    expect(page.locator("h1")).to_have_text(her.name)


def refer_to_police(page: Page, her: Her, groups: tuple[str, ...] = ("identity", "contact", "risk")) -> str:
    """From the client on the screen to an offer to the police station; answers with the offer's path."""
    page.get_by_role("link", name="つなぐ").first.click()
    page.locator("select[name=tier]").select_option("police")
    page.locator("input[name=agency_words]").press_sequentially("せんだいちゅうおう")
    expect(page.locator("#agencies input")).to_have_count(1)
    page.locator("#agencies label").filter(has_text="宮城県仙台中央警察署").click()
    chip(page, "いっしょに支援", "kind")
    page.locator("textarea[name=asked]").fill(REQUEST)
    chip(page, "3日以内", "urgency")
    for box in page.locator("input[name=groups]").all():
        box.set_checked(box.get_attribute("value") in groups)
    chip(page, "ご本人の同意", "ground")
    expect(page.locator("#sentence")).to_contain_text(f"{len(groups)}")
    expect(page.locator("#seen")).to_contain_text(her.safe_contact)
    expect(page.locator("#seen")).not_to_contain_text(her.phone)  # a number stands on the contact page alone
    look = page.locator("#recipient")
    expect(look).to_contain_text("宮城県仙台中央警察署")
    if look.locator("input[name=agency_name]").count():
        look.locator("input[name=agency_name]").fill("仙台中央")
    page.get_by_role("button", name="この内容でつなぐ").click()
    expect(page.get_by_role("status").filter(has_text="つなぎました")).to_be_visible()
    return page.url
