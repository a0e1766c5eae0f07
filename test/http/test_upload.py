"""Uploads by tus 1.0: every header and refusal of the protocol that clients
lean on, cut connections, restarts, checksums."""
import base64
import hashlib
import os
import signal
import socket
import time

TUS = {"Tus-Resumable": "1.0.0"}
OFFSET = {"Content-Type": "application/offset+octet-stream"}


def create(client, size, **head):
    return client.call("POST", "/api/v1/uploads", headers={**TUS, "Upload-Length": str(size), **head})


def where(answer):
    return answer.want(201).headers["location"]


def part(client, path, offset, data, **head):
    return client.call("PATCH", path, body=data, headers={
        **TUS, **OFFSET, "Upload-Offset": str(offset), **head})


def offset(client, path):
    got = client.call("HEAD", path, headers=TUS).want(200)
    return int(got.headers["upload-offset"])


def sha256(client, path):
    return client.get(path).want(200).json["sha256"]


def test_R12_1_options_tell_what_the_server_can(site):
    for path in ("/api/v1/uploads", "/api/v1/uploads/x"):
        got = site.nobody().call("OPTIONS", path).want(204)
        assert got.headers["tus-resumable"] == "1.0.0" and got.headers["tus-version"] == "1.0.0"
        assert set(got.headers["tus-extension"].split(",")) >= {"creation", "checksum", "termination"}
        assert got.headers["tus-checksum-algorithm"] == "sha1,sha256"
        assert int(got.headers["tus-max-size"]) > 1 << 30


def test_R12_1_an_upload_goes_up_in_parts_and_tells_its_offset(site):
    steward = site.as_("steward")
    made = create(steward, 10, **{"Upload-Metadata": "filename " + base64.b64encode(
        "许可.csv".encode()).decode() + ",is_final"})
    path = where(made)
    assert made.headers["tus-resumable"] == "1.0.0" and "GMT" in made.headers["upload-expires"]
    got = steward.call("HEAD", path, headers=TUS).want(200)
    assert (got.headers["upload-offset"], got.headers["upload-length"]) == ("0", "10")
    assert got.headers["cache-control"] == "no-store" and got.headers["tus-resumable"] == "1.0.0"
    assert "is_final" in got.headers["upload-metadata"]
    assert part(steward, path, 0, b"01234").want(204).headers["upload-offset"] == "5"
    assert sha256(steward, path) is None, "not whole yet"
    assert part(steward, path, 5, b"56789").want(204).headers["upload-offset"] == "10"
    shown = steward.get(path).want(200).json
    assert shown["sha256"] == hashlib.sha256(b"0123456789").hexdigest()
    assert shown["complete"] and shown["filename"] == "许可.csv" and shown["length"] == 10
    stored = site.dir / "uploads" / path.rsplit("/", 1)[1]
    assert stored.read_bytes() == b"0123456789"


def test_R12_1_a_name_that_is_too_long_keeps_its_ending_and_whole_characters(site):
    steward = site.as_("steward")

    def named(raw):
        return create(steward, 1, **{"Upload-Metadata": "filename " + base64.b64encode(raw).decode()})

    for name, kept in (("许" * 100 + ".xlsx", "许" * 65 + ".xlsx"), ("a" + "可" * 90, "a" + "可" * 66),
                       ("许" * 66 + "ab", "许" * 66 + "ab"), ("x." + "𠀀" * 60, "x." + "𠀀" * 49)):
        assert steward.get(where(named(name.encode()))).want(200).json["filename"] == kept, name
    for bad in (b"\xff\xfe.csv", "许".encode()[:2], b"a\0b.csv", b"\xed\xa0\x80.csv"):
        named(bad).refused(400, "upload-metadata-bad", field="Upload-Metadata")


def test_R12_1_refusals_of_the_protocol(site):
    steward = site.as_("steward")
    path = where(create(steward, 10))
    for method, at in (("POST", "/api/v1/uploads"), ("HEAD", path), ("PATCH", path), ("DELETE", path)):
        for version in ({}, {"Tus-Resumable": "0.2.2"}):
            got = steward.call(method, at, headers={**version, **OFFSET, "Upload-Length": "5",
                                                    "Upload-Offset": "0"})
            assert got.status == 412 and got.headers["tus-version"] == "1.0.0", (method, got.status)
    part(steward, path, 3, b"abc").refused(409)
    steward.call("PATCH", path, body=b"abc", headers={**TUS, "Upload-Offset": "0",
                 "Content-Type": "text/csv"}).refused(415)
    steward.call("PATCH", path, body=b"abc", headers={**TUS, **OFFSET}).refused(400)
    part(steward, path, -1, b"abc").refused(400)
    part(steward, path, 0, b"x" * 11).refused(413)
    assert offset(steward, path) == 0
    part(steward, "/api/v1/uploads/nosuchupload0000", 0, b"x").refused(404)
    assert steward.call("HEAD", "/api/v1/uploads/nosuch", headers=TUS).status == 404
    steward.call("POST", "/api/v1/uploads", headers=TUS).refused(400)
    create(steward, "abc").refused(400)
    create(steward, 1 << 50).refused(413)
    create(steward, 5, **{"Upload-Metadata": "filename ###"}).refused(400)
    create(site.nobody(), 5).refused(401)


def test_R12_1_a_checksum_is_checked_and_a_wrong_one_keeps_nothing(site):
    steward, data = site.as_("steward"), b"some rows of a table\n"
    path = where(create(steward, len(data)))
    for name, fn in (("sha1", hashlib.sha1), ("sha256", hashlib.sha256)):
        wrong = base64.b64encode(fn(b"other").digest()).decode()
        part(steward, path, 0, data, **{"Upload-Checksum": f"{name} {wrong}"}).want(460)
        assert offset(steward, path) == 0
    part(steward, path, 0, data, **{"Upload-Checksum": "md5 xxxx"}).refused(400)
    part(steward, path, 0, data, **{"Upload-Checksum": "sha1 !"}).refused(400)
    right = base64.b64encode(hashlib.sha1(data[:5]).digest()).decode()
    part(steward, path, 0, data[:5], **{"Upload-Checksum": "sha1 " + right}).want(204)
    right = base64.b64encode(hashlib.sha256(data[5:]).digest()).decode()
    part(steward, path, 5, data[5:], **{"Upload-Checksum": "sha256 " + right}).want(204)
    assert offset(steward, path) == len(data)
    assert sha256(steward, path) == hashlib.sha256(data).hexdigest()


def test_R12_1_an_upload_is_unseen_by_other_agencies_and_can_be_given_up(site):
    steward = site.as_("steward")
    other = site.as_("steward", 1)
    path = where(create(steward, 3))
    part(other, path, 0, b"abc").refused(404)
    other.call("DELETE", path, headers=TUS).refused(404)
    steward.call("DELETE", path, headers=TUS).want(204)
    assert steward.call("HEAD", path, headers=TUS).status == 404


def test_R12_1_an_empty_file_is_complete_at_once(site):
    steward = site.as_("steward")
    path = where(create(steward, 0))
    assert steward.get(path).want(200).json["complete"]
    assert sha256(steward, path) == hashlib.sha256(b"").hexdigest()


def cut(client, path, at, data, announced):
    """A PATCH whose client leaves half-way."""
    head = (f"PATCH {path} HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nTus-Resumable: 1.0.0\r\n"
            f"Content-Type: application/offset+octet-stream\r\nUpload-Offset: {at}\r\n"
            f"Cookie: {client.cookie}\r\nX-CSRF-Token: {client.csrf}\r\n"
            f"Content-Length: {announced}\r\n\r\n")
    with socket.create_connection(("127.0.0.1", client.port)) as s:
        s.sendall(head.encode() + data)
        time.sleep(0.3)


def test_R12_1_what_came_before_a_cut_counts_and_the_rest_follows(site):
    steward, data = site.as_("steward"), os.urandom(3 << 20)
    path = where(create(steward, len(data)))
    cut(steward, path, 0, data[:1 << 20], len(data))
    for _ in range(50):
        have = offset(steward, path)
        if have:
            break
        time.sleep(0.1)
    assert have == 1 << 20, have
    part(steward, path, have, data[have:]).want(204)
    stored = site.dir / "uploads" / path.rsplit("/", 1)[1]
    assert stored.read_bytes() == data
    assert sha256(steward, path) == hashlib.sha256(data).hexdigest()


def test_R12_1_acknowledged_bytes_survive_kill_9(site):
    steward, data = site.as_("steward"), os.urandom(100000)
    path = where(create(steward, len(data)))
    part(steward, path, 0, data[:60000]).want(204)
    site.restart(how=signal.SIGKILL)
    steward = site.as_("steward")
    have = offset(steward, path)
    assert have == 60000, have
    part(steward, path, have, data[have:]).want(204)
    stored = site.dir / "uploads" / path.rsplit("/", 1)[1]
    assert stored.read_bytes() == data
    assert sha256(steward, path) == hashlib.sha256(data).hexdigest()
