/** Data sets in, tables and files out. Paths are those of any Beam file system. */
package io.twinbeam.transforms.io;
