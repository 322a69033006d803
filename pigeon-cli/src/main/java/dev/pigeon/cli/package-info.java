/**
 * Words in, words out, exit codes.
 *
 * <p>Entry type: {@link dev.pigeon.cli.Main}.
 */
package dev.pigeon.cli;
