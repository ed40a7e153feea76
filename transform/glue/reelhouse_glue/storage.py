"""S3 as the job uses it, in the driver and in the workers. `AWS_ENDPOINT_URL` leads it to another S3, as all of AWS's own tools."""

import io
from functools import lru_cache
from typing import BinaryIO

import boto3
from botocore.config import Config


@lru_cache(maxsize=1)
def client():
    """One per process: a client is not sent from the driver to the workers."""
    return boto3.client("s3", config=Config(retries={"mode": "standard", "max_attempts": 8}))


def get_bytes(bucket: str, key: str) -> bytes:
    return client().get_object(Bucket=bucket, Key=key)["Body"].read()


def get_range(bucket: str, key: str, start: int, end: int) -> bytes:
    """The bytes from `start` up to and without `end`; fewer where the object ends before."""
    if end <= start:
        return b""
    answer = client().get_object(Bucket=bucket, Key=key, Range=f"bytes={start}-{end - 1}")
    return answer["Body"].read()


def size_of(bucket: str, key: str) -> int:
    return client().head_object(Bucket=bucket, Key=key)["ContentLength"]


def put(bucket: str, key: str, body: bytes | BinaryIO, content_type: str, metadata: dict[str, str]) -> None:
    """One request, so that the object is there whole or not at all."""
    client().put_object(Bucket=bucket, Key=key, Body=body, ContentType=content_type, Metadata=metadata)


def stream(bucket: str, key: str, chunk: int = 8 << 20):
    """The object's bytes in order."""
    yield from client().get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(chunk)


class RangeFile(io.RawIOBase):
    """An object as a file that can be read anywhere: what the Parquet reader needs."""

    def __init__(self, bucket: str, key: str):
        self._bucket, self._key, self._at = bucket, key, 0
        self._size = size_of(bucket, key)

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def read(self, size: int = -1) -> bytes:
        end = self._size if size is None or size < 0 else min(self._size, self._at + size)
        data = get_range(self._bucket, self._key, self._at, end)
        self._at += len(data)
        return data

    def readinto(self, buffer) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
