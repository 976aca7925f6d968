BEGIN TRANSACTION;
CREATE TABLE articles (
	"key" TEXT NOT NULL, 
	id TEXT NOT NULL, 
	canonical_key TEXT, 
	content_hash VARCHAR NOT NULL, 
	title TEXT, 
	published_at VARCHAR, 
	language VARCHAR, 
	first_seen_at VARCHAR NOT NULL, 
	fetched_at VARCHAR, 
	record TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "articles" VALUES('courier.test/a','https://courier.test/a',NULL,'hash of Story.
','Title','2026-11-21','en','2026-11-22T16:24:24+00:00','2026-11-22T10:00:00+00:00','{"id":"https://courier.test/a","url":"https://courier.test/a","canonical_url":null,"title":"Title","deck":null,"description":null,"blocks":[],"text":"Story.\n","word_count":1,"language":"en","authors":["Ann Rook"],"posted_by":null,"published_at":"2026-11-21","modified_at":null,"site":{"name":null,"domain":null},"source":null,"agency":null,"dateline":null,"credits":[],"republished_from":null,"rights":{"notice":null,"licence":null,"reservations":[]},"corrections":[],"section":null,"tags":[],"images":[],"flags":[],"evidence":{},"removal_counts":{},"content_hash":"hash of Story.\n","urls":["https://courier.test/a","https://courier.test/copy"],"version":null,"story_id":null,"fetched_at":"2026-11-22T10:00:00+00:00","first_seen_at":null,"schema_version":1,"cleaner_version":"0.1.0"}');
CREATE TABLE documents (
	url TEXT NOT NULL, 
	content_type TEXT NOT NULL, 
	etag TEXT, 
	last_modified TEXT, 
	fetched_at VARCHAR NOT NULL, 
	body BLOB NOT NULL, 
	PRIMARY KEY (url)
);
CREATE TABLE meta (
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('schema_version','1');
CREATE TABLE outbox (
	output TEXT NOT NULL, 
	article_key TEXT NOT NULL, 
	PRIMARY KEY (output, article_key), 
	FOREIGN KEY(article_key) REFERENCES articles ("key") ON DELETE CASCADE
);
INSERT INTO "outbox" VALUES('/news/out.jsonl','courier.test/a');
CREATE TABLE pages (
	"key" TEXT NOT NULL, 
	url TEXT NOT NULL, 
	source TEXT, 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	status INTEGER, 
	final_url TEXT, 
	settled_at VARCHAR NOT NULL, 
	fetched_at VARCHAR, 
	etag TEXT, 
	last_modified TEXT, 
	headers TEXT, 
	body BLOB, 
	article_key TEXT, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(article_key) REFERENCES articles ("key")
);
INSERT INTO "pages" VALUES('courier.test/a','https://courier.test/a','https://courier.test/','stored','an article',200,'https://courier.test/a','2026-11-22T16:24:24+00:00','2026','"7"','Sat, 21 Nov 2026','{"etag":"\"7\"","last-modified":"Sat, 21 Nov 2026"}',X'789CB329B063284A2CFF6FA35F6007001AAF044D','courier.test/a');
INSERT INTO "pages" VALUES('courier.test/copy','https://courier.test/copy','https://courier.test/','duplicate','the same title and text as https://courier.test/a',200,NULL,'2026-11-22T16:24:24+00:00','2026','"7"','Sat, 21 Nov 2026','{"etag":"\"7\"","last-modified":"Sat, 21 Nov 2026"}',X'789CB329B063284A2CFF6FA35F6007001AAF044D','courier.test/a');
INSERT INTO "pages" VALUES('courier.test/b','https://courier.test/b',NULL,'rejected','an index page',NULL,NULL,'2026-11-22T16:24:24+00:00',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pages" VALUES('courier.test/c','https://courier.test/c','https://courier.test/','failed','the server failed',500,NULL,'2026-11-22T16:24:24+00:00',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "pages" VALUES('courier.test/d','https://courier.test/d','https://courier.test/','skipped','robots.txt',NULL,NULL,'2026-11-22T16:24:24+00:00',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE removals (
	article_key TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	block INTEGER NOT NULL, 
	cleaner VARCHAR NOT NULL, 
	rule VARCHAR NOT NULL, 
	why TEXT NOT NULL, 
	text TEXT NOT NULL, 
	field VARCHAR, 
	PRIMARY KEY (article_key, number), 
	FOREIGN KEY(article_key) REFERENCES articles ("key") ON DELETE CASCADE
);
INSERT INTO "removals" VALUES('courier.test/a',0,0,'share_bar','r1','a bar','Share this',NULL);
INSERT INTO "removals" VALUES('courier.test/a',1,1,'source_line','r2','a line','Source: CNN','source');
CREATE INDEX articles_by_id ON articles (id);
CREATE INDEX articles_by_canonical ON articles (canonical_key);
CREATE INDEX articles_by_content ON articles (content_hash);
CREATE INDEX pages_by_state ON pages (state);
COMMIT;
