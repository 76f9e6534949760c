package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.source.SourceFormats;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pairs image files into cases by their names: images and label maps of one name, wherever in the
 * tree they lie, are a case. See {@link ImageName} for what is not part of the name.
 */
final class NamedCases {

  private final String folder;
  private final SortedMap<String, Group> groups = new TreeMap<>();

  /** The files of one case id. */
  private static final class Group {
    private final SortedMap<String, List<ListedFile>> images = new TreeMap<>();
    private final List<ListedFile> labels = new ArrayList<>();
    private boolean testPart;

    private List<ListedFile> files() {
      return Stream.concat(images.values().stream().flatMap(List::stream), labels.stream())
          .toList();
    }

    private boolean isAmbiguous() {
      boolean mixed = images.size() > 1 && (images.containsKey("") || (hasNumbers() && hasNames()));
      return mixed
          || labels.size() > 1
          || images.values().stream().anyMatch(same -> same.size() > 1);
    }

    private boolean hasNumbers() {
      return images.keySet().stream().anyMatch(Group::isNumber);
    }

    private boolean hasNames() {
      return images.keySet().stream().anyMatch(channel -> !isNumber(channel));
    }

    private static boolean isNumber(String channel) {
      return !channel.isEmpty() && Character.isDigit(channel.charAt(0));
    }

    /** As in {@link PairedFiles#channels}. */
    private List<String> channels() {
      return images.containsKey("")
          ? List.of()
          : images.keySet().stream()
              .map(channel -> isNumber(channel) ? "" + Integer.parseInt(channel) : channel)
              .toList();
    }

    private boolean isComplete() {
      List<String> channels = channels();
      return !hasNumbers() || channels.equals(ChannelNames.numbered(channels.size()).names());
    }
  }

  /**
   * Gathers the files of each case.
   *
   * @param folder what the paths of files start with, ending in a slash
   * @param files image files, in any order
   * @param numbersAreChannels whether {@code _0000} at the end of a name is nnU-Net's channel where
   *     no label map tells; otherwise it is if most names begin with that one
   */
  NamedCases(String folder, List<ListedFile> files, boolean numbersAreChannels) {
    this.folder = folder;
    Map<ListedFile, ImageName> names = new TreeMap<>();
    files.forEach(file -> names.put(file, ImageName.of(file)));
    boolean numbers = areChannels(names.values(), ImageName::isNumbered, numbersAreChannels);
    boolean modalities =
        areChannels(names.values(), name -> !name.channel().isEmpty() && !name.isNumbered(), true);
    names.forEach(
        (file, name) -> {
          boolean split = !name.isLabel() && (name.isNumbered() ? numbers : modalities);
          Group group =
              groups.computeIfAbsent(split ? name.shortStem() : name.stem(), caseId -> new Group());
          if (name.isLabel()) {
            group.labels.add(file);
          } else {
            group
                .images
                .computeIfAbsent(split ? name.channel() : "", channel -> new ArrayList<>())
                .add(file);
            group.testPart |= name.testPart();
          }
        });
  }

  /**
   * Whether the channel at the end of image names is none of the case's name. The label maps decide
   * by majority, as theirs lack the channel.
   *
   * @param otherwise whether it is taken for a channel where no label map decides
   */
  private static boolean areChannels(
      Collection<ImageName> names, Predicate<ImageName> ofKind, boolean otherwise) {
    Set<String> labels =
        names.stream()
            .filter(ImageName::isLabel)
            .map(ImageName::stem)
            .collect(Collectors.toCollection(HashSet::new));
    List<ImageName> images = names.stream().filter(name -> !name.isLabel()).filter(ofKind).toList();
    long whole = images.stream().filter(name -> labels.contains(name.stem())).count();
    long split = images.stream().filter(name -> labels.contains(name.shortStem())).count();
    if (whole > 0 || split > 0) {
      return split >= whole;
    }
    if (otherwise) {
      return true;
    }
    Set<String> cases = images.stream().map(ImageName::shortStem).collect(Collectors.toSet());
    Set<String> begun =
        images.stream()
            .filter(name -> name.channel().equals("0000"))
            .map(ImageName::shortStem)
            .collect(Collectors.toSet());
    return 2 * begun.size() >= cases.size();
  }

  /** The channels of most cases, or as many as most have; the larger number of two equals. */
  ChannelNames channels() {
    Map<Integer, Integer> counts = new TreeMap<>();
    Map<List<String>, Integer> names = new HashMap<>();
    for (Group group : groups.values()) {
      if (!group.images.isEmpty() && !group.isAmbiguous() && group.isComplete()) {
        counts.merge(group.images.size(), 1, Integer::sum);
        names.merge(group.channels(), 1, Integer::sum);
      }
    }
    int count = mostFrequent(counts, Comparator.naturalOrder()).orElse(1);
    names.keySet().removeIf(channels -> Math.max(1, channels.size()) != count);
    List<String> channels =
        mostFrequent(names, Comparator.comparing(List::toString)).orElse(List.of());
    return channels.isEmpty() || Group.isNumber(channels.get(0))
        ? ChannelNames.numbered(count)
        : ChannelNames.all(channels, true);
  }

  /** The key with the largest value; of several, the last in {@code order}. */
  private static <K> Optional<K> mostFrequent(Map<K, Integer> counts, Comparator<K> order) {
    return counts.entrySet().stream()
        .max(
            Map.Entry.<K, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey(order)))
        .map(Map.Entry::getKey);
  }

  /** The cases, and what makes none, by case id. */
  List<Outcome> outcomes(ChannelNames expected, boolean unlabelledAllowed) {
    List<Outcome> outcomes = new ArrayList<>();
    groups.forEach(
        (caseId, group) -> outcomes.add(outcome(caseId, group, expected, unlabelledAllowed)));
    return outcomes;
  }

  private Outcome outcome(
      String caseId, Group group, ChannelNames expected, boolean unlabelledAllowed) {
    if (group.images.isEmpty()) {
      return Outcome.failed(
          caseId,
          Fault.IMAGE_MISSING,
          "no image has the name of this label map; add the image or remove the label map",
          paths(group));
    }
    if (group.isAmbiguous()) {
      return Outcome.duplicate(caseId, paths(group));
    }
    if (!group.isComplete()) {
      return Outcome.failed(
          caseId,
          Fault.CHANNELS_DIFFER,
          "images must be numbered from _0000 without gaps, has "
              + String.join(", ", group.images.keySet())
              + "; "
              + Fault.CHANNELS_DIFFER.cure(),
          paths(group));
    }
    List<VolumeSource> images =
        group.images.values().stream().map(same -> source(same.get(0))).toList();
    VolumeSource label = group.labels.isEmpty() ? null : source(group.labels.get(0));
    return new PairedFiles(caseId, group.channels(), images, label, group.testPart)
        .outcome(expected, unlabelledAllowed);
  }

  /** The files of each case id, whether they make a case or not. */
  SortedMap<String, List<String>> files() {
    SortedMap<String, List<String>> files = new TreeMap<>();
    groups.forEach((caseId, group) -> files.put(caseId, paths(group)));
    return files;
  }

  private List<String> paths(Group group) {
    return group.files().stream().map(file -> folder + file.name()).sorted().toList();
  }

  private VolumeSource source(ListedFile file) {
    return VolumeSource.of(
        SourceFormats.ofFile(file.fileName()).orElseThrow().name(), folder + file.name());
  }
}
