package io.twinbeam.pipelines.results;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.ManifestEntry.State;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code summary.txt} says: a manifest for people, without times. */
public final class JobSummary {

  /** A list of names longer than this is cut; the manifest has them all. */
  private static final int NAMES = 20;

  private final Manifest manifest;

  public JobSummary(Manifest manifest) {
    this.manifest = manifest;
  }

  /** How many cases there are of each kind, as one line. */
  public String counts() {
    List<ManifestEntry> processed = manifest.in(State.PROCESSED);
    long labelled =
        processed.stream().filter(entry -> !entry.result().classVoxels().isEmpty()).count();
    return String.format(
        "%d cases: %d processed (%d with a label map), %d failed, %d removed",
        manifest.cases().size(),
        processed.size(),
        labelled,
        manifest.in(State.FAILED).size(),
        manifest.in(State.REMOVED).size());
  }

  /** The content of the file. */
  public String text() {
    StringBuilder text = new StringBuilder(counts()).append('\n');
    text.append("Recipe: ").append(manifest.recipe()).append('\n');
    Map<Fault, List<ManifestEntry>> byReason =
        manifest.in(State.FAILED).stream()
            .collect(
                Collectors.groupingBy(
                    entry -> entry.failure().reason(),
                    () -> new EnumMap<>(Fault.class),
                    Collectors.toList()));
    byReason.forEach(
        (reason, entries) -> section(text, "Failed, " + reason, reason.cure(), entries));
    if (!manifest.in(State.REMOVED).isEmpty()) {
      section(
          text,
          "Removed",
          "the source is gone; the last result is kept",
          manifest.in(State.REMOVED));
    }
    if (!manifest.ignored().isEmpty()) {
      names(
          text, "Ignored", "files that are no images in a format that is read", manifest.ignored());
    }
    return text.toString();
  }

  private static void section(
      StringBuilder text, String title, String meaning, List<ManifestEntry> entries) {
    names(text, title, meaning, entries.stream().map(ManifestEntry::caseId).toList());
  }

  private static void names(StringBuilder text, String title, String meaning, List<String> names) {
    text.append('\n').append(title).append(" (").append(names.size()).append("): ");
    text.append(meaning).append('\n');
    names.stream().limit(NAMES).forEach(name -> text.append("  ").append(name).append('\n'));
    if (names.size() > NAMES) {
      text.append("  and ").append(names.size() - NAMES).append(" more\n");
    }
  }
}
