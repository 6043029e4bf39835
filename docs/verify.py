#!/usr/bin/env python3
"""A second verifier of Daftari's events and proofs, which shares no code with the first.

It follows docs/events.md and needs nothing but Python 3.

    verify.py events EXPORT [--head FILE --key KEY]   the chain of exported events, and a signed head
    verify.py proof FILE [--key KEY]                  a bundle of `daftari prove`

EXPORT has one event a line, as JSON; docs/events.md has the statement that writes it. Without a key,
the one in the bundle is believed, which shows only that the bundle fits together.
"""
import argparse
import base64
import hashlib
import json
import sys
import uuid


class DoesNotHold(Exception):
    """What does not hold, and where."""


FIELDS = (
    "position", "aggregate_type", "aggregate_id", "sequence", "event_type", "event_version",
    "payload", "metadata", "recorded_at_us",
)  # fmt: skip


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_of(event):
    fields = [
        value.encode() if isinstance(value, str) else value.to_bytes(8, "big", signed=True)
        for value in (event[name] for name in FIELDS)
    ]
    return sha256(b"\0", *(len(field).to_bytes(4, "big") + field for field in fields))


def node(left, right):
    return sha256(b"\1", left, right)


# Signatures: RFC 8032, sections 5.1.1 to 5.1.7. Points are (X, Y, Z, T).
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    w, x = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    y, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = x - w, z - y, z + y, x + w
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise DoesNotHold("a key or a signature is no point of the curve")
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(key, text, signature):
    if len(signature) != 64:
        return False
    factor = int.from_bytes(signature[32:], "little")
    hashed = hashlib.sha512(signature[:32] + key + text).digest()
    left = multiply(factor, BASE)
    turned = int.from_bytes(hashed, "little") % ORDER
    right = add(point_of(signature[:32]), multiply(turned, point_of(key)))
    same = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return factor < ORDER and same and (left[1] * right[2] - right[1] * left[2]) % P == 0


def head_of(note, verifier):
    """The size and the root that the key has signed."""
    name, key_id, encoded = verifier.strip().split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    if sha256(name.encode(), b"\n", key)[:4].hex() != key_id or key[:1] != b"\1":
        raise DoesNotHold("the public key is damaged")
    at = note.rfind("\n\n")
    text, signatures = note[: at + 1], note[at + 2 :]
    for line in signatures.splitlines():
        dash, by, data = (line.split(" ") + ["", ""])[:3]
        if (dash, by) == ("\u2014", name):
            data = base64.b64decode(data, validate=True)
            if data[:4].hex() == key_id and is_signed(key[1:], text.encode(), data[4:]):
                origin, size, root = text.split("\n")[:3]
                if origin != name:
                    raise DoesNotHold(f"the head is of {origin} and not of {name}")
                return int(size), base64.b64decode(root, validate=True)
    raise DoesNotHold(f"the head is not signed by {name}+{key_id}")


def check_events(lines, head):
    sequences, roots, last_us, position, chain = {}, [], None, 0, b""
    for line in lines:
        event = json.loads(line)
        position += 1
        if position == 1:
            chain = sha256(b"daftari/chain/1", uuid.UUID(event["store_id"]).bytes)
        if event["position"] != position:
            raise DoesNotHold(f"position {position} is missing")
        stream = event["aggregate_type"], event["aggregate_id"]
        sequences[stream] = sequences.get(stream, 0) + 1
        if event["sequence"] != sequences[stream]:
            raise DoesNotHold(f"sequence at position {position} is not {sequences[stream]}")
        if last_us is not None and event["recorded_at_us"] < last_us:
            raise DoesNotHold(f"time goes back at position {position}")
        last_us, leaf = event["recorded_at_us"], leaf_of(event)
        chain = sha256(chain, leaf)
        if chain.hex() != event["chain_hash"]:
            raise DoesNotHold(f"the chain does not hold at position {position}")
        # The roots of the full subtrees: each bit of the number of leaves is one of them.
        count = position - 1
        while count & 1:
            leaf, count = node(roots.pop(), leaf), count >> 1
        roots.append(leaf)
        if head and position == head[0]:
            root = roots[-1]
            for left in reversed(roots[:-1]):
                root = node(left, root)
            if root != head[1]:
                raise DoesNotHold(f"the events to position {position} are not those of the head")
    if head and position < head[0]:
        raise DoesNotHold(f"events from {position + 1} on are missing: the head is over {head[0]}")
    return f"{position} events hold"


def check_proof(bundle, verifier):
    if bundle["format"] != "daftari/proof/1":
        raise DoesNotHold("this is not a proof that is understood here")
    size, root = head_of(bundle["head"], verifier or bundle["key"])
    at, last = bundle["event"]["position"] - 1, size - 1
    if not 0 <= at <= last:
        raise DoesNotHold("the head does not reach to the event")
    hashed = leaf_of(bundle["event"])
    for beside in map(bytes.fromhex, bundle["path"]):  # RFC 9162, section 2.1.3.2
        if last == 0:
            raise DoesNotHold("the path is too long")
        if at & 1 or at == last:
            hashed = node(beside, hashed)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            hashed = node(hashed, beside)
        at, last = at >> 1, last >> 1
    if last or hashed != root:
        raise DoesNotHold("the event is not in the tree of the head")
    return f"event {bundle['event']['position']} is in the signed tree over {size} events"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["events", "proof"])
    parser.add_argument("file")
    parser.add_argument("--head", help="a published head")
    parser.add_argument("--key", help="the public key beside the published heads")
    arguments = parser.parse_args()
    try:
        with open(arguments.file, encoding="utf-8") as file:
            if arguments.what == "proof":
                print(check_proof(json.load(file), arguments.key))
                return 0
            head = None
            if arguments.head:
                with open(arguments.head, encoding="utf-8") as note:
                    head = head_of(note.read(), arguments.key or parser.error("--head needs --key"))
            print(check_events(file, head))
    except (DoesNotHold, KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
        print(f"does not hold: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
