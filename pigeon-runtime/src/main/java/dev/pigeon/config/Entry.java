package dev.pigeon.config;

/**
 * A value as a file holds it.
 *
 * @param name the dotted name
 * @param text the normalised value, nothing expanded
 * @param line where it stands, from 1
 */
record Entry(String name, String text, int line) {}
