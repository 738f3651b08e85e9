"""os-brick, Debian's package, line by line: "attach FILE" and "detach FILE DEVICE"; answers "ok JSON" or "error TEXT"."""
import json
import os
import sys

import os_brick
from os_brick import privileged
from os_brick.initiator import connector
from oslo_concurrency import lockutils
from oslo_config import cfg

LOCKS = '/run/lock/os-brick'


def read(name):
    with open(name) as file:
        return json.load(file)


def main():
    os.makedirs(LOCKS, exist_ok=True)
    cfg.CONF([], project='peer', default_config_files=[])
    lockutils.set_defaults(LOCKS)
    os_brick.setup(cfg.CONF)
    privileged.default.set_client_mode(False)
    iscsi = connector.InitiatorConnector.factory('ISCSI', 'sudo', use_multipath=True, enforce_multipath=True)
    for line in sys.stdin:
        words = line.split()
        try:
            properties = read(words[1])['data']
            if words[0] == 'attach':
                answer = iscsi.connect_volume(properties)
            else:
                answer = iscsi.disconnect_volume(properties, read(words[2])) or {}
            print('ok ' + json.dumps(answer), flush=True)
        except Exception as failure:  # whatever it is, the story is told
            print('error ' + repr(failure).replace('\n', ' '), flush=True)


if __name__ == '__main__':
    main()
