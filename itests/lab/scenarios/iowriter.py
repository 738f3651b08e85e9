#!/usr/bin/env python3
"""iowriter.py DEVICE SECONDS: a 4 KiB direct write every 20 ms; says how many, which errors, and the longest stall.

Exit status 1 when a write failed, so that a story can tell that I/O never noticed.
"""
import mmap
import os
import sys
import time


def main(device, seconds):
    block = mmap.mmap(-1, 4096)
    block.write(b'x' * 4096)
    fd = os.open(device, os.O_WRONLY | os.O_DIRECT)
    began = time.monotonic()
    writes, errors, longest = 0, [], (0.0, 0.0)
    while time.monotonic() - began < seconds:
        start = time.monotonic()
        try:
            os.pwrite(fd, block, writes % 1024 * 4096)
        except OSError as e:
            errors.append(e.strerror)
        longest = max(longest, (time.monotonic() - start, start - began))
        writes += 1
        time.sleep(0.02)
    os.close(fd)
    print('writes=%d errors=%d%s longest=%.2fs at +%.1fs' % (
        writes, len(errors), ' (%s)' % errors[-1] if errors else '', *longest))
    return 1 if errors else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], float(sys.argv[2])))
