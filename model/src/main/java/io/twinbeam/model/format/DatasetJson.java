package io.twinbeam.model.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a data set's {@code dataset.json} declares, in the layout of the Medical Segmentation
 * Decathlon (labels as id to name) or of nnU-Net raw data, version 2 (labels as name to id).
 *
 * <p>Paths are relative to the folder of the file, with forward slashes, and never leave it.
 *
 * @param name the data set's name, empty where none is given
 * @param labels class id to name, 0 = background
 * @param channels channel number to name; empty where none are given
 * @param training the cases to train on; empty for nnU-Net files that list none, whose cases are
 *     then found as {@code imagesTr/CASE_0000} + {@code fileEnding} and {@code labelsTr/CASE} +
 *     {@code fileEnding}
 * @param test image paths of the cases without a public label map
 * @param fileEnding such as {@code .nii.gz}
 */
public record DatasetJson(
    String name,
    SortedMap<Integer, String> labels,
    SortedMap<Integer, String> channels,
    List<Pair> training,
    List<String> test,
    String fileEnding) {

  /**
   * One training case.
   *
   * @param caseId the name under which the file lists the case; empty where it gives it none
   * @param images paths of its images, one for each channel, or one that holds all of them
   * @param label path of the label map, null for an unlabelled case
   */
  public record Pair(String caseId, List<String> images, String label) {

    public Pair {
      images = List.copyOf(images);
    }
  }

  public DatasetJson {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    channels = Collections.unmodifiableSortedMap(new TreeMap<>(channels));
    training = List.copyOf(training);
    test = List.copyOf(test);
  }

  /**
   * Reads UTF-8 text; {@code in} stays open.
   *
   * @throws io.twinbeam.model.volume.InvalidCaseException naming every mistake found
   * @throws IOException where {@code in} fails
   */
  public static DatasetJson parse(InputStream in) throws IOException {
    return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
  }

  /**
   * Reads the text of the file.
   *
   * @throws io.twinbeam.model.volume.InvalidCaseException naming every mistake found
   */
  public static DatasetJson parse(String text) {
    return new DatasetJsonParser().parse(text);
  }
}
