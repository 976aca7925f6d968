"""docs/deliver.md says what is so: its configuration loads, its code runs, its tables have every key."""

import re
import runpy
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from crawler.deliver.config import COMMON, load_sinks
from crawler.deliver.kinds import KINDS
from crawler.deliver.line import How
from crawler.deliver.run import deliver
from crawler.deliver.webhook import TRY_AGAIN, Webhook
from crawler.store import Store
from tests.crawler.deliver import desk
from tests.crawler.deliver.services import Receiver

TEXT = (Path(__file__).resolve().parents[3] / "docs/deliver.md").read_text(encoding="utf-8")
CONFIG, *_ = re.findall(r"```toml\n(.*?)```", TEXT, re.S)
VERIFY, OWN = re.findall(r"```python\n(.*?)```", TEXT, re.S)


def test_its_file_has_a_sink_of_each_kind() -> None:
    assert sorted(s.kind for s in load_sinks(CONFIG).sinks) == sorted(KINDS)


def test_its_tables_have_every_key_and_its_list_every_answer_that_may_be_mended() -> None:
    first_cells = re.findall(r"^\| (`[^|]*) \|", TEXT, re.M)
    told = {key for cell in first_cells for key in re.findall(r"`(\w+)`", cell)}
    known = {*COMMON, *(key for kind in KINDS.values() for key in kind.keys)}
    assert known - told == {"class", "options"}  # these two have words around them
    mended = TEXT[TEXT.index("\n401, ") : TEXT.index("may be mended")].replace("423 to 426", "423, 424, 425, 426")
    assert {int(n) for n in re.findall(r"\d{3}", mended)} == TRY_AGAIN


@pytest.mark.parametrize("secret", ["hush", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
def test_its_code_verifies_what_is_posted_and_nothing_else(store: Store, tmp_path: Path, secret: str) -> None:
    (tmp_path / "verify.py").write_text(VERIFY)
    verify = cast("Callable[..., bool]", runpy.run_path(str(tmp_path / "verify.py"))["verify"])
    receiver = Receiver()
    desk.publish(store, 1)
    address = f'url = "http://127.0.0.1:{receiver.port}/"\nsecret = "{secret}"'
    (sink,) = load_sinks(f'[sinks.desk]\nkind = "webhook"\n{address}\n').sinks
    assert deliver(desk.database(tmp_path), sink, {}).sent == 1
    receiver.close()
    (asked,) = receiver.asked
    assert verify(secret, asked.headers, asked.body)
    assert not verify(secret, asked.headers, asked.body.replace(b"Story", b"Gory"))
    assert not verify("other", asked.headers, asked.body)
    assert not verify(secret, {**asked.headers, "webhook-id": "other"}, asked.body)
    assert not verify(secret, {**asked.headers, "webhook-timestamp": str(int(time.time()) - 400)}, asked.body)
    assert isinstance(sink.make({}), Webhook)


def test_its_class_is_a_sink(store: Store, tmp_path: Path, how: How, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mysink.py").write_text(OWN)
    config = load_sinks(CONFIG, tmp_path / "sinks.toml").get("mine")
    assert config
    desk.publish(store, 1)
    desk.publish(store, 2, text="x" * 1_000_000)
    desk.forget(store, 1)
    report = deliver(desk.database(tmp_path), config, {}, how)
    assert (report.sent, report.refused, report.down) == (1, 1, None)
    assert capsys.readouterr().out == "news forgotten 1 None\n"
