package dev.pigeon.wire;

/**
 * Who asked for a session.
 *
 * @param host the caller's host name
 * @param pid the client's process id on that host
 * @param user the caller's name
 */
public record Requester(String host, long pid, String user) {}
