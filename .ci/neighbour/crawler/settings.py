BOT_NAME = "neighbour"
SPIDER_MODULES = ["crawler.spiders"]
LOG_LEVEL = "WARNING"
