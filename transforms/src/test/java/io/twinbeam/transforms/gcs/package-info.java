/**
 * Google Cloud Storage as its JSON API shows it, in memory behind HTTP on the loopback interface:
 * for tests of everything that lies on {@code gs://}.
 */
package io.twinbeam.transforms.gcs;
