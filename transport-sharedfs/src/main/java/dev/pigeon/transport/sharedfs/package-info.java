/**
 * A transport over a directory that both machines mount.
 *
 * <p>Entry types: {@link dev.pigeon.transport.sharedfs.SharedFsProvider} opens a {@link
 * dev.pigeon.transport.sharedfs.SharedFsTransport}; {@link dev.pigeon.transport.sharedfs.SyncPolicy}
 * is the one thing that a sibling transport replaces.
 */
package dev.pigeon.transport.sharedfs;
