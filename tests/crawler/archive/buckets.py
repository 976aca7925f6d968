"""Object stores for tests: a folder, and S3 where there is a server for it (moto) to be had."""

import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

KINDS = ("file", "s3")


@cache
def s3() -> str:
    """The address of an S3 server of this process's own; skips the test where there can be none."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


def bucket(kind: str, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of one that is empty."""
    if kind == "file":
        yield f"file://{folder / 'bucket'}"
        return
    patch.setenv("AWS_ENDPOINT_URL", s3())
    patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.setenv(name, "testing")
    name = f"test-{uuid.uuid4().hex}"
    forget_instances().mkdir(name)
    yield f"s3://{name}/pages"


def forget_instances() -> Any:
    """Have the environment read anew; gives the file system that it leads to."""
    import s3fs  # type: ignore[import-not-found,import-untyped,unused-ignore]

    s3fs.S3FileSystem.clear_instance_cache()
    return s3fs.S3FileSystem()


def stopped(address: str, patch: pytest.MonkeyPatch) -> None:
    """From now on the object store at an address does not answer, until the patch is undone."""
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]

    def silent(*_: object, **__: object) -> Any:
        raise ConnectionError("nobody there")

    kind = type(url_to_fs(address)[0])
    for name in ("ls", "find", "info", "cat_file", "put_file", "rm"):
        patch.setattr(kind, name, silent)


def everything(address: str) -> dict[str, bytes]:
    """All that is in it, by name, unpacked where it is packed."""
    import gzip

    from fsspec.core import url_to_fs

    fs, path = url_to_fs(address)
    fs.invalidate_cache()
    found = {name.removeprefix(path): fs.cat_file(name) for name in fs.find(path)}
    return {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in found.items()}
