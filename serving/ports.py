"""Ports on this machine that nobody listens at."""

import socket


def free_ports(count: int) -> list[int]:
    """Return as many free ports; somebody else may take one before it is used."""
    # All held at once, or the same one would be found twice.
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports
