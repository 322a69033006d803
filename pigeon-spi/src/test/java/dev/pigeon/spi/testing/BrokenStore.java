package dev.pigeon.spi.testing;

import dev.pigeon.spi.Key;
import dev.pigeon.spi.Transport;
import java.nio.ByteBuffer;
import java.util.List;

/** A store in memory with one fault, for the kit to find. */
record BrokenStore(MemoryStore store, Fault fault) implements TestStore {

  @Override
  public Transport open() {
    return new BrokenTransport(store, fault);
  }

  @Override
  public boolean appendRaw(Key log, byte[] bytes) {
    if (fault != Fault.UNFINISHED_RECORD) {
      return store.appendRaw(log, bytes);
    }
    store.append(log, List.of(ByteBuffer.wrap(bytes)));
    return true;
  }

  @Override
  public boolean setReachable(boolean reachable) {
    if (fault == Fault.BACK_WITH_NOTHING) {
      store.delete(Key.ROOT);
    }
    return store.setReachable(reachable);
  }

  @Override
  public List<String> workFiles() throws Exception {
    return fault == Fault.WORK_FILE ? List.of(".new-1") : store.workFiles();
  }
}
