/**
 * The shared directory with every record on stable storage before its append returns.
 *
 * <p>Entry type: {@link dev.pigeon.transport.sharedfs.fsync.SharedFsFsyncProvider}.
 */
package dev.pigeon.transport.sharedfs.fsync;
