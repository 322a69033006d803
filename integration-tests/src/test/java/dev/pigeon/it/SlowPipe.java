package dev.pigeon.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Stands between sshfs and the program that serves it, and hands on late what it gets, as a far or
 * a busy server does: {@code SlowPipe <file with milliseconds> <program> <argument>…}.
 */
final class SlowPipe {
  private static final int PIECE = 1 << 16;

  private SlowPipe() {}

  public static void main(String[] args) throws Exception {
    Path delay = Path.of(args[0]);
    List<String> program = Arrays.asList(args).subList(1, args.length);
    Process server =
        new ProcessBuilder(program).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread back = new Thread(() -> carry(server.getInputStream(), System.out));
    back.setDaemon(true);
    back.start();
    late(System.in, server.getOutputStream(), delay);
    server.getOutputStream().close();
    server.waitFor();
    back.join();
  }

  private static void late(InputStream in, OutputStream out, Path delay) throws Exception {
    ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    byte[] buffer = new byte[PIECE];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      byte[] piece = Arrays.copyOf(buffer, count);
      long millis = Long.parseLong(Files.readString(delay).strip());
      later.schedule(() -> write(out, piece), millis, TimeUnit.MILLISECONDS);
    }
    later.shutdown();
    later.awaitTermination(1, TimeUnit.MINUTES);
  }

  private static Void write(OutputStream out, byte[] piece) throws IOException {
    out.write(piece);
    out.flush();
    return null;
  }

  private static void carry(InputStream in, OutputStream out) {
    byte[] buffer = new byte[PIECE];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        out.flush();
      }
    } catch (IOException e) {
      return; // sshfs has gone
    }
  }
}
