/**
 * What training tells while it goes on, in files for people: TensorBoard's event files and small
 * JSON files of the present state. No result depends on them, and they are in no digest.
 */
package io.twinbeam.transforms.tracking;
