/**
 * The short-lived side: {@link dev.pigeon.client.Client} carries one command to a worker and its
 * output and exit code back. Nothing here may load picocli, tomlj, jackson-databind or a logger.
 */
package dev.pigeon.client;
