BOT_NAME = "neighbour"
SPIDER_MODULES = ["crawler.spiders"]
LOG_LEVEL = "WARNING"
ITEM_PIPELINES = {"cleaners.scrapy_plugin.CopydeskPipeline": 300}
COPYDESK_KEEP_INPUT = False
