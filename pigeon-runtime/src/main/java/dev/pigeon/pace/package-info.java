/**
 * When to look again: {@link dev.pigeon.pace.Ticker} tells time, {@link dev.pigeon.pace.Rhythm} how
 * long to wait, {@link dev.pigeon.pace.Waiter} waits, {@link dev.pigeon.pace.PatientTail} looks
 * twice.
 */
package dev.pigeon.pace;
