"""A WebSocket client and HTTP reads with Python's own library, for the crash test."""

import base64
import http.client
import json
import os
import socket
import struct


class Closed(Exception):
    """The peer is gone, with or without a close."""


class WebSocket:
    """Text messages both ways, blocking; any failure of the line raises Closed."""

    def __init__(self, host, port, target, headers, timeout=20):
        self.buffer = b""
        try:
            self.socket = socket.create_connection((host, port), timeout)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            lines = [f"GET {target} HTTP/1.1", f"Host: {host}:{port}", "Connection: Upgrade", "Upgrade: websocket",
                     "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode()]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            head = self._until(b"\r\n\r\n")
        except OSError as error:
            raise Closed(str(error)) from error
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(f"the handshake was refused: {head!r}")

    def _more(self):
        try:
            some = self.socket.recv(1 << 16)
        except OSError as error:
            raise Closed(str(error)) from error
        if not some:
            raise Closed("end of stream")
        self.buffer += some

    def _until(self, mark):
        while mark not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(mark, 1)
        return head

    def _take(self, count):
        while len(self.buffer) < count:
            self._more()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _frame(self, opcode, payload):
        # A mask of zeros is legal and spares Python the masking.
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
        elif size < 65536:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
        try:
            self.socket.sendall(head + b"\0\0\0\0" + payload)
        except OSError as error:
            raise Closed(str(error)) from error

    def send(self, message):
        self._frame(1, json.dumps(message, separators=(",", ":")).encode())

    def receive(self):
        """The next text message as an object."""
        while True:
            first, size = self._take(2)
            size &= 0x7F
            if size == 126:
                size = struct.unpack("!H", self._take(2))[0]
            elif size == 127:
                size = struct.unpack("!Q", self._take(8))[0]
            payload = self._take(size)
            if first & 0x0F == 1:
                return json.loads(payload)
            if first & 0x0F == 9:
                self._frame(10, payload)
            elif first & 0x0F == 8:
                raise Closed("close " + str(struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005))

    def close(self):
        self.socket.close()


def get_json(host, port, target):
    connection = http.client.HTTPConnection(host, port, timeout=60)
    try:
        connection.request("GET", target)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"GET {target}: {response.status} {body[:300]!r}")
        return json.loads(body)
    finally:
        connection.close()
