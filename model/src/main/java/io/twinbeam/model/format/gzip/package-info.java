/**
 * Gzip by a deflater of our own (RFC 1951 and RFC 1952): the same bytes on every Java and beside
 * every zlib, several times as fast as zlib's on float32 volumes, whose bytes hardly repeat.
 */
package io.twinbeam.model.format.gzip;
