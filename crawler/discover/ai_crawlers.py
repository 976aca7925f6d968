"""Which names in a robots.txt are those of crawlers that gather for AI.

From the operators' own pages and the list of https://github.com/ai-robots-txt/ai.robots.txt, as of November 2026. Left
out: names of ordinary search, of link previews, of tools that anyone may run (Scrapy, Crawl4AI), and words that are no
name (Code, Spider, Operator): who disallows these has not spoken of AI.
"""

AI_CRAWLERS = (
    # to train models, or to gather for who does
    "GPTBot", "CCBot", "Google-Extended", "ClaudeBot", "anthropic-ai", "Applebot-Extended", "Bytespider",
    "meta-externalagent", "FacebookBot", "Amazonbot", "cohere-ai", "cohere-training-data-crawler", "AI2Bot",
    "Ai2Bot-Dolma", "Diffbot", "omgili", "omgilibot", "Webzio-Extended", "ImagesiftBot", "img2dataset", "Timpibot",
    "PanguBot", "ICC-Crawler", "Kangaroo Bot", "SBIntuitionsBot", "Cotoyogi", "DeepSeekBot", "ChatGLM-Spider",
    "laion-huggingface-processor", "LAIONDownloader", "FriendlyCrawler", "GoogleOther", "Google-CloudVertexBot",
    "bedrockbot", "TikTokSpider", "newsai",
    # to answer with it
    "PerplexityBot", "Perplexity-User", "ChatGPT-User", "OAI-SearchBot", "Claude-Web", "Claude-User",
    "Claude-SearchBot", "Google-NotebookLM", "Gemini-Deep-Research", "meta-externalfetcher", "MistralAI-User",
    "DuckAssistBot", "YouBot", "PhindBot", "Andibot", "iaskspider", "TavilyBot", "LinerBot", "Amzn-SearchBot",
)  # fmt: skip
