"""Archives in bulk: each WARC or JSONL file becomes one Parquet file, on this machine or on a cluster."""
