"""Somebody else's Scrapy project: its package has the name of ours."""
