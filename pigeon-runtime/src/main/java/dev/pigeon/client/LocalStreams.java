package dev.pigeon.client;

import java.io.PrintStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The caller's three streams.
 *
 * @param in closing it must wake a blocked read
 * @param out where the command's standard output, or its pty, goes
 * @param err where its standard error goes
 * @param notices where pigeon's own lines go
 */
public record LocalStreams(
    ReadableByteChannel in,
    WritableByteChannel out,
    WritableByteChannel err,
    PrintStream notices) {}
