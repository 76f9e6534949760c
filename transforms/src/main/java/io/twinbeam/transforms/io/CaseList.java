package io.twinbeam.transforms.io;

import io.twinbeam.model.format.DatasetJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * The cases that a file of the data set lists.
 *
 * @param file its name
 * @param channels of every case; empty where the file does not say
 * @param entries in the order of the file
 */
record CaseList(String file, Optional<ChannelNames> channels, List<Entry> entries) {

  CaseList {
    entries = List.copyOf(entries);
  }

  /**
   * One case; paths are relative to the folder and inside of it.
   *
   * @param images files, or folders that hold one DICOM series
   * @param label null where there is none
   */
  record Entry(String caseId, List<String> images, @Nullable String label, boolean testPart) {

    Entry {
      images = List.copyOf(images);
    }

    /** Every path. */
    List<String> paths() {
      return Stream.concat(images.stream(), Stream.ofNullable(label)).toList();
    }
  }

  /** The cases of {@code dataset.json}; none where it lists none. */
  static CaseList of(DatasetJson json) {
    List<Entry> entries = new ArrayList<>();
    for (DatasetJson.Pair pair : json.training()) {
      String caseId = pair.caseId().isEmpty() ? caseId(pair.images().get(0)) : pair.caseId();
      entries.add(new Entry(caseId, pair.images(), pair.label(), false));
    }
    for (String image : json.test()) {
      entries.add(new Entry(caseId(image), List.of(image), null, true));
    }
    Optional<ChannelNames> channels =
        json.channels().isEmpty()
            ? Optional.empty()
            : Optional.of(ChannelNames.all(List.copyOf(json.channels().values()), false));
    return new CaseList(
        InputFiles.DATASET_JSON, channels, json.training().isEmpty() ? List.of() : entries);
  }

  /** The case id that the name of a single image stands for. */
  private static String caseId(String image) {
    ImageName name = ImageName.of(new ListedFile(image, 0));
    return name.channel().equals("0000") ? name.shortStem() : name.stem();
  }
}
