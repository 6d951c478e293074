"""Runs a command in this (new, empty) network namespace and prints every name that anybody asked for.

Started by `run_alone` through `unshare`; everything here happens inside the namespace, where a name server
on the loopback address is the only thing that listens.
"""

import json
import socket
import subprocess
import sys
import tempfile
import threading


def question(packet):
    """The name in a DNS query (RFC 1035, section 4.1.2)."""
    labels, at = [], 12
    while at < len(packet) and packet[at]:
        labels.append(packet[at + 1 : at + 1 + packet[at]].decode("ascii", "replace"))
        at += packet[at] + 1
    return ".".join(labels)


def listen(asked):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))

    def serve():
        while True:
            packet, client = server.recvfrom(4096)
            asked.append(question(packet))
            # NXDOMAIN, with the question echoed: an answer comes, so that nobody waits or gives up early.
            server.sendto(packet[:2] + b"\x81\x83" + packet[4:], client)

    threading.Thread(target=serve, daemon=True).start()


def main():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as resolver:
        resolver.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        resolver.flush()
        subprocess.run(["mount", "--bind", resolver.name, "/etc/resolv.conf"], check=True)
        asked = []
        listen(asked)
        done = subprocess.run(sys.argv[1:], check=False, capture_output=True, text=True)
    print(json.dumps({"rc": done.returncode, "asked": asked, "stdout": done.stdout, "stderr": done.stderr}))


main()
