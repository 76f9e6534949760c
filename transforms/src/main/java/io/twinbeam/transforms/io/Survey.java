package io.twinbeam.transforms.io;

import io.twinbeam.model.format.DatasetJson;
import java.util.List;
import java.util.Optional;

/**
 * What can be told of a data set before anything runs, from the names and sizes of its files.
 *
 * @param inputs how many images it may hold; of a DICOM series each slice counts
 * @param channels names of the channels that are used, in order; a channel without a name of its
 *     own has its number
 * @param description its {@code dataset.json}
 * @param digest of the names and sizes of all files and of what describes the data set: tells one
 *     state of the data from another, wherever the folder lies
 */
public record Survey(
    long inputs, List<String> channels, Optional<DatasetJson> description, String digest) {

  public Survey {
    channels = List.copyOf(channels);
  }
}
