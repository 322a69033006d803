/**
 * {@code pigeon config}: the words around {@link dev.pigeon.config}.
 *
 * <p>Entry types: {@link dev.pigeon.cli.config.ConfigCommand} runs it, {@link
 * dev.pigeon.cli.config.RemovedOption} answers {@code --config}.
 */
package dev.pigeon.cli.config;
