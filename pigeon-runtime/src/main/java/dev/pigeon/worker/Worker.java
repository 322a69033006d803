package dev.pigeon.worker;

import dev.pigeon.cleanup.Cleaner;
import dev.pigeon.cleanup.CleanupLoop;
import dev.pigeon.pace.Pause;
import dev.pigeon.pace.Rhythm;
import dev.pigeon.pace.Ticker;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.Capability;
import dev.pigeon.spi.Creation;
import dev.pigeon.spi.Document;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Claim;
import dev.pigeon.wire.DocumentCodec;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A worker: sees sessions of its route, claims them when a slot and their working directory are
 * free, and has each run on a thread of its own. {@link #pollOnce} does what there is to do and
 * {@link #nextDelay} says when to look again.
 */
public final class Worker {
  private static final Duration LIMIT = Duration.ofSeconds(12);
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
  private static final Duration SAFETY_NET = Duration.ofSeconds(1);
  private static final Duration LEASE_LOOK = Duration.ofMillis(250);
  private static final Duration UNSEEN = Duration.ofSeconds(6);
  private static final long SETTINGS_EVERY_MILLIS = 1000;
  private static final long BUSY_RETRY_MILLIS = 40;
  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;

  private final Transport transport;
  private final WorkerOptions options;
  private final Ticker ticker;
  private final WorkerLog log;
  private final StoreTrouble trouble;
  private final Setbacks setbacks;
  private final SessionScan scan;
  private final Holders holders;
  private final StartFence fence;
  private final CwdLock cwdLock;
  private final DeadHolders deadHolders;
  private final Lease lease;
  private final HeartbeatLoop heartbeat;
  private final CommandStart starter;
  private final Waiter waiter;
  private final CleanupLoop cleanup;
  private final WaitingClients waitingClients;
  private final Withdrawal withdrawal;
  private final WaitingLine line = new WaitingLine();
  private final Pause heartbeatPause = new Pause();
  private final Pause leasePause = new Pause();
  private final Pause cleanupPause = new Pause();
  private final Map<String, SessionRun> running = new HashMap<>();
  private final Map<String, Long> busySince = new HashMap<>();
  private final Set<SessionId> announced = new HashSet<>();
  private volatile WorkerSettings settings;
  private long settingsRead;
  private volatile Rhythm rhythm;
  private boolean waitsForCwd;
  private volatile int stops;

  public Worker(Transport transport, WorkerOptions options, WorkerLog log) {
    this(transport, options, log, null);
  }

  /**
   * @param starter null for processes of this machine
   */
  Worker(Transport transport, WorkerOptions options, WorkerLog log, CommandStart starter) {
    this.transport = transport;
    this.options = options;
    this.log = log;
    ticker = options.ticker();
    settings = options.settings().get();
    settingsRead = ticker.nanos();
    log.debug(settings.debug());
    trouble =
        new StoreTrouble(
            ticker, log, "cannot look for sessions, trying on", "the store answers again");
    holders = new Holders(transport, ticker, options.identity(), Neighbours.ofThisMachine(), LIMIT);
    setbacks = new Setbacks(ticker);
    scan = new SessionScan(transport, options.admission().incoming(), ticker, holders, log, LIMIT);
    fence = new StartFence(transport, options.identity(), LIMIT);
    cwdLock = new CwdLock(transport, ticker, options.identity(), holders, LIMIT);
    deadHolders = new DeadHolders(transport, ticker, options.identity(), holders, cwdLock, LIMIT);
    lease = new Lease(ticker, options.endsAfter(), this::unseen);
    waitingClients =
        new WaitingClients(
            options.admission().incoming(),
            ticker,
            options.clientLostAfter(),
            lease::isFresh,
            LIMIT);
    withdrawal = new Withdrawal(transport, ticker, options.identity(), holders, scan, log, LIMIT);
    heartbeat =
        new HeartbeatLoop(
            transport,
            ticker,
            options.identity(),
            () -> settings.route(),
            line::shown,
            log,
            lease,
            options.endsAfter());
    this.starter =
        starter != null
            ? starter
            : new HostCommands(options.environment(), () -> settings.remoteEnv(), log);
    cleanup = cleanup();
    waiter = new Waiter(transport, List.of(Layout.SESSIONS), Waiter.ALWAYS);
    rhythm = rhythm();
  }

  /**
   * Serves until {@link #stop}; then returns once running sessions have ended.
   *
   * @throws TransportException if the store cannot be used at the start
   */
  public void run() throws TransportException {
    run(() -> {});
  }

  /**
   * The same, and tells when sessions are served.
   *
   * @param serving called once, after the first heartbeat got through
   */
  public void run(Runnable serving) throws TransportException {
    heartbeat.publish();
    serving.run();
    Thread warm = new Thread(starter::warmUp, "warm-up");
    warm.setDaemon(true);
    warm.start();
    Thread beats = new Thread(this::beat, "heartbeat");
    beats.setDaemon(true);
    beats.start();
    Thread watching = new Thread(this::watchLease, "lease");
    watching.setDaemon(true);
    watching.start();
    Thread cleaning = new Thread(this::cleanUp, "cleanup");
    cleaning.setDaemon(true);
    cleaning.setPriority(Thread.MIN_PRIORITY);
    cleaning.start();
    log.event(
        WorkerLog.Topic.START,
        "worker "
            + options.identity().name()
            + ", route "
            + routeText()
            + ", at most "
            + options.maxJobs()
            + " jobs, "
            + options.place()
            + "; "
            + transport.traits().summary());
    while (!isDone()) {
      pollOnce();
      Duration delay = nextDelay();
      // What is waited for here shows in no hint for the folder of all sessions.
      boolean blind = scan.expectsSoon() || waitsForCwd;
      waiter.await(delay, blind ? delay : SAFETY_NET);
      scan.hint(waiter.named());
    }
    heartbeatPause.close();
    leasePause.close();
    cleanupPause.close();
    join(beats);
    join(cleaning);
    heartbeat.remove();
    starter.close();
    waiter.close();
    log.event(WorkerLog.Topic.EXIT, "worker " + options.identity().name() + " ended");
  }

  /** First: no further sessions, end with the running ones. Second: end those too. Any thread. */
  public void stop() {
    int count = ++stops;
    if (count == 1) {
      heartbeat.draining();
      heartbeatPause.wake();
      cleanupPause.close();
      int left = runningCount();
      if (left > 0) {
        log.report(
            "stopping; waiting for "
                + left
                + (left == 1 ? " running session" : " running sessions")
                + " (once more ends them)");
      }
    } else {
      endRunning(count == 2 ? SIGTERM : SIGKILL);
    }
    waiter.wake();
  }

  /** Looks once and starts what can be started. */
  void pollOnce() {
    refreshSettings();
    if (heartbeat.age().compareTo(UNSEEN) > 0) {
      holders.lostSight();
      line.dissolve();
      return;
    }
    if (stops > 0) {
      line.dissolve();
      waitingClients.dissolve();
      return;
    }
    waitsForCwd = false;
    try {
      cwdLock.tidy();
      deadHolders.pollOnce();
      withdrawLost();
      line.begin();
      for (Request request : scan.look(settings.route())) {
        if (runningCount() >= options.maxJobs()) {
          line.forJob(request);
        } else {
          considerAlone(request);
        }
      }
      line.end();
      trouble.worked();
    } catch (TransportException e) {
      holders.lostSight();
      if (e.kind() != FailureKind.CLOSED) {
        trouble.failed(e.getMessage());
      }
    }
  }

  /** The loop beside this one that shows that the worker lives. */
  HeartbeatLoop heartbeat() {
    return heartbeat;
  }

  /** For how long others take this worker for living. */
  Lease lease() {
    return lease;
  }

  /** How long to wait before the next {@link #pollOnce}, unless something wakes the worker. */
  Duration nextDelay() {
    if (scan.expectsSoon()) {
      return transport.traits().shortestLook();
    }
    if (waitsForCwd) {
      return Duration.ofMillis(BUSY_RETRY_MILLIS);
    }
    return rhythm.nextDelay();
  }

  /** What lies in place of one session's files, or its lock's, must not keep the others waiting. */
  private void considerAlone(Request request) throws TransportException {
    SessionId id = request.session();
    try {
      consider(request);
      setbacks.over(id);
    } catch (TransportException e) {
      boolean own = e.kind().concernsOne() || setbacks.isOwn(id) && answers(e.kind());
      if (!own) {
        throw e;
      }
      putOff(id, e.getMessage());
    }
  }

  private void putOff(SessionId id, String reason) {
    if (scan.isDoubtful(id)) {
      scan.stillInDoubt(id, reason);
    } else {
      scan.postpone(id, reason);
    }
  }

  /** Whether what failed is a part of a store that is well otherwise, such as one bad block. */
  private boolean answers(FailureKind kind) {
    try {
      if (kind == FailureKind.UNREACHABLE) {
        transport.probe(PROBE_LIMIT);
      }
      return kind == FailureKind.UNREACHABLE;
    } catch (TransportException e) {
      return false;
    }
  }

  private void consider(Request request) throws TransportException {
    String cwd = request.cwd();
    if (holdsCwd(cwd)) {
      line.forFolder(request);
      return; // the end of that session wakes this loop
    }
    if (!isDue(cwd)) {
      line.forFolder(request);
      waitsForCwd = true;
      return;
    }
    CwdLock.Attempt attempt = cwdLock.tryAcquire(cwd, request.session());
    if (attempt instanceof CwdLock.Busy busy) {
      Claim taker = takerOf(request.session());
      if (taker != null) {
        scan.taken(request.session(), taker); // by the very worker that holds the folder
        announced.remove(request.session());
        return;
      }
      line.forFolder(request);
      waitsForCwd = true;
      busySince.put(cwd, ticker.nanos());
      if (announced.add(request.session())) {
        log.event(
            WorkerLog.Topic.LOCK,
            request.session() + " waits for " + cwd + ", held by " + busy.holder());
      }
    } else if (attempt instanceof CwdLock.Held held) {
      busySince.remove(cwd);
      announced.remove(request.session());
      claim(request, held);
    }
  }

  /** What was not begun at the last look waits; what waits for nobody leaves the line. */
  private void withdrawLost() throws TransportException {
    for (Request each : waitingClients.lost(scan.waiting(settings.route()))) {
      withdrawal.withdraw(each, each.silenceAllowed(options.clientLostAfter()));
      announced.remove(each.session());
    }
  }

  private void claim(Request request, CwdLock.Held held) throws TransportException {
    SessionId id = request.session();
    log.event(WorkerLog.Topic.LOCK, id + " holds " + request.cwd());
    Claim other;
    boolean gone;
    try {
      other = take(id);
      gone = other == null && wasCleanedUp(id);
    } catch (TransportException e) {
      if (e.kind() != FailureKind.CORRUPT) {
        scan.doubt(id);
      }
      release(held);
      throw e;
    }
    if (other != null) {
      release(held);
      scan.taken(id, other);
      return;
    }
    scan.settle(id);
    if (gone) {
      release(held);
      return;
    }
    log.event(
        WorkerLog.Topic.CLAIM,
        id
            + " from "
            + request.requester().user()
            + '@'
            + request.requester().host()
            + ": "
            + request.command());
    SessionRun session =
        new SessionRun(
            transport,
            ticker,
            options.identity(),
            request,
            held,
            starter,
            log,
            options.admission(),
            options.clientLostAfter(),
            lease,
            options.flow(),
            LIMIT);
    synchronized (running) {
      running.put(request.cwd(), session);
    }
    rhythm.progress();
    Thread thread = new Thread(() -> attend(session), "session-" + id);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Claims a session; a claim of ours whose answer got lost at an earlier attempt counts. So does
   * that of a worker which died before it started anything, if its start can be won.
   *
   * @return who has it; null if this worker does
   */
  private Claim take(SessionId id) throws TransportException {
    Claim claim = options.identity().claim(id);
    Creation end = transport.create(Layout.claim(id), DocumentCodec.encode(claim), LIMIT);
    if (!(end instanceof Creation.Lost lost)) {
      return null;
    }
    Claim other = DocumentCodec.decodeClaim(lost.holder());
    if (other.equals(claim)) {
      return scan.isDoubtful(id) ? null : other;
    }
    if (other.fenced() && !holders.isLiving(other) && fence.tryWin(id)) {
      log.warn(id + " was claimed by " + other.worker() + ", which died; taking it over");
      return null;
    }
    return other;
  }

  /**
   * Whether another worker ran this session long ago and its folder went while it waited here: then
   * the claim alone has brought the folder back.
   */
  private boolean wasCleanedUp(SessionId id) throws TransportException {
    if (!scan.hasWaitedLong(id) || transport.read(Layout.request(id), LIMIT).isPresent()) {
      return false;
    }
    transport.delete(Layout.session(id), LIMIT);
    return true;
  }

  /** Who has claimed a session; null if nobody, or perhaps we. */
  private Claim takerOf(SessionId id) throws TransportException {
    if (scan.isDoubtful(id)) {
      return null;
    }
    Optional<Document> claim = transport.read(Layout.claim(id), LIMIT);
    return claim.isEmpty() ? null : DocumentCodec.decodeClaim(claim.get().content());
  }

  private void release(CwdLock.Held held) {
    try {
      held.release();
    } catch (TransportException e) {
      log.event(WorkerLog.Topic.WARN, "releasing a lock later: " + e.getMessage());
    }
  }

  private void attend(SessionRun session) {
    try {
      session.run();
    } finally {
      synchronized (running) {
        running.remove(session.request().cwd());
      }
      rhythm.progress();
      waiter.wake();
    }
  }

  private void refreshSettings() {
    if (ticker.millisSince(settingsRead) < SETTINGS_EVERY_MILLIS) {
      return;
    }
    settingsRead = ticker.nanos();
    WorkerSettings next = options.settings().get();
    if (next.equals(settings)) {
      return;
    }
    WorkerSettings before = settings;
    settings = next;
    log.debug(next.debug());
    if (!next.pollInterval().equals(before.pollInterval())) {
      rhythm = rhythm();
    }
    heartbeatPause.wake();
    log.event(
        WorkerLog.Topic.CONFIG,
        "re-read: route "
            + routeText()
            + ", poll_interval "
            + next.pollInterval().toMillis()
            + " ms");
  }

  private Rhythm rhythm() {
    Duration interval = settings.pollInterval();
    Duration shortest = transport.traits().shortestLook();
    Duration floor = interval.compareTo(shortest) < 0 ? interval : shortest;
    // With hints the ceiling is only the safety net; without them it bounds a request's wait.
    boolean hints = transport.traits().can(Capability.CHANGE_HINTS);
    return new Rhythm(ticker, floor, hints ? interval : Duration.ofNanos(4 * interval.toNanos()));
  }

  private void beat() {
    while (!isDone()) {
      heartbeatPause.await(heartbeat.nextDelay());
      if (!isDone()) {
        heartbeat.pollOnce();
      }
    }
  }

  /** Beside the heartbeats, since one of those may hang with the store. */
  private void watchLease() {
    while (!isDone()) {
      leasePause.await(LEASE_LOOK);
      lease.check();
    }
  }

  /** No heartbeat got through for so long that others may take over what this worker holds. */
  private void unseen() {
    List<SessionRun> runs;
    synchronized (running) {
      runs = List.copyOf(running.values());
    }
    log.warn(
        "no heartbeat got through for "
            + options.endsAfter().toMillis() / 1000.0
            + " s, so others take this worker for dead; ending what it runs ("
            + runs.size()
            + (runs.size() == 1 ? " session)" : " sessions)"));
    for (SessionRun each : runs) {
      each.unseen();
    }
  }

  private CleanupLoop cleanup() {
    Cleaner cleaner =
        new Cleaner(transport, ticker, options.identity().name(), cwdLock::free, this::runs, LIMIT);
    double phase = ThreadLocalRandom.current().nextDouble();
    return new CleanupLoop(
        cleaner, () -> settings.cleanup(), phase, text -> log.event(WorkerLog.Topic.CLEANUP, text));
  }

  private void cleanUp() {
    while (stops == 0) {
      cleanupPause.await(cleanup.nextDelay());
      if (stops == 0) {
        cleanup.pollOnce();
      }
    }
  }

  private boolean runs(String session) {
    synchronized (running) {
      for (SessionRun each : running.values()) {
        if (each.request().session().value().equals(session)) {
          return true;
        }
      }
      return false;
    }
  }

  private boolean isDone() {
    return stops > 0 && runningCount() == 0;
  }

  private int runningCount() {
    synchronized (running) {
      return running.size();
    }
  }

  private boolean holdsCwd(String cwd) {
    synchronized (running) {
      return running.containsKey(cwd);
    }
  }

  private boolean isDue(String cwd) {
    Long since = busySince.get(cwd);
    return since == null || ticker.millisSince(since) >= BUSY_RETRY_MILLIS;
  }

  private void endRunning(int signal) {
    synchronized (running) {
      for (SessionRun session : running.values()) {
        session.end(signal);
      }
    }
  }

  private String routeText() {
    return settings.route() == null ? "(none)" : settings.route();
  }

  private static void join(Thread thread) {
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
