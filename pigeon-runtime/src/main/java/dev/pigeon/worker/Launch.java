package dev.pigeon.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param argv the words
 * @param cwd where
 * @param env the whole environment
 * @param setsid the path of setsid(1); null if this machine has none
 */
record Launch(List<String> argv, Path cwd, Map<String, String> env, String setsid) {}
