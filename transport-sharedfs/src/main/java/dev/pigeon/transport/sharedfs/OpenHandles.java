package dev.pigeon.transport.sharedfs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a transport has handed out and its caller has not closed yet. */
final class OpenHandles {

  /** Something that the transport's close ends as well. */
  interface Handle {
    /** Ends it without blocking for long; may be called twice. */
    void end();
  }

  private final Set<Handle> handles = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Adds a handle; ends it at once if everything was closed already. */
  void add(Handle handle) {
    handles.add(handle);
    if (closed) {
      handle.end();
    }
  }

  void remove(Handle handle) {
    handles.remove(handle);
  }

  void close() {
    closed = true;
    for (Handle handle : handles) {
      handle.end();
    }
    handles.clear();
  }
}
