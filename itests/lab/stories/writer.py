"""Writes to the end part of a device, directly, until its input ends; prints how often. Any error ends it with status 1."""
import mmap
import os
import select
import sys

BLOCK = 4096
handle = os.open(sys.argv[1], os.O_RDWR | os.O_DIRECT)
buffer = mmap.mmap(-1, BLOCK)
count = 0
print('writing', flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    buffer[:8] = count.to_bytes(8, 'little')
    os.pwrite(handle, buffer, (256 + count % 256) * BLOCK)
    count += 1
os.close(handle)
print(count)
