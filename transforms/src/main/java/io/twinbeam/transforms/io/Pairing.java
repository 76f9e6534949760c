package io.twinbeam.transforms.io;

import io.twinbeam.transforms.CaseSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the files of a data set make. It follows from their names and from {@code cases.csv} or
 * {@code dataset.json} alone.
 *
 * @param channels of every case
 * @param outcomes the cases and what makes none
 */
record Pairing(ChannelNames channels, List<Outcome> outcomes) {

  Pairing {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * Pairs files into cases.
   *
   * @param folder what the paths of files start with, ending in a slash
   * @param images the image files
   * @param series the DICOM series
   * @throws io.twinbeam.model.volume.InvalidCaseException where the source chooses a channel that
   *     the data set does not have
   */
  static Pairing of(
      DataSource source,
      String folder,
      Descriptions descriptions,
      List<ListedFile> images,
      List<Series> series) {
    Optional<CaseList> list = descriptions.list();
    if (list.isPresent()) {
      ChannelNames channels =
          list.get().channels().orElseGet(() -> usual(list.get())).choose(source.channels());
      return new Pairing(
          channels,
          new ListedCases(folder, list.get(), series, source.unlabelledAllowed())
              .outcomes(images, channels));
    }
    NamedCases named =
        new NamedCases(
            folder,
            images,
            descriptions.json().filter(json -> !json.channels().isEmpty()).isPresent());
    ChannelNames channels = channels(named, descriptions).choose(source.channels());
    List<Outcome> outcomes = new ArrayList<>(named.outcomes(channels, source.unlabelledAllowed()));
    for (Series one : series) {
      outcomes.add(
          new PairedFiles(one.uid(), List.of(), List.of(one.source()), null, false)
              .outcome(channels, source.unlabelledAllowed()));
    }
    return new Pairing(channels, outcomes);
  }

  private static ChannelNames channels(NamedCases named, Descriptions descriptions) {
    ChannelNames found = named.channels();
    ChannelNames declared =
        descriptions
            .json()
            .filter(json -> !json.channels().isEmpty())
            .map(json -> ChannelNames.all(List.copyOf(json.channels().values()), false))
            .orElse(found);
    // Where the files bear names, those tell for certain which channel is which.
    return found.fromFiles() && found.count() == declared.count() ? found : declared;
  }

  /** As many channels as most listed cases have images; the larger number of two equals. */
  private static ChannelNames usual(CaseList list) {
    Map<Integer, Integer> counts = new TreeMap<>();
    list.entries().forEach(entry -> counts.merge(entry.images().size(), 1, Integer::sum));
    return ChannelNames.numbered(
        counts.entrySet().stream()
            .max(
                Comparator.<Map.Entry<Integer, Integer>>comparingInt(Map.Entry::getValue)
                    .thenComparing(Map.Entry::getKey))
            .orElseThrow()
            .getKey());
  }

  /** The cases alone. */
  List<CaseSource> cases() {
    return outcomes.stream().map(Outcome::usable).filter(one -> one != null).toList();
  }
}
