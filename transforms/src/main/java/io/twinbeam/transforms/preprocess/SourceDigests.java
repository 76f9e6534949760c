package io.twinbeam.transforms.preprocess;

import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.preprocess.ManifestEntry.SourceFile;
import io.twinbeam.transforms.source.SourceFiles;
import io.twinbeam.transforms.source.SourceFormat;
import io.twinbeam.transforms.source.SourceFormats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a case was made from. A digest follows from content alone: it stays when files move, and
 * when the slices of a series swap their names.
 *
 * @param files every file once, with its digest; those of the images first
 * @param image SHA-256 of the image's bytes where it is all of one file, else a digest over those
 *     of its files or channels
 * @param label the same of the label map's files, "" where the case names none
 */
record SourceDigests(List<SourceFile> files, String image, String label) {

  /** Reads every file of {@code source} that {@code files} has not read yet. */
  static SourceDigests of(CaseSource source, HashedFiles files) throws IOException {
    Map<String, SourceFile> listed = new LinkedHashMap<>();
    List<String> channels = new ArrayList<>();
    for (VolumeSource channel : source.channels()) {
      channels.add(digest(channel, false, files, listed));
    }
    String label = source.label() == null ? "" : digest(source.label(), true, files, listed);
    return new SourceDigests(List.copyOf(listed.values()), over(channels), label);
  }

  private static String digest(
      VolumeSource volume, boolean label, HashedFiles files, Map<String, SourceFile> listed)
      throws IOException {
    SourceFormat format = SourceFormats.of(volume);
    List<SourceFile> own = new ArrayList<>();
    for (String path : format.files(volume, files)) {
      own.add(new SourceFile(path, files.digest(path)));
    }
    if (format.inAnyOrder()) {
      own.sort(Comparator.comparing(SourceFile::sha256).thenComparing(SourceFile::path));
    }
    own.forEach(file -> listed.putIfAbsent(file.path(), file));
    String whole = over(own.stream().map(SourceFile::sha256).toList());
    String part = format.part(label);
    return part.isEmpty() ? whole : Digest.ofJson(List.of(whole, part));
  }

  private static String over(List<String> digests) {
    return digests.size() == 1 ? digests.get(0) : Digest.ofJson(digests);
  }

  /** The files of a case that was not read, without digests, as far as they can be found. */
  static List<SourceFile> unread(CaseSource source) {
    Map<String, SourceFile> listed = new LinkedHashMap<>();
    source.channels().forEach(channel -> list(channel, listed));
    if (source.label() != null) {
      list(source.label(), listed);
    }
    return List.copyOf(listed.values());
  }

  private static void list(VolumeSource volume, Map<String, SourceFile> listed) {
    List<String> paths = new ArrayList<>(volume.files());
    try {
      SourceFormat format = SourceFormats.of(volume);
      paths = new ArrayList<>(format.files(volume, SourceFiles::stored));
      if (format.inAnyOrder()) {
        paths.sort(Comparator.naturalOrder());
      }
    } catch (RuntimeException | IOException e) {
      // The failure that brought us here tells the same; what the source names is known.
    }
    paths.forEach(path -> listed.putIfAbsent(path, new SourceFile(path, null)));
  }

  /** For images and label map, as a key of artifacts takes them. */
  List<String> inputs() {
    return List.of(image, label);
  }
}
