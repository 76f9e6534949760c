package io.twinbeam.pipelines.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.ManifestEntry.Failure;
import io.twinbeam.transforms.preprocess.ManifestEntry.SourceFile;
import io.twinbeam.transforms.preprocess.ManifestEntry.State;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;

/**
 * What {@code manifest.json} says. It follows from the source files, the settings and the manifest
 * before it, which alone remembers the cases whose sources are gone. A job that was stopped
 * publishes none, so however often it is stopped, the manifest in the end is the same.
 *
 * @param format the version of this layout
 * @param recipe the recipe's name
 * @param settings all that was done to each processed case
 * @param cases sorted by case id, each id once
 * @param ignored sorted paths, under the input folder, of files that are no images
 */
public record Manifest(
    String format,
    String recipe,
    JsonNode settings,
    List<ManifestEntry> cases,
    List<String> ignored) {

  private static final String FORMAT = "twinbeam-manifest/1";

  public Manifest {
    cases = List.copyOf(cases);
    ignored = ignored == null ? List.of() : List.copyOf(ignored);
  }

  /**
   * The manifest after a job.
   *
   * @param entries one for every case of the input, in any order
   * @param ignored files of the input that are no images, in any order
   * @param input the folder that paths are told from
   * @param earlier the manifest that this one replaces
   */
  public static Manifest of(
      String recipe,
      PreprocessSettings settings,
      Collection<ManifestEntry> entries,
      Collection<String> ignored,
      String input,
      Optional<Manifest> earlier) {
    String prefix = input.endsWith("/") ? input : input + "/";
    TreeMap<String, ManifestEntry> cases = new TreeMap<>();
    earlier.ifPresent(old -> old.cases().forEach(e -> cases.put(e.caseId(), e.removed())));
    TreeMap<String, ManifestEntry> present = new TreeMap<>();
    for (ManifestEntry entry : entries) {
      if (present.put(entry.caseId(), under(prefix, entry)) != null) {
        throw new IllegalStateException("two entries have the case id " + entry.caseId());
      }
    }
    cases.putAll(present);
    return new Manifest(
        FORMAT,
        recipe,
        CanonicalJson.tree(settings),
        List.copyOf(cases.values()),
        ignored.stream().map(path -> relative(path, prefix)).sorted().toList());
  }

  /** The same entry wherever the input folder lies. */
  private static ManifestEntry under(String prefix, ManifestEntry entry) {
    List<SourceFile> sources =
        entry.sources().stream()
            .map(file -> new SourceFile(relative(file.path(), prefix), file.sha256()))
            .toList();
    Failure failure = entry.failure();
    return new ManifestEntry(
        entry.caseId(),
        entry.state(),
        sources,
        entry.recipe(),
        entry.usesLabels(),
        entry.result(),
        failure == null
            ? null
            : new Failure(
                failure.stage(), failure.reason(), failure.message().replace(prefix, "")));
  }

  private static String relative(String path, String prefix) {
    return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
  }

  /** The entries that a pipeline wrote as a table. */
  public static List<ManifestEntry> readEntries(RunDirectory directory) throws IOException {
    return CsvTable.read(directory.path().resolve(RunDirectory.ENTRIES)).stream()
        .map((CSVRecord row) -> CanonicalJson.read(row.get("entry"), ManifestEntry.class))
        .toList();
  }

  /** The paths of ignored files that a pipeline wrote as a table. */
  public static List<String> readIgnored(RunDirectory directory) throws IOException {
    return CsvTable.read(directory.path().resolve(RunDirectory.IGNORED)).stream()
        .map(row -> row.get("path"))
        .toList();
  }

  /**
   * The manifest of a job folder, if one was published.
   *
   * @throws IOException where there is one that cannot be read
   */
  public static Optional<Manifest> read(JobFolder folder) throws IOException {
    Path file = folder.file(JobFolder.MANIFEST);
    if (!Folders.exists(file)) {
      return Optional.empty();
    }
    try {
      Manifest manifest = CanonicalJson.read(Files.readString(file), Manifest.class);
      if (FORMAT.equals(manifest.format())) {
        return Optional.of(manifest);
      }
      throw new IOException(
          file + " must have format " + FORMAT + ", has " + manifest.format() + CURE);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage() + CURE);
    }
  }

  private static final String CURE =
      "; move it away to start a new one, which will not know of removed cases";

  /** The content of the file. */
  public String toJson() {
    return CanonicalJson.writeIndented(this);
  }

  /** The cases in {@code state}, sorted by case id. */
  public List<ManifestEntry> in(State state) {
    return cases.stream().filter(entry -> entry.state() == state).toList();
  }
}
