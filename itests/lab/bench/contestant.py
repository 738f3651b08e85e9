"""What the contestants of the bench have in common: paths from the command line, orders from stdin.

A contestant is a process that reads a line "attach" or "detach" and answers one line, "ok MILLIS" or "error TEXT".
Its arguments are the volume's paths, one "IQN,PORTAL,LUN" each.
"""
import sys
import time
from collections import namedtuple

Path = namedtuple('Path', 'iqn portal lun')


def paths(arguments):
    found = []
    for argument in arguments:
        iqn, portal, lun = argument.split(',')
        found.append(Path(iqn, portal, int(lun)))
    return found


def serve(attach, detach):
    """attach() gives what detach(...) gets."""
    attached = None
    for line in sys.stdin:
        start = time.monotonic()
        try:
            if line.strip() == 'attach':
                attached = attach()
            else:
                detach(attached)
            answer = 'ok %d' % ((time.monotonic() - start) * 1000)
        except Exception as e:  # whatever it is: the bench reports it and goes on
            answer = 'error %s: %s' % (type(e).__name__, ' '.join(str(e).split()))
        print(answer, flush=True)
