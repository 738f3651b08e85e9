# SPDX-License-Identifier: Apache-2.0
# Copyright Mortise contributors
"""Writes that can be told again: each block says where it stands and which turn wrote it, and is filled by a digest of that.

As a program, checked.py DEVICE COUNTS: direct writes until its input ends; what became of each is counted in the file COUNTS
as it goes. In the end it prints what stands where.
"""
import hashlib
import json
import mmap
import os
import select
import subprocess
import sys
import tempfile
import time

BLOCK = 4096
# beyond what partition tables, LVM and file systems keep in front
FIRST, BLOCKS = 512, 256
PAUSE_SECONDS = 0.01


def block(at, turn):
    text = f'block {at} turn {turn} '.encode()
    return text + hashlib.shake_128(text).digest(BLOCK - len(text))


def wrong(file, written):
    """Blocks of a file, or of a device past its cache, that do not hold what was written there last."""
    found = []
    handle = os.open(file, os.O_RDONLY | (os.O_DIRECT if file.startswith('/dev/') else 0))
    try:
        with mmap.mmap(-1, BLOCK) as page:
            for at, turn in written.items():
                os.preadv(handle, [page], int(at) * BLOCK)
                if page[:] != block(int(at), turn):
                    found.append((at, turn, page[:40]))
    finally:
        os.close(handle)
    return found


class Writer:
    """Writes to a device until it is told to stop, whatever becomes of the writes."""

    def __init__(self, device):
        handle, self.file = tempfile.mkstemp(prefix='counts-')
        os.write(handle, bytes(16))
        os.close(handle)
        self.process = subprocess.Popen([sys.executable, __file__, device, self.file], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != 'writing\n':
            raise AssertionError(self.process.communicate()[1])

    def counts(self):
        """How many writes went well, and how many did not."""
        with open(self.file, 'rb') as file:
            counts = file.read(16)
        return int.from_bytes(counts[:8], 'little'), int.from_bytes(counts[8:], 'little')

    def stop(self):
        """What became of it: written (block: turn), errors, longest (seconds that one write took)."""
        out, err = self.process.communicate('\n', timeout=240)
        os.remove(self.file)
        if self.process.returncode:
            raise AssertionError(f'the writer ended with {self.process.returncode}: {err}')
        return json.loads(out)


def main(device, counts):
    handle = os.open(device, os.O_WRONLY | os.O_DIRECT)
    written, errors, longest, done, failed = {}, {}, 0.0, 0, 0
    with mmap.mmap(-1, BLOCK) as page, open(counts, 'r+b') as told, mmap.mmap(told.fileno(), 16) as board:
        print('writing', flush=True)
        while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
            turn = done + failed
            at = FIRST + turn % BLOCKS
            page[:] = block(at, turn)
            begun = time.monotonic()
            try:
                os.pwritev(handle, [page], at * BLOCK)
                written[at] = turn
                done += 1
            except OSError as failure:
                errors[failure.strerror] = errors.get(failure.strerror, 0) + 1
                written.pop(at, None)  # either may stand there
                failed += 1
            longest = max(longest, time.monotonic() - begun)
            board[:16] = done.to_bytes(8, 'little') + failed.to_bytes(8, 'little')
    os.close(handle)
    print(json.dumps({'written': written, 'errors': errors, 'longest': round(longest, 2)}))


if __name__ == '__main__':
    main(*sys.argv[1:])
