"""The optional download against a server that breaks off, lies and has moved."""

import gzip
import hashlib
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision
from PIL import Image

from helpers.data import sets
from helpers.data.download import DownloadError, fetch

CONTENT = bytes(range(256)) * 4000  # 1 MB
SUM = hashlib.sha256(CONTENT).hexdigest()


class Faulty(BaseHTTPRequestHandler):
    """Serves `contents[path]`, or else the server's `content`; `fault` says how badly."""

    def do_GET(self):
        server = self.server
        server.asked.append(self.headers.get("Range"))
        if server.fault == "gone":
            return self.send_error(404)
        content, start = server.contents.get(self.path, server.content), 0
        if (wanted := self.headers.get("Range")) and server.fault != "no ranges":
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                return self.send_error(416)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        part = content[start:]
        if server.breaks:  # so many times the connection ends half-way
            server.breaks -= 1
            part = part[: len(part) // 2]
        self.wfile.write(part)

    def log_message(self, *words):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Faulty)
    server.content, server.fault, server.breaks, server.asked = CONTENT, "", 0, []
    server.contents = {}
    server.address = f"http://127.0.0.1:{server.server_port}/set.zip"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def get(server, folder, **options):
    return fetch(server.address, folder / "set.zip", len(CONTENT), SUM, **options)


def test_a_whole_transfer_says_its_size_and_is_not_repeated(server, tmp_path, capsys):
    assert get(server, tmp_path).read_bytes() == CONTENT
    assert "1 MB" in capsys.readouterr().out
    get(server, tmp_path)
    assert len(server.asked) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["set.zip"]


def test_a_broken_transfer_goes_on_where_it_stopped(server, tmp_path):
    server.breaks = 2
    assert get(server, tmp_path).read_bytes() == CONTENT
    assert server.asked == [None, "bytes=512000-", "bytes=768000-"]


def test_a_transfer_that_keeps_breaking_is_kept_for_the_next_call(server, tmp_path):
    server.breaks = 3
    with pytest.raises(DownloadError, match="broke off at 896,000 of 1,024,000.*go on"):
        get(server, tmp_path)
    assert not (tmp_path / "set.zip").exists()
    assert get(server, tmp_path).read_bytes() == CONTENT
    assert server.asked[-1] == "bytes=896000-"


def test_a_server_without_ranges_starts_anew(server, tmp_path):
    server.fault, server.breaks = "no ranges", 1
    assert get(server, tmp_path).read_bytes() == CONTENT


def test_a_lie_about_the_content_is_removed(server, tmp_path):
    server.content = CONTENT[:-1] + b"x"
    with pytest.raises(DownloadError, match="another file.*removed"):
        get(server, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_longer_than_said_is_removed(server, tmp_path):
    server.content = CONTENT + b"more"
    with pytest.raises(DownloadError, match="another file"):
        get(server, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_another_file_does_not_survive(server, tmp_path):
    (tmp_path / "set.zip.part").write_bytes(b"x" * 1000)
    with pytest.raises(DownloadError, match="another file"):
        get(server, tmp_path)
    assert get(server, tmp_path).read_bytes() == CONTENT


def test_a_moved_set_says_so(server, tmp_path):
    server.fault = "gone"
    with pytest.raises(DownloadError, match="404.*moved.*works without"):
        get(server, tmp_path)
    assert not (tmp_path / "set.zip").exists()


def test_no_network_says_so(tmp_path):
    with pytest.raises(DownloadError, match="can't be reached.*network"):
        fetch("http://127.0.0.1:9/set.zip", tmp_path / "set.zip", 10, SUM)


def test_a_file_altered_on_the_disk_is_fetched_again(server, tmp_path):
    get(server, tmp_path).write_bytes(b"altered")
    assert get(server, tmp_path).read_bytes() == CONTENT


def test_horse2zebra_reads_four_folders_and_scales(server, tmp_path, monkeypatch):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        for n, folder in enumerate(("trainA", "trainB", "testA", "testB")):
            for i in range(n + 1):
                picture = io.BytesIO()
                Image.fromarray(np.full((256, 256, 3), 60 * n, np.uint8)).save(picture, "jpeg")
                files.writestr(f"horse2zebra/{folder}/{i}.jpg", picture.getvalue())
    server.content = archive.getvalue()
    monkeypatch.setattr(sets, "FOLDER", tmp_path)
    monkeypatch.setattr(sets, "HORSES", sets.Source(
        server.address, len(server.content), hashlib.sha256(server.content).hexdigest()))
    photos = sets.horse2zebra(64)
    assert [tuple(x.shape) for x in photos] == [(n, 3, 64, 64) for n in (1, 2, 3, 4)]
    assert all(x.dtype == torch.uint8 for x in photos)
    assert [round(x.float().mean().item() / 60) for x in photos] == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="16 to 256"):
        sets.horse2zebra(512)


@pytest.fixture
def clothes(server, tmp_path, monkeypatch):
    """A small Fashion-MNIST on the server: gzip IDX files of three and two pictures."""
    sources = []
    for source, count in zip(sets.FASHION, (3, 3, 2, 2), strict=True):
        name = source.address.rsplit("/", 1)[1]
        pixels = np.arange(count * 784, dtype=np.uint8) if "images" in name else np.arange(count)
        axes = (count, 28, 28) if "images" in name else (count,)
        header = bytes([0, 0, 8, len(axes)]) + b"".join(n.to_bytes(4, "big") for n in axes)
        content = gzip.compress(header + pixels.astype(np.uint8).tobytes())
        server.contents[f"/{name}"] = content
        sources.append(sets.Source(f"http://127.0.0.1:{server.server_port}/{name}", len(content),
                                   hashlib.sha256(content).hexdigest()))
    monkeypatch.setattr(sets, "FASHION", sources)
    monkeypatch.setattr(sets, "FOLDER", tmp_path)
    return tmp_path / "downloads" / "fashion-mnist"


def test_fashion_mnist_reads_as_mnist_does_and_is_loaded_once(server, clothes, capsys):
    fashion = sets.fashion_mnist()
    assert fashion.x_train.shape == (3, 1, 28, 28) and fashion.x_test.shape == (2, 1, 28, 28)
    assert fashion.x_train.dtype == torch.uint8
    assert fashion.x_train.flatten()[:3].tolist() == [0, 1, 2]
    assert fashion.y_train.tolist() == [0, 1, 2] and fashion.y_test.dtype == torch.int64
    assert len(fashion.names) == 10 and fashion.names[9] == "ankle boot"
    assert "train-labels-idx1-ubyte.gz, 1 kB, once" in capsys.readouterr().out
    assert torch.equal(sets.fashion_mnist().x_test, fashion.x_test)
    assert len(server.asked) == len(list(clothes.iterdir())) == 4


def test_an_altered_or_broken_fashion_mnist_is_never_read(server, clothes):
    name = "t10k-labels-idx1-ubyte.gz"
    whole, server.contents[f"/{name}"] = server.contents[f"/{name}"], b"x" * sets.FASHION[3].size
    with pytest.raises(DownloadError, match=f"{name} came whole but is another file.*removed"):
        sets.fashion_mnist()
    server.contents[f"/{name}"] = whole
    assert sets.fashion_mnist().y_test.tolist() == [0, 1]
    (clothes / name).write_bytes(whole[:-1])
    assert sets.fashion_mnist().y_test.tolist() == [0, 1]


def test_the_real_set_is_the_published_one():
    assert sets.HORSES.size == 116_867_962 and sets.HORSES.sha256.startswith("a74d9d392eec")
    assert sets.HORSES.address.endswith("horse2zebra.zip")
    names = [Path(source.address).name for source in sets.FASHION]
    assert sorted(names) == sorted(name for name, _ in torchvision.datasets.FashionMNIST.resources)
    assert sets.FASHION[0].address.startswith(tuple(torchvision.datasets.FashionMNIST.mirrors))
    said = [name.lower() for name in torchvision.datasets.FashionMNIST.classes]
    assert said == [name.lower() for name in sets.CLOTHES]
