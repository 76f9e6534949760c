/**
 * File formats: bytes to volumes and label maps, and back. Nothing here opens a path; readers take
 * streams and leave them open.
 *
 * <p>A file that cannot be used is refused with {@link
 * io.twinbeam.model.volume.InvalidCaseException}; an {@link java.io.IOException} means that the
 * stream itself failed and a retry may help.
 */
package io.twinbeam.model.format;
