"""The webhook: who receives it can tell that it is ours, and says what becomes of a record by its status."""

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.deliver import Delivery, Unavailable
from crawler.deliver.webhook import Webhook, key_of, signature
from tests.crawler.deliver.services import Receiver

RECORD = b'{"version":1,"title":"A"}'
DELIVERY = Delivery(7, "new", "a" * 64, 1, "2026-05-10T12:00:00+00:00", "https://x.test/a", RECORD)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def webhook(receiver: Receiver) -> Iterator[Webhook]:
    url = f"http://127.0.0.1:{receiver.port}/news?desk=1"
    webhook = Webhook(url, "hush", {"Authorization": "Bearer t"}, 5, clock=lambda: 1_700_000_000.5)
    yield webhook
    webhook.close()


def test_a_delivery_is_posted_with_its_key_and_signature(webhook: Webhook, receiver: Receiver) -> None:
    assert webhook.send([DELIVERY]) == []
    (asked,) = receiver.asked
    assert asked.path == "/news?desk=1"
    assert asked.headers["idempotency-key"] == asked.headers["webhook-id"] == DELIVERY.key
    assert asked.headers["webhook-timestamp"] == "1700000000"
    assert asked.headers["webhook-signature"] == signature(b"hush", DELIVERY.key, "1700000000", asked.body)
    assert asked.headers["authorization"] == "Bearer t"
    assert asked.headers["content-type"] == "application/json"
    assert json.loads(asked.body)["record"] == {"version": 1, "title": "A"}


def test_the_signature_is_that_of_the_standard() -> None:
    # the example of the specification's reference libraries
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    assert signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )
    with pytest.raises(ValueError, match="base64"):
        key_of("whsec_no base64!")


@pytest.mark.parametrize("status", [400, 406, 413, 415, 422])
def test_a_record_that_cannot_be_taken_is_refused_with_what_was_said(
    webhook: Webhook, receiver: Receiver, status: int
) -> None:
    receiver.next = [(status, {}, b"no\n such desk")]
    (refusal,) = webhook.send([DELIVERY])
    assert (refusal.delivery, refusal.reason) == (DELIVERY, f"answers {status}: no such desk")


@pytest.mark.parametrize("status", [301, 401, 403, 404, 408, 409, 410, 429, 500, 502, 503])
def test_what_may_be_mended_is_no_refusal(webhook: Webhook, receiver: Receiver, status: int) -> None:
    receiver.next = [(status, {"Location": "https://elsewhere.test/"}, b"")]
    with pytest.raises(Unavailable, match=f"answers {status}"):
        webhook.send([DELIVERY])
    assert webhook.send([DELIVERY]) == []


def test_it_waits_as_long_as_it_is_asked_to(webhook: Webhook, receiver: Receiver) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    receiver.next = [
        (503, {"Retry-After": "17"}, b""),
        (429, {"Retry-After": at}, b""),
        (503, {"Retry-After": "x"}, b""),
    ]
    waits = []
    for _ in range(3):
        with pytest.raises(Unavailable) as caught:
            webhook.send([DELIVERY])
        waits.append(caught.value.wait)
    assert waits[0] == 17
    assert 60 < waits[1] <= 90
    assert waits[2] == 0


def test_one_connection_carries_many(webhook: Webhook, receiver: Receiver) -> None:
    receiver.next = [(204, {}, b""), (200, {}, b"thanks"), (422, {}, b"no")]
    assert len(webhook.send([DELIVERY] * 5)) == 1
    assert len(receiver.asked) == 5


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path))
    receiver = Receiver(tls=context)
    webhook = Webhook(f"https://127.0.0.1:{receiver.port}/", "hush", timeout=5)
    with pytest.raises(Unavailable, match="its certificate cannot be trusted"):
        webhook.send([DELIVERY])
    assert receiver.asked == []
    receiver.close()


def _certificate(folder: Path) -> Path:
    """A certificate that its own key has signed, with the key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(key.private_bytes(*plain) + certificate.public_bytes(serialization.Encoding.PEM))
    return path
