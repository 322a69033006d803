package dev.pigeon.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that a test started; its two outputs go to files that can be looked at meanwhile. */
final class Running implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> words;
  private final Process process;
  private final Path out;
  private final Path err;

  Running(List<String> words, Process process, Path out, Path err) {
    this.words = words;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Its standard input, where the test did not give it one. */
  OutputStream in() {
    return process.getOutputStream();
  }

  void type(String text) throws IOException {
    in().write(text.getBytes(StandardCharsets.UTF_8));
    in().flush();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  /** Waits until its standard output holds {@code text}. */
  void says(String text) throws Exception {
    Eventually.see(text + " from " + words, this::out, seen -> seen.contains(text));
  }

  /** Waits until its standard error holds {@code text}. */
  void complains(String text) throws Exception {
    Eventually.see(text + " from " + words, this::err, seen -> seen.contains(text));
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/bash", "-c", "kill -" + name + " " + pid())
        .inheritIO()
        .start()
        .waitFor();
  }

  Ran finish() throws IOException, InterruptedException {
    return finish(LIMIT);
  }

  Ran finish(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          words + " did not end within " + limit.toSeconds() + " s; so far: " + ran());
    }
    return ran();
  }

  /** Kills it if it still runs. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private Ran ran() throws IOException {
    return new Ran(process.isAlive() ? -1 : process.exitValue(), Files.readAllBytes(out), err());
  }
}
