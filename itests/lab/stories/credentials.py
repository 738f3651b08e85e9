"""Stories about targets that ask for credentials: they let us in, and the secret is seen nowhere."""
import glob
import os
import threading
import time

from story import Story, lab

SECRET = 'kRz7wQ-secret-of-host'
BACK = 'mVt3xL-secret-of-array'
WRONG = 'bNq9sD-another-secret'
FILE = '/etc/mortise-secret'
ONE_WAY = {'auth_method': 'CHAP', 'auth_username': 'host', 'auth_password': SECRET}
MUTUAL = {'auth_method': 'CHAP', 'auth_username': 'host', 'auth_password_file': FILE,
          'mutual_auth_username': 'array', 'mutual_auth_password': BACK}


TARGET = '/sys/kernel/config/target/iscsi'


def require(folder, user, secret, target_user='NULL', target_secret='NULL'):
    """Has the target ask for credentials; not by a command, on whose line they would be seen."""
    for name, value in (('userid', user), ('password', secret),
                        ('userid_mutual', target_user), ('password_mutual', target_secret)):
        with open(f'{TARGET}/{folder}/{name}', 'w') as file:
            file.write(value)


def require_chap(*credentials):
    group = f'{lab("echo $IQN")}/tpgt_1'
    require(f'{group}/auth', *credentials)
    with open(f'{TARGET}/{group}/attrib/authentication', 'w') as file:
        file.write('1')


class Watcher:
    """Reads the command line and the environment of every process, every few milliseconds."""

    def __init__(self):
        self.found = set()
        self.seen = set()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def _watch(self):
        while not self.ended.is_set():
            for pid in os.listdir('/proc'):
                if pid.isdigit() and int(pid) != os.getpid():
                    self._look(pid)
            time.sleep(0.03)  # a process lives for longer than that here, and the guest has work to do

    def _look(self, pid):
        for name in ('cmdline', 'environ'):
            try:
                with open(f'/proc/{pid}/{name}', 'rb') as file:
                    text = file.read().replace(b'\0', b' ').decode(errors='replace')
            except OSError:
                continue  # it has ended
            if name == 'cmdline' and 'iscsiadm' in text:
                self.seen.add(text.strip())
            if any(secret in text for secret in (SECRET, BACK, WRONG)):
                self.found.add(text)

    def stop(self):
        self.ended.set()
        self.thread.join()


class Credentials(Story):
    def setUp(self):
        super().setUp()
        with open(os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w') as file:
            file.write(SECRET + '\n')
        self.watcher = Watcher()
        self.texts = []

    def tearDown(self):
        self.watcher.stop()
        try:
            super().tearDown()
            self.nowhere()
        finally:
            lab('chap_off $IQN 1; discovery_chap_off; rm -f ' + FILE)

    def attach(self, **more):
        attached = self.mortise.attach(0, **more)
        self.assertEqual('ATTACHED', attached['state'], attached)
        self.assertEqual(4, len(glob.glob('/sys/class/iscsi_session/session*')))
        self.texts += [str(attached), str(self.mortise.ask('list')), str(self.mortise.ask('beans'))]
        self.assertIn('io.mortise:type=Attachment', self.texts[-1])
        self.journal()
        return attached

    def journal(self):
        trails = glob.glob('/var/lib/mortise/**/*.trail', recursive=True)
        self.assertTrue(trails, 'no journal where it was looked for')
        for trail in trails:
            with open(trail, errors='replace') as file:
                self.texts.append(file.read())

    def nowhere(self):
        self.assertTrue(self.watcher.seen, 'the watcher saw no iscsiadm')
        self.assertEqual(set(), self.watcher.found)
        self.texts.append(self.mortise.logged())
        for text in self.texts:
            for secret in (SECRET, BACK, WRONG):
                self.assertNotIn(secret, text)

    def test_one_way_credentials_let_us_in_through_every_portal(self):
        require_chap('host', SECRET)
        attached = self.attach(**ONE_WAY)
        # where it has to be, and closed to others
        for record in glob.glob('/etc/iscsi/nodes/*/*'):
            self.assertEqual(0o600, os.stat(record).st_mode & 0o777, record)
            with open(record) as file:
                self.assertIn(SECRET, file.read())
        self.mortise.detach(attached['id'])
        self.assertEqual([], glob.glob('/etc/iscsi/nodes/*'))

    def test_mutual_credentials_with_a_secret_in_a_file_and_a_change_of_it(self):
        require_chap('host', SECRET, 'array', BACK)
        self.mortise.detach(self.attach(**MUTUAL)['id'])
        require_chap('host', WRONG, 'array', BACK)
        text = self.refused('AUTHENTICATION_FAILED', self.mortise.attach, 0, **MUTUAL)
        self.texts.append(text)
        with open(FILE, 'w') as file:
            file.write(WRONG + '\n')
        self.mortise.detach(self.attach(**MUTUAL)['id'])

    def test_a_wrong_secret_is_told_at_once_with_the_portals(self):
        require_chap('host', SECRET)
        begun = time.monotonic()
        text = self.refused(
            'AUTHENTICATION_FAILED', self.mortise.attach, 0, **{**ONE_WAY, 'auth_password': WRONG})
        took = time.monotonic() - begun
        self.assertLess(took, 20, text)  # retries of four logins would take 40 s
        for k in range(4):
            self.assertIn(f'10.10.{k}.2:3260', text)
        self.texts.append(text)

    def test_an_array_that_does_not_prove_itself_is_left(self):
        require_chap('host', SECRET, 'array', WRONG)
        self.texts.append(self.refused('AUTHENTICATION_FAILED', self.mortise.attach, 0, **MUTUAL))

    def test_ways_are_discovered_with_credentials_of_their_own(self):
        require_chap('host', SECRET)
        require('discovery_auth', 'finder', BACK)
        with open(f'{TARGET}/discovery_auth/enforce_discovery_auth', 'w') as file:
            file.write('1')
        iqn, portal, lun = lab('paths_of 0').splitlines()[0].split()
        one = {'target_portals': None, 'target_iqns': None, 'target_luns': None,
               'target_portal': portal, 'target_iqn': iqn, 'target_lun': int(lun),
               'discovery_auth_method': 'CHAP', 'discovery_auth_username': 'finder'}
        self.texts.append(self.refused('AUTHENTICATION_FAILED', self.mortise.attach, 0,
                                       **ONE_WAY, **one, discovery_auth_password=WRONG))
        attached = self.attach(**ONE_WAY, **one, discovery_auth_password=BACK)
        self.assertEqual(4, len(attached['paths']), attached)
        self.assertEqual([], glob.glob('/etc/iscsi/send_targets/*'))
        self.assertTrue(any('discoverydb' in command for command in self.watcher.seen))
        self.mortise.detach(attached['id'])
