/**
 * Makes the distribution folder while pigeon is built, and is no part of what it ships.
 *
 * <p>Entry type: {@link dev.pigeon.cli.dist.BuildDistribution}.
 */
package dev.pigeon.cli.dist;
