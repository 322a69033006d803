package dev.pigeon.bench;

/**
 * What one run cost.
 *
 * @param wall seconds from start to end
 * @param cpu seconds of processor time, of it and all it waited for
 */
record Timing(double wall, double cpu) {}
