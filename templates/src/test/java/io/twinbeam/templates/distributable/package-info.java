/** What {@code package} packs, unpacked and used as {@code docs/install.md} says. */
package io.twinbeam.templates.distributable;
