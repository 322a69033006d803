/** Client and worker against each other on stores of every temper. */
package dev.pigeon.session;
