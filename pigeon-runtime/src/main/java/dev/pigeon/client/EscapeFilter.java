package dev.pigeon.client;

/**
 * The escapes a person types at a pty, as in ssh: a tilde right after a newline, and the character
 * that follows. Takes input as it comes, byte by byte, in pieces of any size.
 */
final class EscapeFilter {
  private static final byte SUSPEND = 0x1a;

  /** What a person may ask for. */
  enum Action {
    NONE,
    LEAVE,
    SUSPEND,
    HELP
  }

  private boolean atLineStart = true;
  private boolean tilde;
  private byte[] passed = new byte[256];
  private int length;
  private int taken;

  /**
   * Takes bytes up to the first action. What is to be sent stands in {@link #passed} afterwards; if
   * {@link #taken} is less than {@code to}, call again for the rest.
   */
  Action feed(byte[] in, int from, int to) {
    if (passed.length < to - from + 1) {
      passed = new byte[to - from + 1];
    }
    length = 0;
    for (int i = from; i < to; i++) {
      byte c = in[i];
      if (tilde) {
        tilde = false;
        Action action = action(c);
        if (action != Action.NONE) {
          atLineStart = true;
          taken = i + 1;
          return action;
        }
        pass((byte) '~');
        if (c == '~') {
          atLineStart = false;
          continue;
        }
      } else if (c == '~' && atLineStart) {
        tilde = true;
        continue;
      }
      pass(c);
      atLineStart = c == '\r' || c == '\n';
    }
    taken = to;
    return Action.NONE;
  }

  /** The bytes of the last {@link #feed} to send: the first {@link #length} are valid. */
  byte[] passed() {
    return passed;
  }

  int length() {
    return length;
  }

  /** Where the last {@link #feed} stopped in its input. */
  int taken() {
    return taken;
  }

  private void pass(byte c) {
    passed[length++] = c;
  }

  private static Action action(byte c) {
    return switch (c) {
      case '.' -> Action.LEAVE;
      case '?' -> Action.HELP;
      case SUSPEND -> Action.SUSPEND;
      default -> Action.NONE;
    };
  }
}
