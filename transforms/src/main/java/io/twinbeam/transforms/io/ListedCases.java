package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.source.SourceFormats;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The cases of a {@link CaseList}, and what lies beside them without being listed. */
final class ListedCases {

  private final String folder;
  private final CaseList list;
  private final boolean unlabelledAllowed;

  /** Files of DICOM series to their series. */
  private final NavigableMap<String, Series> slices = new TreeMap<>();

  /**
   * @param folder what the paths of files start with, ending in a slash
   * @param series the DICOM series of the folder
   */
  ListedCases(String folder, CaseList list, List<Series> series, boolean unlabelledAllowed) {
    this.folder = folder;
    this.list = list;
    this.unlabelledAllowed = unlabelledAllowed;
    series.forEach(one -> one.files().forEach(file -> slices.put(file, one)));
  }

  /**
   * The listed cases and what is not listed.
   *
   * @param files the image files of the folder
   */
  List<Outcome> outcomes(List<ListedFile> files, ChannelNames expected) {
    Map<String, Set<CaseList.Entry>> byId = new LinkedHashMap<>();
    for (CaseList.Entry entry : list.entries()) {
      byId.computeIfAbsent(entry.caseId(), id -> new LinkedHashSet<>()).add(entry);
    }
    List<Outcome> outcomes = new ArrayList<>();
    byId.forEach((caseId, entries) -> outcomes.add(outcome(caseId, entries, expected)));
    outcomes.addAll(unlisted(files, byId.keySet()));
    return outcomes;
  }

  private Outcome outcome(String caseId, Set<CaseList.Entry> entries, ChannelNames expected) {
    CaseList.Entry first = entries.iterator().next();
    // What is listed twice with the same images is one case, as the first of both places says.
    if (entries.stream().anyMatch(entry -> !entry.images().equals(first.images()))) {
      TreeSet<String> files = new TreeSet<>();
      entries.forEach(entry -> entry.paths().forEach(path -> files.add(folder + path)));
      return Outcome.duplicate(caseId, files);
    }
    try {
      List<VolumeSource> images = first.images().stream().map(this::image).toList();
      VolumeSource label = first.label() == null ? null : label(first.label());
      List<String> channels = images.size() == 1 ? List.of() : expected.names();
      return new PairedFiles(caseId, channels, images, label, first.testPart())
          .outcome(expected, unlabelledAllowed);
    } catch (InvalidCaseException e) {
      return Outcome.failed(
          caseId,
          e.fault(),
          e.getMessage(),
          first.paths().stream().map(path -> folder + path).toList());
    }
  }

  private VolumeSource image(String path) {
    List<String> inside =
        List.copyOf(slices.subMap(folder + path + "/", folder + path + "0").keySet());
    if (!inside.isEmpty()) {
      return series(path, inside);
    }
    return slices.containsKey(folder + path)
        ? new VolumeSource(SourceFormats.DICOM, List.of(folder + path))
        : file(path, Fault.IMAGE_MISSING);
  }

  /** The one series of a folder. */
  private VolumeSource series(String path, List<String> inside) {
    Set<String> uids = new TreeSet<>();
    inside.forEach(file -> uids.add(slices.get(file).uid()));
    if (uids.size() > 1) {
      throw new InvalidCaseException(
          Fault.SERIES_MIXED,
          path
              + " must hold one DICOM series, holds "
              + uids.size()
              + "; list a folder for each, or leave "
              + list.file()
              + " out and take every series as a case");
    }
    return new VolumeSource(SourceFormats.DICOM, inside);
  }

  private VolumeSource label(String path) {
    return file(path, Fault.UNSUPPORTED);
  }

  private VolumeSource file(String path, Fault otherwise) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return SourceFormats.ofFile(name)
        .map(format -> VolumeSource.of(format.name(), folder + path))
        .orElseThrow(
            () ->
                new InvalidCaseException(
                    otherwise,
                    path
                        + ", which "
                        + list.file()
                        + " lists, must be a file in a format that is read"
                        + (otherwise == Fault.IMAGE_MISSING
                            ? " or a folder with a DICOM series, is neither"
                            : ", is not")
                        + "; mend the path or convert the file"));
  }

  /** What no entry names, one failure for each case that the files would make. */
  private List<Outcome> unlisted(List<ListedFile> files, Set<String> taken) {
    Set<String> named = new HashSet<>();
    list.entries().forEach(entry -> named.addAll(entry.paths()));
    List<ListedFile> others = files.stream().filter(file -> !named.contains(file.name())).toList();
    List<Outcome> outcomes = new ArrayList<>();
    new NamedCases(folder, others, false)
        .files()
        .forEach((caseId, paths) -> outcomes.add(unlisted(caseId, paths, taken)));
    Map<String, List<String>> series = new TreeMap<>();
    slices.forEach(
        (file, one) -> {
          if (!isInside(file.substring(folder.length()), named)) {
            series.computeIfAbsent(one.uid(), uid -> new ArrayList<>()).add(file);
          }
        });
    series.forEach((uid, paths) -> outcomes.add(unlisted(uid, paths, taken)));
    return outcomes;
  }

  /** Whether a path, or a folder that holds it, is among {@code named}. */
  private static boolean isInside(String path, Set<String> named) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (named.contains(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  private Outcome unlisted(String caseId, List<String> paths, Set<String> taken) {
    // A listed case must not fail because of a file that happens to have its name.
    String id = taken.contains(caseId) ? paths.get(0).substring(folder.length()) : caseId;
    return Outcome.failed(id, Fault.UNLISTED, Fault.UNLISTED.cure(), paths);
  }
}
