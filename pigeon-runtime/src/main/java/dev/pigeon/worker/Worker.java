package dev.pigeon.worker;

import static dev.pigeon.os.SignalNumber.SIGKILL;
import static dev.pigeon.os.SignalNumber.SIGTERM;

import dev.pigeon.cleanup.Cleaner;
import dev.pigeon.cleanup.CleanupLoop;
import dev.pigeon.liveness.FaultScope;
import dev.pigeon.pace.Ticker;
import dev.pigeon.pace.Waiter;
import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.Transport;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.Request;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A worker: sees sessions of its route, claims them when a slot and their working directory are
 * free, and has each run on a thread of its own. {@link #pollOnce} does what there is to do and
 * {@link #nextDelay} says when to look again.
 */
public final class Worker {
  private static final Duration LIMIT = Duration.ofSeconds(12);
  private static final Duration SAFETY_NET = Duration.ofSeconds(1);
  private static final Duration LEASE_LOOK = Duration.ofMillis(250);
  private static final Duration UNSEEN = Duration.ofSeconds(6);

  private final Transport transport;
  private final WorkerOptions options;
  private final Ticker ticker;
  private final WorkerLog log;
  private final StoreTrouble trouble;
  private final SessionScan scan;
  private final Holders holders;
  private final CwdLock cwdLock;
  private final Claimer claimer;
  private final DeadHolders deadHolders;
  private final Lease lease;
  private final HeartbeatLoop heartbeat;
  private final CommandStart starter;
  private final Waiter waiter;
  private final WaitingClients waitingClients;
  private final Withdrawal withdrawal;
  private final WaitingLine line = new WaitingLine();
  private final RunningSessions running = new RunningSessions();
  private final CurrentSettings settings;
  private final SideLoop beats;
  private final SideLoop leaseLooks;
  private final SideLoop cleaning;
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
    settings = new CurrentSettings(options, transport.traits(), log);
    trouble =
        new StoreTrouble(
            ticker, log, "cannot look for sessions, trying on", "the store answers again");
    holders = new Holders(transport, ticker, options.identity(), Neighbours.ofThisMachine(), LIMIT);
    scan = new SessionScan(transport, options.admission().incoming(), ticker, holders, log, LIMIT);
    cwdLock = new CwdLock(transport, ticker, options.identity(), holders, LIMIT);
    claimer =
        new Claimer(
            transport,
            ticker,
            options.identity(),
            cwdLock,
            holders,
            scan,
            line,
            running,
            log,
            this::start,
            LIMIT);
    deadHolders = new DeadHolders(transport, ticker, options.identity(), holders, cwdLock, LIMIT);
    lease = new Lease(ticker, options.endsAfter(), this::unseen);
    waitingClients =
        new WaitingClients(
            options.admission().incoming(),
            new FaultScope(transport),
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
            () -> settings.get().route(),
            line::shown,
            log,
            lease,
            options.endsAfter());
    this.starter =
        starter != null
            ? starter
            : new HostCommands(options.environment(), () -> settings.get().remoteEnv(), log);
    waiter = new Waiter(transport, List.of(Layout.SESSIONS), Waiter.ALWAYS);
    beats = new SideLoop("heartbeat", heartbeat::nextDelay, heartbeat::pollOnce, this::isDone);
    // Beside the heartbeats, since one of those may hang with the store.
    leaseLooks = new SideLoop("lease", () -> LEASE_LOOK, lease::check, this::isDone);
    CleanupLoop cleanup = cleanup();
    cleaning =
        new SideLoop("cleanup", cleanup::nextDelay, cleanup::pollOnce, () -> stops > 0)
            .inBackground();
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
    Daemon.start(starter::warmUp, "warm-up");
    beats.start();
    leaseLooks.start();
    cleaning.start();
    log.event(
        WorkerLog.Topic.START,
        "worker "
            + options.identity().name()
            + ", route "
            + settings.routeText()
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
      boolean blind = scan.expectsSoon() || claimer.waitsForFolder();
      waiter.await(delay, blind ? delay : SAFETY_NET);
      scan.hint(waiter.named());
    }
    beats.close();
    leaseLooks.close();
    cleaning.close();
    beats.join();
    cleaning.join();
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
      beats.wake();
      cleaning.close();
      int left = running.count();
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
    if (settings.refresh()) {
      beats.wake();
    }
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
    claimer.beginLook();
    try {
      cwdLock.tidy();
      deadHolders.pollOnce();
      withdrawLost();
      line.begin();
      Collection<Request> waiting = scan.look(settings.get().route());
      boolean firm = !waiting.isEmpty() && lease.isFirm(); // reads a clock that is a file
      for (Request request : waiting) {
        if (running.count() >= options.maxJobs()) {
          line.forJob(request);
        } else if (firm) {
          claimer.consider(request);
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
    if (claimer.waitsForFolder()) {
      return Claimer.RETRY;
    }
    return settings.rhythm().nextDelay();
  }

  /** What was not begun at the last look waits; what waits for nobody leaves the line. */
  private void withdrawLost() throws TransportException {
    withdrawal.finishOne();
    for (Request each : waitingClients.lost(scan.waiting(settings.get().route()))) {
      withdrawal.withdraw(each, each.silenceAllowed(options.clientLostAfter()));
      claimer.forget(each.session());
    }
  }

  private void start(Request request, CwdLock.Held held) {
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
    settings.rhythm().progress();
    running.start(session, this::hasEnded);
  }

  private void hasEnded() {
    settings.rhythm().progress();
    waiter.wake();
  }

  /** No heartbeat got through for so long that others may take over what this worker holds. */
  private void unseen() {
    List<SessionRun> runs = running.all();
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
        new Cleaner(
            transport, ticker, options.identity().name(), cwdLock::free, running::has, LIMIT);
    double phase = ThreadLocalRandom.current().nextDouble();
    return new CleanupLoop(
        cleaner,
        () -> settings.get().cleanup(),
        phase,
        text -> log.event(WorkerLog.Topic.CLEANUP, text));
  }

  private boolean isDone() {
    return stops > 0 && running.count() == 0;
  }

  private void endRunning(int signal) {
    for (SessionRun each : running.all()) {
      each.end(signal);
    }
  }
}
