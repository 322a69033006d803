/**
 * Which transport: {@link dev.pigeon.transports.TransportCatalog} finds the providers on the class
 * path and in plug-in jars, {@link dev.pigeon.transports.TransportChoice} opens the one that the
 * configuration names.
 */
package dev.pigeon.transports;
