/**
 * Who is alive: {@link dev.pigeon.liveness.WorkerFinder} tells at once, {@link
 * dev.pigeon.liveness.HeartbeatWatch} over time. No decision compares clocks of two machines.
 */
package dev.pigeon.liveness;
