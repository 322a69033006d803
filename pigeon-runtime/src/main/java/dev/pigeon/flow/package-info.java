/**
 * What keeps a session's logs bounded: {@link dev.pigeon.flow.AckWindow} makes a writer wait for
 * its reader, {@link dev.pigeon.flow.SegmentedLog} drops what was read, {@link
 * dev.pigeon.flow.FlowLimits} says how much of either.
 */
package dev.pigeon.flow;
