/**
 * Where files lie: on a local disk, or on Google Cloud Storage. A {@link java.nio.file.Path} made
 * by {@link io.twinbeam.transforms.storage.Folders} stands for either, and its text is what a user
 * or a worker may be given: a path or {@code gs://BUCKET/PATH}.
 */
package io.twinbeam.transforms.storage;
