"""Payloads that would do something where they are shown, and strings that break what stores or shows them. Our own; the
suites of others have more."""

SCRIPTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    '"><script>alert(1)</script>',
    "<a href='javascript:alert(1)'>a link of a story</a>", "<a href=' &#1;javascript:alert(1)'>a link</a>",
    "<a href='jav&#x09;ascript:alert(1)'>a link</a>", "<a href='data:text/html,<script>alert(1)</script>'>a link</a>",
    "<a href='vbscript:msgbox(1)'>a link</a>", "<iframe src=javascript:alert(1)></iframe>",
    "<object data=x></object>",
    "<embed src=x>", "<form action=javascript:alert(1)><button>go</button></form>",
    "<math><mi xlink:href='javascript:1'>",
    "<style>*{background:url(javascript:1)}</style>", "<base href=javascript:1//>",
    "<meta http-equiv=refresh content=0>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "&lt;img src=x onerror=alert(1)&gt;", "[a link](javascript:alert(1))", "![x](javascript:alert(1))",
    "[x]: javascript:alert(1)", "&lt;javascript:alert(1)&gt;", "<textarea></textarea><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<![CDATA[<script>alert(1)</script>]]>",
    "]]&gt;&lt;script&gt;alert(1)&lt;/script&gt;", "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<p style='behavior:url(x)' onclick=alert(1)>A paragraph of the story.</p>", "`<script>alert(1)</script>`",
    "~~~\n&lt;script&gt;alert(1)&lt;/script&gt;", "<template><script>alert(1)</script></template>",
)  # fmt: skip
STRINGS = (
    "", " ", "\t", "\u00a0", "null", "None", "undefined", "true", "0", "-1", "1e309", "NaN", "Infinity", "0x0",
    "2026-02-30", "../../../etc/passwd", "..\\..\\windows", "/dev/null", "C:\\", "con", "NUL", "a" * 5000,
    "'; drop table articles; --", '" or 1=1 --', "%s%s%n", "${jndi:ldap://x}", "{{7*7}}", "$(reboot)", "`reboot`",
    "=1+1", "+1", "-1+1", "@sum(1)", "＝1+1", "\u202eback\u202c", "\u200b\u200d\ufeff", "\ufffe", "\uffff",
    "\U000e0041", "e\u0301" * 50, "Z̀́̂̃̄", "田中さんにあげて下さい", "ثم نفس سقطت", "👩‍👩‍👧‍👦", "🇩🇪🇺🇸", "ﷺ", "İı", "ß", "ǅ",
    "\x00", "\x01\x02\x08\x0b\x0c\x0e\x1f", "\x7f\x80\x9f", "\ud800", "\udfff\ud800", "a\x00b", "\r\n",
    "\u2028\u2029",
    "<", ">", "&", "'", '"', "<!--", "-->", "]]>", "&#0;", "&#xD800;", "\\", "\\u0000", "---", "...", "# x",
    "| a | b |",
)  # fmt: skip
