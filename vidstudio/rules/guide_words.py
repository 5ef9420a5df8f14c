"""What the guide knows of the words people use: channels, dates, offers, moods. Patterns only."""

import re

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_FEAST = (
    r"christmas(?: eve)?|xmas|easter|black friday|cyber monday|halloween|new year(?:[’']s)?"
    r"(?: eve)?|valentine[’']?s(?: day)?|mother[’']?s day|father[’']?s day|thanksgiving"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{MONTH}(?: \d{{4}})?"
    rf"|(?:(?:early|mid|late) )?{MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,? \d{{4}})?"
    rf"|\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?|(?:next |this )?{_DAY}|{_FEAST}|tomorrow|tonight"
    r"|(?:next|this|the) (?:week(?:end)?|month|spring|summer|autumn|fall|winter)"
    r"|(?:spring|summer|autumn|winter))"
)
_UNTIL = (
    r"(?:only )?(?:until|till|before|by|through|valid until|ends?(?: on)?|ending(?: on)?|from"
    r"|starting(?: on)?|starts?(?: on)?|ships?(?: from| on| in)?|shipping(?: from)?"
    r"|available(?: from| on| in)?|out(?: on| in)?|launch(?:es|ing)(?: on| in)?"
    r"|opens?(?: on| in)?|opening(?: on| in)?|in stores(?: from| on)?|on sale(?: from| until)?)"
)
DATED = re.compile(rf"\b(?:{_UNTIL} (?:the )?(?:end of )?{DATE}|in {MONTH}(?: \d{{4}})?)", re.I)
_MONEY = (
    r"(?:[€$£]\s?\d+(?:[.,]\d{3})*(?:[.,]\d{1,2})?"
    r"|\d+(?:[.,]\d{3})*(?:[.,]\d{1,2})?\s?(?:€|euros?|dollars?|pounds?|usd|eur))"
)
_NTH = r"(?:first|second|third|1st|2nd|3rd)"
_SAVING = (
    r"(?:up to )?\d{1,3}\s?(?:%|percent|per cent)(?: (?:off|discount|less|cheaper|reduction))?"
    rf"(?: (?:on|for) (?:the|your|every) (?:\w+ ){{0,2}}(?:order|purchase|{_NTH} \w+))?",
    rf"(?:the |every |your )?{_NTH} (?:\w+ ){{1,2}}(?:is |are |goes )?(?:for )?"
    r"(?:free|half price|half off|on us)",
    r"buy (?:one|two|three|\d),? get (?:one|two|three|\d)(?: \w+)? (?:free|half price)",
    r"(?:two|three|2|3) for (?:the price of )?(?:one|two|1|2)\b|half price\b|half off\b",
    r"free (?:shipping|delivery|trial|gift|returns|entry|entrance|sample|month|refill|tasting)s?\b",
    rf"(?:for |at |from |only |just |now )*{_MONEY}(?: (?:a|per|each)\b(?: (?:month|year|week|piece"
    r"|box|bag|bottle|person|night|day|pair|kilo|cup)\b)?)?",
    r"(?:this (?:week|month|weekend)(?: only)?|(?:one|two|three|four) (?:week|day|month)s? only)"
    r"(?= ?(?:[,.;]|$))",
    rf"{_NTH} (?:month|week|class|order|box|lesson|night) for {_MONEY}",
    r"(?:black friday|cyber monday)(?: sale)?\b",
    r"(?:summer|winter|spring|autumn|seasonal|end of season|clearance) sale\b",
    r"limited edition\b|while stocks? lasts?\b",
)
_ONE_OFFER = "|".join((*(rf"(?:with )?(?:{one})" for one in _SAVING), DATED.pattern))
OFFER = re.compile(f"(?:{_ONE_OFFER})(?: (?:{_ONE_OFFER}))*", re.I)

_PLACES: dict[str, str] = {
    "reels": r"(?:instagram |insta |ig |facebook )?(?:reels?|stories|story ads?)|tik ?-?tok"
    r"|snapchat",
    "shorts": r"(?:youtube |yt )(?:shorts?)|shorts(?= ?(?:[,.;]|and\b|$))",
    "feed": r"(?:instagram |insta |facebook |ig )?feed|instagram|insta|facebook|pinterest",
    "youtube": r"youtube|pre-?rolls?|connected tv|tv",
    "linkedin": r"linked ?in",
    "square": r"square(?: (?:format|videos?|posts?))?(?= ?(?:[,.;]|and\b|$))",
}
PLACE = {name: re.compile(rf"\b(?:{words})\b", re.I) for name, words in _PLACES.items()}
_ANY_PLACE = "|".join(_PLACES.values())
PLACES = re.compile(
    r"(?:\b(?:mostly|mainly|especially|only|primarily|also|and|to run|runs?|running|posted"
    r"|to post) )*"
    r"(?:\b(?:on|for|in|as|to|via|with|channels?:?|platforms?:?) )?(?:the )?"
    rf"\b(?:{_ANY_PLACE})\b(?:(?: ?(?:,|\+|&|/)? ?(?:and|or|plus)? ?(?:on |for |the |also )?)"
    rf"\b(?:{_ANY_PLACE})\b)*(?: (?:mostly|mainly|only|too|first|ads?|posts?))?",
    re.I,
)
URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'`]+"
    r"|(?<![@\w.])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}"
    r"(?:com|org|net|io|co|coffee|shop|store|app|dev|de|at|ch|fr|es|it|nl|be|se|no|dk|fi|pl|pt|cz"
    r"|eu|uk|us|ie|ca|au|nz|jp|in|br|me|ai|tv|studio|design|info|biz|online|site|example|test"
    r"|local)"
    r"(?::\d{2,5})?(?:/[^\s<>\"'`]*)?(?![\w@])",
    re.I,
)
COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
SHOTS = re.compile(
    r"(?:\bin |\bwith |\bas )?\b(one|two|three|four|five|six|seven|[1-9]) (?:\w+ )?"
    r"(?:shots|clips|videos|films|scenes|ads|spots|shot|clip|video|film)\b",
    re.I,
)
SECONDS = re.compile(
    r"(?:\b(?:about|around|each|in|of|for) )*\b(\d{1,3}) ?-? ?(?:s|secs?|seconds?)\b"
    r"(?: (?:each|long|clips?|videos?|a shot|per shot))*",
    re.I,
)
RATIO = re.compile(
    r"(?:\b(?:in|as|format|ratio) ?:? ?)?(?<![\d:])(16:9|9:16|1:1|4:5|4:3|3:4|21:9)(?![\d:])"
    r"|(?:\bin )?\b(vertical|upright|horizontal|widescreen)\b(?: (?:format|videos?|clips?))?"
    r"|(?:\bin )?\b(portrait|landscape) (?:format|mode|videos?|orientation)",
    re.I,
)
RATIO_WORDS = {
    "vertical": "9:16",
    "upright": "9:16",
    "portrait": "9:16",
    "horizontal": "16:9",
    "widescreen": "16:9",
    "landscape": "16:9",
}
NEVER = re.compile(
    r"(?:^|(?<=[,.;:!?\n¦])|\b(?:and|but|please)\b)\s*(?:please )?"
    r"(?:nothing(?: too)?|no|not(?: too)?|never(?: say| show| use| mention)?|avoid(?: any)?"
    r"|without(?: any)?(?= (?:people|persons?|humans?|faces?|hands|actors)\b)"
    r"|(?:don[’']?t|do not)(?: ever)?(?: say| show| use| mention| want)?(?: any)?) "
    r"(?!only\b|just\b|idea\b|thanks\b|matter\b|sure\b|problem\b|yet\b)([^,.;!?\n]{2,120})",
    re.I,
)
MUST = re.compile(
    r"(?:^|(?<=[,.;:!?\n¦]))\s*(?:and )?(?:please )?(?:it |we |you )?"
    r"(?:(?:must|should|has to|have to|always) (?:show|include|see|feature)|make sure (?:to show )?"
    r"|must show:?|show|include|feature|keep) ([^.;!?\n]{3,160})",
    re.I,
)
_TONES_WORDS = (
    "warm calm quiet bold playful funny serious elegant premium luxurious luxury minimal "
    "minimalist minimalistic cosy cozy energetic energetically fast loud dreamy romantic "
    "nostalgic honest fresh modern proud friendly cinematic dark moody bright clean dramatic "
    "epic tender raw festive gritty witty sporty youthful sophisticated natural rustic "
    "futuristic retro gentle soft hopeful joyful happy sincere serene mysterious poetic lively "
    "humorous classy classic trendy edgy colourful colorful relaxed inspiring emotional "
    "confident professional trustworthy simple slow intimate wild cool cheerful understated "
    "crisp vintage"
)
TONES = frozenset(_TONES_WORDS.split())
_TONE_FILLERS_WORDS = (
    "and but a an bit little very quite rather tone style mood look feel feeling it should be "
    "is keep make please the in with of or yet also more really somewhat kind vibe vibes slightly "
    "looks feels want we i like to sound atmosphere not too overall voice"
)
TONE_FILLERS = frozenset(_TONE_FILLERS_WORDS.split())
PEOPLE = re.compile(
    r"\b(?:people|persons?|women|men|girls|boys|kids|children|teens?|teenagers|parents|mothers|"
    r"fathers|moms|mums|dads|famil(?:y|ies)|students|teachers|couples|seniors|adults|professionals|"
    r"customers|clients|users|buyers|shoppers|guests|tourists|beginners|everyone|everybody|anyone|"
    r"those|lovers|fans|owners|makers|home ?\w+ers|companies|businesses|teams|startups|agencies|"
    r"gen z|millennials|\w+(?:ers|ors|ists|istas|ians|ants|ees|nerds|folks|workers)|\d\d ?(?:to"
    r"|-|–|and) ?\d\d)\b",
    re.I,
)
NOT_PEOPLE = re.compile(
    r"^(?:the |this |my |our |a |an )?(?:winter|summer|spring|autumn|fall|season|christmas|easter|"
    r"breakfast|lunch|dinner|free|sale|launch|every ?day|home(?! \w)|work|now|me|us|it|instance"
    r"|example|"
    r"ever|all|good|holidays?|campaign|\w+ing)\b",
    re.I,
)
AUDIENCE = re.compile(
    r"\b(?:made for|meant for|aimed at|targeting|target (?:group|audience):?|audience:?|"
    r"to reach|reaching|for) ([^.;!?\n,]{2,160})",
    re.I,
)
