/**
 * What only the operating system knows: {@link dev.pigeon.os.OsSignals}, signals of this process.
 */
package dev.pigeon.os;
