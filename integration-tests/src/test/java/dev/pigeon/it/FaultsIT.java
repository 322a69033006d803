package dev.pigeon.it;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults at random moments, for {@code -Dpigeon.faults.seconds} each. Every session ends exactly
 * once, or with a clear 255; none hangs, and no command is started twice.
 */
@Timeout(3600)
class FaultsIT {
  private static final String PATIENCE = "[session]\nworker_lost_after = 3\nclient_lost_after = 3";
  private static final String[] LOGS = {"stream.jsonl", "stdin.jsonl", "control.jsonl"};

  /** One round of faults, while victims are at work. */
  private interface Round {
    void run(List<Victim> victims) throws Exception;
  }

  /** A site, its two machines and a line of the table. */
  private static final class Scene {
    private final FaultTable.Row row;
    private final Site site;
    private final Machine client;
    private final Machine host;
    private final List<Victim> victims = new ArrayList<>();

    Scene(String fault, Path folder) throws IOException {
      row = FaultTable.row(fault);
      site = new Site(folder);
      client = site.machine("gpu-f").configure(PATIENCE);
      host = site.machine("cpu-f").configure(PATIENCE);
    }

    /** Rounds of two victims and a fault each; then the judgement. */
    void play(Round round) throws Exception {
      try {
        do {
          List<Victim> fresh = List.of(Victim.start(site, client), Victim.start(site, client));
          victims.addAll(fresh);
          round.run(fresh);
        } while (row.goesOn());
        for (Victim each : victims) {
          each.judge(row);
        }
        row.judge();
      } finally {
        // A client that is killed before its Java has come up leaves that Java's messages.
        try (DirectoryStream<Path> left =
            Files.newDirectoryStream(client.temporary(), ".pigeon-*.vmlog")) {
          for (Path each : left) {
            Files.delete(each);
          }
        }
        site.close();
      }
    }

    /** Lets up to so many milliseconds pass. */
    void moment(int most) {
      Eventually.pass(Duration.ofMillis(row.random().nextInt(most)));
    }
  }

  @AfterAll
  static void close() throws IOException {
    FakeClock.sweep();
    FaultTable.print();
  }

  @Test
  void workersAreKilled(@TempDir Path folder) throws Exception {
    Scene scene = new Scene("worker killed", folder);
    RunningWorker[] worker = {scene.site.serve(scene.host)};
    scene.play(
        victims -> {
          scene.moment(1500);
          worker[0].signal("KILL");
          scene.row.injected();
          worker[0] = scene.site.serve(scene.host);
        });
  }

  @Test
  void clientsAreKilled(@TempDir Path folder) throws Exception {
    Scene scene = new Scene("client killed", folder);
    scene.site.serve(scene.host);
    scene.play(
        victims -> {
          scene.moment(1200);
          if (victims.get(0).kill()) {
            scene.row.injected();
          }
        });
  }

  @Test
  void bothAreKilled(@TempDir Path folder) throws Exception {
    Scene scene = new Scene("both killed", folder);
    RunningWorker[] worker = {scene.site.serve(scene.host)};
    scene.play(
        victims -> {
          scene.moment(1200);
          victims.get(0).kill();
          scene.moment(300);
          worker[0].signal("KILL");
          scene.row.injected();
          worker[0] = scene.site.serve(scene.host);
        });
  }

  @Test
  void workersAndClientsStandStill(@TempDir Path folder) throws Exception {
    Scene scene = new Scene("worker or client stopped for up to 5 s", folder);
    RunningWorker worker = scene.site.serve(scene.host);
    scene.play(
        victims -> {
          scene.moment(900);
          boolean client = scene.row.random().nextBoolean();
          stop(client, worker, victims.get(0), "STOP");
          scene.moment(scene.row.random().nextBoolean() ? 1000 : 5000);
          stop(client, worker, victims.get(0), "CONT");
          scene.row.injected();
        });
  }

  private static void stop(boolean client, RunningWorker worker, Victim victim, String signal)
      throws Exception {
    if (client) {
      victim.signal(signal);
    } else {
      worker.signal(signal);
    }
  }

  @Test
  void logsAreCut(@TempDir Path folder) throws Exception {
    Scene scene = new Scene("log cut", folder);
    scene.site.serve(scene.host);
    scene.play(
        victims -> {
          for (Victim victim : victims) {
            Optional<HandSession> session = victim.awaitSession();
            scene.moment(250);
            String log = LOGS[scene.row.random().nextInt(LOGS.length)];
            if (session.isPresent() && cut(session.get().file(log), scene.row.random())) {
              scene.row.injected();
            }
          }
        });
  }

  private static boolean cut(Path log, Random random) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      long size = channel.size();
      if (size > 0) {
        channel.truncate(random.nextInt((int) size));
      }
      return size > 0;
    } catch (NoSuchFileException notYet) {
      return false;
    }
  }

  @Test
  void garbageIsThrownIn(@TempDir Path folder) throws Exception {
    Scene scene = new Scene("garbage", folder);
    RunningWorker worker = scene.site.serve(scene.host);
    int[] count = {0};
    scene.play(
        victims -> {
          for (Victim victim : victims) {
            throwIn(scene.site, scene.row.random(), ++count[0]);
            Optional<HandSession> session = victim.awaitSession();
            scene.moment(250);
            if (session.isPresent()) {
              spoil(session.get(), scene.row.random());
            }
            scene.row.injected();
          }
        });
    String log = worker.log();
    if (log.contains("Exception") || log.contains("\tat ")) {
      throw new AssertionError(log);
    }
  }

  private static void throwIn(Site site, Random random, int number) throws IOException {
    Junk junk = Junk.values()[random.nextInt(Junk.values().length)];
    Path folder = List.of(site.sessions(), site.workers(), site.locks()).get(random.nextInt(3));
    Files.createDirectories(folder);
    junk.put(folder.resolve(random.nextBoolean() ? "1-" + number : "junk" + number + ".json"));
  }

  /** Writes a broken record, or a file that nobody knows, between those of the session. */
  private static void spoil(HandSession session, Random random) throws IOException {
    int log = random.nextInt(LOGS.length + 1);
    if (log == LOGS.length) {
      Junk.values()[random.nextInt(Junk.values().length)].put(session.file("unknown.json"));
    } else {
      session.append(LOGS[log], "{\"type\":\"out\0put\",,}\n");
    }
  }

  @Test
  void clocksJump(@TempDir Path folder) throws Exception {
    Requirements.demand("a wrong clock", FakeClock.missing());
    Scene scene = new Scene("clocks jump by hours", folder);
    FakeClock here = FakeClock.on(scene.client, "+0");
    FakeClock there = FakeClock.on(scene.host, "+0");
    scene.site.serve(scene.host);
    scene.play(
        victims -> {
          scene.moment(700);
          here.jump(wrongBy(scene.row.random()));
          there.jump(wrongBy(scene.row.random()));
          scene.row.injected();
        });
  }

  private static String wrongBy(Random random) {
    int hours = random.nextInt(100) - 50;
    return (hours < 0 ? "" : "+") + hours + "h";
  }
}
