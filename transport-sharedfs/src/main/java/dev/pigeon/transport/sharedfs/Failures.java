package dev.pigeon.transport.sharedfs;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Duration;

/** Turns what file calls throw into the one failure of a transport, with the next step. */
final class Failures {
  private final Path root;

  Failures(Path root) {
    this.root = root;
  }

  TransportException of(String action, Throwable cause) {
    Throwable reason = cause instanceof DirectoryIteratorException e ? e.getCause() : cause;
    if (reason instanceof ClosedByInterruptException) {
      return interrupted(action);
    }
    if (reason instanceof ClosedChannelException) {
      return closed(action);
    }
    if (reason instanceof RuntimeException bug
        && !(reason instanceof ReadOnlyFileSystemException)) {
      throw bug;
    }
    FailureKind kind = kind(reason);
    String text = "cannot " + action + " in " + root + ": " + words(reason) + "; " + nextStep(kind);
    return new TransportException(kind, text, reason);
  }

  TransportException closed(String action) {
    return new TransportException(
        FailureKind.CLOSED, "cannot " + action + ": the transport was closed");
  }

  TransportException interrupted(String action) {
    return new TransportException(
        FailureKind.CLOSED, "cannot " + action + ": the thread was interrupted");
  }

  TransportException corrupt(String action, String finding) {
    String text = "cannot " + action + " in " + root + ": " + finding;
    return new TransportException(FailureKind.CORRUPT, text);
  }

  /** The root is not there (any more). */
  TransportException gone(String action) {
    String text =
        "cannot " + action + ": shared directory " + root + " is gone; mount it again, or restart";
    return new TransportException(FailureKind.UNREACHABLE, text);
  }

  TransportException unanswered(String action, Duration limit) {
    long millis = limit.toMillis();
    String time = millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    String text = "shared directory " + root + " has not answered for " + time + " (to " + action;
    return new TransportException(FailureKind.UNREACHABLE, text + "); check its mount");
  }

  /** Whether trouble with a file that somebody else writes passes by itself. */
  static boolean passing(IOException e) {
    return !(e instanceof ClosedChannelException)
        && !(e instanceof NotTrustedException)
        && kind(e) != FailureKind.FULL;
  }

  private static FailureKind kind(Throwable e) {
    if (e instanceof AccessDeniedException
        || e instanceof NotTrustedException
        || e instanceof ReadOnlyFileSystemException) {
      return FailureKind.REFUSED;
    }
    if (e instanceof NotDirectoryException || e instanceof NotPlainException) {
      return FailureKind.CORRUPT;
    }
    return kind(words(e));
  }

  private static FailureKind kind(String words) {
    if (words.contains("No space left")
        || words.contains("quota exceeded")
        || words.contains("out of disk space")
        || words.contains("File too large")) {
      return FailureKind.FULL;
    }
    if (words.contains("Permission denied")
        || words.contains("Operation not permitted")
        || words.contains("Read-only file system")) {
      return FailureKind.REFUSED;
    }
    if (words.contains("Not a directory")
        || words.contains("Is a directory")
        || words.contains("levels of symbolic links")) {
      return FailureKind.CORRUPT;
    }
    return FailureKind.UNREACHABLE;
  }

  private static String words(Throwable e) {
    if (e instanceof NoSuchFileException absent) {
      return "no such file or folder (" + absent.getFile() + ")";
    }
    if (e instanceof AccessDeniedException denied) {
      return "permission denied (" + denied.getFile() + ")";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason() + " (" + file.getFile() + ")";
    }
    String name = e.getClass().getSimpleName();
    return e.getMessage() == null ? name : name + ": " + e.getMessage();
  }

  private static String nextStep(FailureKind kind) {
    return switch (kind) {
      case UNREACHABLE -> "check that the directory is mounted, then try again";
      case FULL -> "make room there, then try again";
      case REFUSED -> "check owner and permissions there";
      case CORRUPT -> "move away what lies there";
      case INCOMPATIBLE -> "correct the settings";
      case CLOSED -> "open it again";
    };
  }
}
