package io.twinbeam.transforms.io;

import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.artifact.ArtifactRef;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * A file of an artifact that people want to find under a plain name.
 *
 * @param artifact where it is kept
 * @param file its name there
 * @param path its name under the run directory, such as {@code
 *     predictions/cps-seed1/case_07.nii.gz}
 */
@DefaultCoder(RecordCoder.class)
public record PublishedFile(ArtifactRef artifact, String file, String path) {}
