package dev.pigeon.worker;

import dev.pigeon.liveness.FaultScope;
import dev.pigeon.liveness.Silence;
import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.LogTail;
import dev.pigeon.spi.StoreReader;
import dev.pigeon.spi.TransportException;
import dev.pigeon.wire.ControlRecord;
import dev.pigeon.wire.Layout;
import dev.pigeon.wire.MalformedJson;
import dev.pigeon.wire.RecordCodec;
import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Tells which sessions in the line have lost their client, by how long control.jsonl has not grown
 * while this worker looked. Seals are not checked: nothing is run for what stands there, and who
 * writes into it can do no more than keep a session waiting. A client that promises no signs of
 * life is not watched. One thread.
 */
final class WaitingClients {
  private static final long LOOK_EVERY_MILLIS = 4000;

  private static final Duration GAP = Duration.ofMillis(6500);

  /** Watched at a time; who stands further back is watched when he has come nearer. */
  private static final int MOST = 256;

  /** At a time, so that who can begin is not kept waiting. */
  private static final int MOST_LOOKS = 64;

  private final StoreReader incoming;
  private final FaultScope scope;
  private final Ticker ticker;
  private final Duration lostAfter;
  private final BooleanSupplier writable;
  private final Duration limit;
  private final RecordCodec codec = new RecordCodec();
  private final Map<SessionId, Client> clients = new HashMap<>();

  /**
   * @param incoming the store as far as requests in it are believed
   * @param scope of trouble with that store
   * @param lostAfter how long a client may give no sign of life
   * @param writable whether this worker itself can write to the store just now
   * @param limit for every call to the store
   */
  WaitingClients(
      StoreReader incoming,
      FaultScope scope,
      Ticker ticker,
      Duration lostAfter,
      BooleanSupplier writable,
      Duration limit) {
    this.incoming = incoming;
    this.scope = scope;
    this.ticker = ticker;
    this.lostAfter = lostAfter;
    this.writable = writable;
    this.limit = limit;
  }

  /**
   * Looks after those whose last look was some seconds ago.
   *
   * @param waiting all that are in the line, oldest first
   * @return those whose client is lost
   * @throws TransportException if the store does not answer
   */
  List<Request> lost(Collection<Request> waiting) throws TransportException {
    List<Request> lost = new ArrayList<>();
    Set<SessionId> there = new HashSet<>();
    int looks = 0;
    for (Request each : waiting) {
      if (!each.signsOfLife() || there.size() == MOST) {
        continue;
      }
      there.add(each.session());
      Client client = clients.computeIfAbsent(each.session(), Client::new);
      Duration allowed = each.silenceAllowed(lostAfter);
      if (looks < MOST_LOOKS && client.isDue(allowed)) {
        looks++;
        look(client);
        if (client.isLost(allowed)) {
          lost.add(each);
        }
      }
    }
    forgetOthers(there);
    return lost;
  }

  /** Nobody waits any more. */
  void dissolve() {
    forgetOthers(Set.of());
  }

  private void forgetOthers(Set<SessionId> there) {
    for (Map.Entry<SessionId, Client> each : clients.entrySet()) {
      if (!there.contains(each.getKey())) {
        each.getValue().control.close();
      }
    }
    clients.keySet().retainAll(there);
  }

  private void look(Client client) throws TransportException {
    long start = ticker.nanos();
    client.pause = LOOK_EVERY_MILLIS;
    client.silence.skipGap(GAP);
    boolean heard;
    try {
      heard = client.read();
    } catch (TransportException e) {
      if (!e.kind().concernsOne()) {
        client.silence.unseen();
        scope.throwUnlessOfOne(e);
        client.pause += FaultScope.rest(ticker.millisSince(start));
        return;
      }
      heard = false; // what is there is not believed: it is no sign of the client's
    }
    if (heard) {
      client.silence.sign();
    } else if (writable.getAsBoolean()) {
      client.silence.none();
    } else {
      client.silence.unseen(); // who cannot write here does not judge one who writes nothing
    }
  }

  private final class Client {
    private final LogTail control;
    private final Silence silence = new Silence(ticker);
    private long pause = LOOK_EVERY_MILLIS;
    private boolean suspended;

    Client(SessionId id) {
      control = incoming.tail(Layout.control(id), 0);
    }

    /** Its turn in the line may come any moment: once it seems lost, that is looked into now. */
    boolean isDue(Duration allowed) {
      return silence.sinceLook().toMillis() >= pause || isLost(allowed);
    }

    boolean isLost(Duration allowed) {
      return !suspended && silence.lasts().compareTo(allowed) >= 0;
    }

    /** Whether the log has grown. */
    private boolean read() throws TransportException {
      List<ByteBuffer> records = control.read(limit);
      records.forEach(this::note);
      return !records.isEmpty();
    }

    private void note(ByteBuffer bytes) {
      try {
        suspended = codec.decodeControl(bytes) instanceof ControlRecord.Suspended;
      } catch (MalformedJson e) {
        return; // somebody wrote it, and that is all that counts
      }
    }
  }
}
