"""The way of an administrator: Karaf with Mortise, its client, and a JMX client."""
import json
import os
import re
import shutil
import subprocess
import unittest

from hot_swap import host
from shared_sessions import Writer
from story import WORK, connection, lab, run

HOME = '/tmp/karaf'
LIMIT = 300


class ThroughKaraf(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        os.makedirs(WORK, exist_ok=True)
        lab('lab_remember')
        shutil.copytree('/share/karaf', HOME, symlinks=True)
        # what is not needed to be quick is left out: the guest is an emulated machine
        os.environ['EXTRA_JAVA_OPTS'] = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'
        cls.mortise('start')

    @classmethod
    def tearDownClass(cls):
        subprocess.run(['cp', f'{HOME}/data/log/karaf.log', '/results/karaf.log'], check=False)
        cls.mortise('stop')

    def tearDown(self):
        lab('lab_clean_or_fail 10')

    @staticmethod
    def mortise(*words):
        done = subprocess.run([f'{HOME}/bin/mortise', *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=LIMIT)
        if done.returncode != 0:
            raise AssertionError(f'{words}: {done.stdout}')
        return done.stdout

    def attached(self):
        """Attaches a volume by the client; gives what it says."""
        answer = self.mortise('client', f'volume:attach --json {connection(0)}')
        self.assertIn('{', answer)
        attached = json.loads(answer[answer.index('{'):])
        self.assertEqual('ATTACHED', attached['state'], attached)
        return attached

    def mbeans(self):
        with open(f'{HOME}/etc/users.properties') as file:
            password = re.search(r'^mortise = (\w+),', file.read(), re.MULTILINE).group(1)
        with open(f'{HOME}/etc/org.apache.karaf.management.cfg') as file:
            port = re.search(r'^rmiRegistryPort *= *(\d+)', file.read(), re.MULTILINE).group(1)
        done = subprocess.run(
            ['java', '-XX:TieredStopAtLevel=1', '-cp', '/share/lib/*', 'io.mortise.lab.JmxNames',
             f'service:jmx:rmi:///jndi/rmi://127.0.0.1:{port}/karaf-root', 'mortise'],
            input=password, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT)
        self.assertEqual(0, done.returncode, done.stdout)
        return done.stdout

    def test_the_client_attaches_jmx_shows_it_and_the_client_detaches(self):
        attached = self.attached()
        run('dd', 'if=/dev/zero', f'of={attached["path"]}', 'bs=1M', 'count=1', 'oflag=direct', 'status=none')
        shown = self.mbeans()
        self.assertIn(f'io.mortise:id={attached["id"]},type=Attachment\n  state ATTACHED', self.sorted_keys(shown))
        self.assertEqual(4, shown.count('type=Session'), shown)
        self.assertEqual(1, shown.count('type=Multipath'), shown)
        self.assertIn('type=Connector', shown)
        self.assertIn(attached['id'], self.mortise('client', 'volume:list'))
        self.assertIn('The array may unmap the volume.', self.mortise('client', f'volume:detach {attached["id"]}'))
        shown = self.mbeans()
        self.assertEqual(0, shown.count('type=Attachment') + shown.count('type=Session'), shown)

    def test_io_goes_on_while_the_feature_is_uninstalled_and_installed(self):
        attached = self.attached()
        before = host()
        writer = Writer(attached['path'])
        try:
            self.assertNotIn('io.mortise.iscsi', self.mortise('client', 'feature:uninstall mortise; bundle:list -s'))
            self.assertEqual(before, host(), 'uninstalled')
            self.mortise('client', 'feature:install --no-auto-refresh mortise')
            self.assertEqual(before, host(), 'installed')
            self.assertRegex(self.mortise('client', 'volume:list'), f'{attached["id"]}.* ATTACHED')
        finally:
            written = writer.stop()
        self.assertGreater(written, 0)
        self.mortise('client', f'volume:detach {attached["id"]}')

    @staticmethod
    def sorted_keys(text):
        """Names with their keys in the order of the alphabet, as people don't write them, but all alike."""
        lines = []
        for line in text.splitlines():
            if line.startswith('io.mortise:') and '"' not in line:
                line = 'io.mortise:' + ','.join(sorted(line[len('io.mortise:'):].split(',')))
            lines.append(line)
        return '\n'.join(lines)
