"""A key service of a process of its own, as a stranger writes one: ChaCha20-Poly1305, its key never leaves it."""

import base64
import json
import secrets
import socketserver
import sys
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305


class Keys(socketserver.StreamRequestHandler):
    cipher: ChaCha20Poly1305

    def handle(self) -> None:
        asked = json.loads(self.rfile.readline())
        if "wrap" in asked:
            nonce = secrets.token_bytes(12)
            sealed = self.cipher.encrypt(nonce, base64.b64decode(asked["key"]), asked["wrap"].encode())
            answer = {"wrapped": base64.b64encode(nonce + sealed).decode()}
        else:
            wrapped = base64.b64decode(asked["wrapped"])
            try:
                key = self.cipher.decrypt(wrapped[:12], wrapped[12:], asked["unwrap"].encode())
                answer = {"key": base64.b64encode(key).decode()}
            except InvalidTag:
                answer = {"refused": "wrong-key"}
        self.wfile.write(json.dumps(answer).encode() + b"\n")


def main(path: str, key: str) -> None:
    Keys.cipher = ChaCha20Poly1305(bytes.fromhex(key))
    Path(path).unlink(missing_ok=True)
    with socketserver.ThreadingUnixStreamServer(path, Keys) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
