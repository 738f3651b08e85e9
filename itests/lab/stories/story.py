"""What the stories share: the lab's target and initiator, and Mortise in a container of its own."""
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

LAB = os.environ.get('LAB_FOLDER', '/lab')
HOME = os.environ.get('MORTISE_HOME', '/share/felix')
SHAPE = os.environ.get('SHAPE', 'shared')
WORK = '/tmp/mortise'
LOG = os.environ.get('RESULTS', '/results') + '/mortise.log'
ANSWER_SECONDS = 240


def lab(script):
    """Runs a line of shell with the lab's functions; returns what it prints."""
    done = subprocess.run(
        ['bash', '-c', f'. {LAB}/scenarios/lab.sh; SHAPE={SHAPE}; {script}'],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise AssertionError(f'{script}: exit status {done.returncode}\n{done.stdout}{done.stderr}')
    return done.stdout.strip()


def run(*argv):
    """Runs a program; returns what it prints."""
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise AssertionError(f'{" ".join(argv)}: exit status {done.returncode}\n{done.stdout}{done.stderr}')
    return done.stdout.strip()


def active_paths(count, volume=0):
    """Waits until multipathd takes so many paths of the volume for good ones."""
    lab(f'''eventually 120 eval '[ "$(multipathd show paths raw format "%w %t" | grep {lab(f'wwid_of {volume}')} |'''
        f''' grep -c active)" = {count} ]' || fail 'not {count} active paths' ''')


def until(what, condition, seconds=60):
    """Waits for something that no tool of the lab waits for."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f'not within {seconds} s: {what}')
        time.sleep(0.01)


def connection(volume, **more):
    """Connection information of a volume of the lab, as Cinder gives it, in a file of its own."""
    ways = [line.split() for line in lab(f'paths_of {volume}').splitlines()]
    data = {
        'target_discovered': False, 'encrypted': False, 'access_mode': 'rw', 'volume_id': f'vol{volume}',
        'target_iqns': [way[0] for way in ways],
        'target_portals': [way[1] for way in ways],
        'target_luns': [int(way[2]) for way in ways],
    }
    data.update(more)
    for key in [key for key, value in data.items() if value is None]:
        del data[key]
    os.makedirs(WORK, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f'vol{volume}-', suffix='.json', dir=WORK)
    with os.fdopen(handle, 'w') as file:
        json.dump({'driver_volume_type': 'iscsi', 'data': data}, file)
    return name


class Refused(Exception):
    """Mortise answered with an error; reason is its first word."""

    def __init__(self, text):
        super().__init__(text)
        self.reason = text.split()[0]


class Mortise:
    """A container with Mortise, driven line by line. The journal stays from one to the next."""

    program = ['-jar', 'bin/felix.jar']

    def __init__(self, journal=None, **settings):
        self.settings = settings
        self.home = tempfile.mkdtemp(prefix='felix-', dir='/tmp')
        shutil.copytree(f'{HOME}/conf', f'{self.home}/conf')
        shutil.copytree(f'{HOME}/load', f'{self.home}/load')
        for link in ('bin', 'bundle'):
            os.symlink(f'{HOME}/{link}', f'{self.home}/{link}')
        self.configure('iscsi', **settings)
        if journal:
            self.configure('engine', journal_directory=journal)
        self.log = open(LOG, 'a')
        self.lines = queue.Queue()
        self.process = subprocess.Popen(
            ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC',
             '-Djdk.lang.Process.launchMechanism=VFORK', *self.program],
            cwd=self.home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self._line('ready')

    def configure(self, room, **settings):
        """Writes settings of a PID; underscores in names stand for dots."""
        with open(f'{self.home}/load/io.mortise.{room}.cfg', 'w') as file:
            file.writelines(f'{key.replace("_", ".")}={value}\n' for key, value in settings.items())

    def ask(self, line):
        """One command; its answer as JSON."""
        return self.ask_all(line)[0]

    def ask_all(self, *lines):
        """Several commands at once; their answers. A refusal of one is raised when all have answered."""
        self.begin(lines[0] if len(lines) == 1 else 'together ' + ' , '.join(lines))
        return self.answers(len(lines))

    def begin(self, line):
        """Gives an order, and does not wait for its answer."""
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def answers(self, count=1):
        answers = [self._line('ok ', 'error ') for _ in range(count)]
        for answer in answers:
            if answer.startswith('error '):
                raise Refused(answer[len('error '):])
        return [json.loads(answer.split(' ', 2)[2]) for answer in answers]

    def attach(self, volume, **more):
        return self.ask('attach ' + connection(volume, **more))

    def detach(self, what, mode=''):
        return self.ask(f'detach {what} {mode}'.strip())

    def ended(self):
        return self.process.poll() is not None

    def logged(self):
        """What it has logged so far."""
        with open(f'{self.home}/log/mortise.log', errors='replace') as file:
            return file.read()

    def kill(self):
        """As power loss would: nothing of it runs on."""
        self.process.kill()
        self._end()

    def stop(self):
        if self.process.poll() is None:
            self.process.stdin.write('quit\n')
            self.process.stdin.flush()
            self.process.wait(60)
        self._end()

    def _end(self):
        self.process.wait(60)
        self.process.stdin.close()
        self.reader.join()
        self.process.stdout.close()
        if os.path.exists(f'{self.home}/log/mortise.log'):
            with open(f'{self.home}/log/mortise.log') as file:
                self.log.write(file.read())
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def _line(self, *beginnings):
        """The next line that begins so; others are the container's own chatter and go to the log."""
        while True:
            try:
                line = self.lines.get(timeout=ANSWER_SECONDS)
            except queue.Empty:
                subprocess.run(['kill', '-QUIT', str(self.process.pid)])
                raise AssertionError(f'no answer within {ANSWER_SECONDS} s; see {LOG}')
            if line is None:
                raise Ended('the container ended; its log:\n' + tail())
            if line.startswith(beginnings):
                return line.rstrip('\n')
            self.log.write(line)

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)


def end():
    """Stops the container that the last story left."""
    running, Story.mortise = Story.mortise, None
    if running is not None and not running.ended():
        running.stop()


def tail():
    with open(LOG) as file:
        return ''.join(file.readlines()[-60:])


class Plain(Mortise):
    """Mortise without a container, which starts sooner; it takes no settings, and can be told to die."""

    program = ['-cp', '/share/lib/*', 'io.mortise.lab.PlainMain']

    def die(self, number, order):
        """Gives an order and has the process end at so many calls of the host from then on; at the latest when it answers."""
        self.ask(f'die {number}')
        self.begin(order)
        try:
            self._line('ok ', 'error ')
        except Ended:
            pass
        self.kill()


class Ended(AssertionError):
    """The container is not there any more."""


class Story(unittest.TestCase):
    """A story leaves the host as it was. It goes on with the container of the story before it, if that has its settings."""

    settings = {}
    container = Mortise
    maxDiff = None
    mortise = None

    def setUp(self):
        os.makedirs(WORK, exist_ok=True)
        lab('lab_remember')
        running = Story.mortise
        wanted = (self.container, self.settings)
        if running is None or running.ended() or (type(running), running.settings) != wanted:
            end()
            self.restart()

    def tearDown(self):
        # a story that failed half way must not spoil the next one
        for each in self.mortise.ask('list'):
            self.mortise.detach(each['id'], 'forced_ignoring_errors')
        lab('lab_clean_or_fail 10')

    def restart(self):
        Story.mortise = self.container(**self.settings)

    def refused(self, reason, call, *arguments, **more):
        """Asserts that a call is refused for this reason; returns the text."""
        with self.assertRaises(Refused) as caught:
            call(*arguments, **more)
        self.assertEqual(reason, caught.exception.reason, str(caught.exception))
        return str(caught.exception)
