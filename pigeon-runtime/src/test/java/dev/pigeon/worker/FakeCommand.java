package dev.pigeon.worker;

import dev.pigeon.wire.OutputChannel;
import dev.pigeon.wire.TerminalSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A command that ends when a test says so, or by a signal that kills. */
final class FakeCommand implements Command {
  final List<Integer> signals = new CopyOnWriteArrayList<>();
  final List<TerminalSize> sizes = new CopyOnWriteArrayList<>();
  final ByteArrayOutputStream input = new ByteArrayOutputStream();
  final CompletableFuture<Integer> end = new CompletableFuture<>();
  final AtomicInteger ends = new AtomicInteger();
  volatile boolean inputEnded;
  volatile boolean missesEndOfInput;

  @Override
  public Map<OutputChannel, InputStream> outputs() {
    return Map.of(OutputChannel.STDOUT, new ByteArrayInputStream(new byte[] {'h', 'i'}));
  }

  @Override
  public OutputStream input() {
    return input;
  }

  @Override
  public void endInput() {
    inputEnded = true;
    ends.incrementAndGet();
  }

  @Override
  public boolean missesEndOfInput() {
    return missesEndOfInput;
  }

  @Override
  public void signal(int number) {
    signals.add(number);
    if (number == 9 || number == 15) {
      end.complete(128 + number);
    }
  }

  @Override
  public void resize(TerminalSize size) {
    sizes.add(size);
  }

  @Override
  public int waitFor() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public long pid() {
    return 1;
  }

  @Override
  public boolean endsWithLeader() {
    return false;
  }

  @Override
  public void close() {}
}
