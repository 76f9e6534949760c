package io.twinbeam.transforms;

import io.twinbeam.transforms.artifact.ArtifactRef;
import java.util.List;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * A case whose volumes lie in the artifact store, ready for training and prediction.
 *
 * @param caseId unique in its data set
 * @param artifact holds {@code image.nii.gz}, or {@code image_0000.nii.gz}, {@code
 *     image_0001.nii.gz} and so on where there are several channels; where there is a label map,
 *     {@code label.nii.gz} on the preprocessed grid and {@code reference.nii.gz} on the source grid
 * @param content digest of the artifact's bytes
 * @param channels images on one grid, in the order in which networks see them
 * @param shape of the preprocessed grid, such as {@code 35x50x36}
 * @param labelled whether there is a label map
 * @param classVoxels voxels per class on the preprocessed grid, background first; empty without a
 *     label map
 * @param source the image the case was read from, as its {@link CaseSource} names it
 * @param sourceDigests of all images and of the label map, "" where there is none: SHA-256 of the
 *     file's bytes where there is one, else one digest over those of all files
 * @param testPart whether the data set itself keeps the case for testing
 */
@DefaultCoder(RecordCoder.class)
public record PreprocessedCase(
    String caseId,
    ArtifactRef artifact,
    String content,
    int channels,
    String shape,
    boolean labelled,
    List<Long> classVoxels,
    String source,
    List<String> sourceDigests,
    boolean testPart) {

  public PreprocessedCase {
    classVoxels = List.copyOf(classVoxels);
    sourceDigests = List.copyOf(sourceDigests);
  }
}
