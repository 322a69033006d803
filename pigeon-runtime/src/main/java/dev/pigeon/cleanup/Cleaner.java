package dev.pigeon.cleanup;

import dev.pigeon.pace.Ticker;
import dev.pigeon.spi.Transport;
import dev.pigeon.wire.WorkerName;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Who cleans up.
 *
 * @param transport where
 * @param ticker the clocks
 * @param name the process, for what it writes
 * @param locks how it frees locks
 * @param busyWith whether this process itself is still at work on a session of that name
 * @param limit for every call to the store
 */
public record Cleaner(
    Transport transport,
    Ticker ticker,
    WorkerName name,
    LockFreer locks,
    Predicate<String> busyWith,
    Duration limit) {}
