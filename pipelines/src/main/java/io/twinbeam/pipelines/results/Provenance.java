package io.twinbeam.pipelines.results;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.Resources;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import org.apache.beam.sdk.util.ReleaseInfo;

/**
 * What {@code run.json} says. {@code determinedBy} is everything the results follow from, of which
 * {@code versions} and {@code platform} may differ where a run is repeated; {@code preprocessed} is
 * the digest of every case as networks see it, {@code results} that of every file; {@code measured}
 * is what differs from run to run. {@code runId} is the name that the run directory had.
 */
public final class Provenance {

  private static final Set<String> UNHASHED = Set.of(RunDirectory.PROVENANCE, RunDirectory.REPORT);

  private Provenance() {}

  /**
   * The content of {@code run.json}.
   *
   * @param weights digests of weights that were brought along, by run id
   * @param measured durations and the like
   */
  public static Map<String, Object> of(
      Experiment experiment,
      Map<String, String> weights,
      RunDirectory directory,
      Map<String, Object> measured)
      throws IOException {
    Map<String, Object> determinedBy = new LinkedHashMap<>();
    determinedBy.put("experiment", experiment);
    CasesTable cases = CasesTable.read(directory.path().resolve(RunDirectory.CASES));
    determinedBy.put("data", cases.digests());
    determinedBy.put("weights", weights);
    determinedBy.putAll(circumstances(experiment));
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("runId", directory.name());
    provenance.put("determinedBy", determinedBy);
    provenance.put("preprocessed", cases.contents());
    Map<String, String> results = digests(directory);
    results.keySet().removeIf(file -> !RunDirectory.isResult(file));
    provenance.put("results", results);
    provenance.put("measured", withResources(measured, experiment.resources()));
    return provenance;
  }

  private static Map<String, Object> withResources(
      Map<String, Object> measured, Resources resources) {
    Map<String, Object> all = new LinkedHashMap<>(measured);
    if (!resources.equals(Resources.STANDARD)) {
      all.put("resources", resources);
    }
    return all;
  }

  /** The experiment that a run directory's {@code run.json} records. */
  public static Experiment readExperiment(Path provenance) throws IOException {
    Recorded recorded = CanonicalJson.read(Files.readString(provenance), Recorded.class);
    Experiment experiment = recorded.determinedBy().experiment();
    return recorded.measured() == null || recorded.measured().resources() == null
        ? experiment
        : experiment.withResources(recorded.measured().resources());
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Recorded(DeterminedBy determinedBy, @Nullable Measured measured) {}

  /** Resources stand here, as results do not follow from them. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Measured(@Nullable Resources resources) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record DeterminedBy(Experiment experiment) {}

  /** What computes here, {@code versions} and {@code platform}: results may depend on it. */
  public static Map<String, Object> circumstances(Experiment experiment) throws IOException {
    return Map.of(
        "versions",
        versions(experiment),
        "platform",
        Platform.here().describe(experiment.training().threads()));
  }

  private static Map<String, Object> versions(Experiment experiment) throws IOException {
    Map<String, Object> versions = new TreeMap<>();
    versions.put("twinbeam", version(Provenance.class));
    versions.put("twinbeamCodeSha256", codeDigest());
    versions.put("beam", ReleaseInfo.getReleaseInfo().getVersion());
    versions.put("djl", ComputeDevice.libraryVersion());
    versions.put("engine", ComputeDevice.describe(experiment.training().device()));
    versions.put("java", System.getProperty("java.version"));
    return versions;
  }

  private static String version(Class<?> type) {
    return Optional.ofNullable(type.getPackage().getImplementationVersion()).orElse("development");
  }

  /** One digest over the classes of this project, so that a changed build is told from another. */
  private static String codeDigest() throws IOException {
    StringBuilder digests = new StringBuilder();
    for (Class<?> type : List.of(ComputeDevice.class, CanonicalJson.class, Provenance.class)) {
      Path code =
          file(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
      digests.append(Folders.isFile(code) ? sha256(code) : "classes");
    }
    return Hashing.sha256().hashUnencodedChars(digests).toString();
  }

  /** The file at {@code location}, which Flink's application mode gives as file:FOLDER/FILE. */
  static Path file(URI location) {
    return location.isOpaque() ? Path.of(location.getSchemeSpecificPart()) : Path.of(location);
  }

  /**
   * SHA-256 of every file of a run directory, by its name: all but those that hold durations,
   * evaluations on other data, which come later, and what tells how training went on.
   */
  public static Map<String, String> digests(RunDirectory directory) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> top = Files.list(directory.path())) {
      for (Path part : top.toList()) {
        // Not even walked: somebody may be writing there.
        if (!RunDirectory.isBesideResults(part.getFileName().toString())) {
          addDigests(directory.path(), part, digests);
        }
      }
    }
    return digests;
  }

  private static void addDigests(Path directory, Path part, Map<String, String> digests)
      throws IOException {
    try (Stream<Path> all = Files.walk(part)) {
      for (Path file : all.toList()) {
        String name = directory.relativize(file).toString();
        if (!UNHASHED.contains(name) && !Folders.isDraft(file) && Folders.isFile(file)) {
          digests.put(name, sha256(file));
        }
      }
    }
  }

  private static String sha256(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }
}
