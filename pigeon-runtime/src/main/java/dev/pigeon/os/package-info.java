/**
 * What only the operating system knows: {@link dev.pigeon.os.OsSignals}, signals of this process,
 * and {@link dev.pigeon.os.SignalNumber}, what they are called by.
 */
package dev.pigeon.os;
