/**
 * Words in, words out, exit codes: {@link dev.pigeon.cli.Main} splits options from words and hands
 * over to the client, the worker or a subcommand.
 */
package dev.pigeon.cli;
