package dev.pigeon.worker;

import dev.pigeon.wire.Request;
import dev.pigeon.wire.SessionId;
import java.util.Map;

/** Starts commands that do nothing by themselves; the one called {@code crash} fails to start. */
final class FakeStarts implements CommandStart {
  private final Map<SessionId, FakeCommand> commands;

  /**
   * @param commands gets each command by its session; from any thread
   */
  FakeStarts(Map<SessionId, FakeCommand> commands) {
    this.commands = commands;
  }

  @Override
  public Outcome start(Request request) {
    if (request.command().get(0).equals("crash")) {
      throw new IllegalStateException("no such luck");
    }
    FakeCommand command = new FakeCommand();
    commands.put(request.session(), command);
    return new Running(command, false);
  }

  @Override
  public void warmUp() {}

  @Override
  public void close() {}
}
