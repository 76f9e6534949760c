package io.twinbeam.pipelines.results;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.util.ReleaseInfo;

/**
 * What {@code run.json} says. {@code determinedBy} is everything the results follow from, {@code
 * results} is the digest of every file, {@code measured} is what differs from run to run.
 */
public final class Provenance {

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
    determinedBy.put(
        "data", CasesTable.read(Path.of(directory.file(RunDirectory.CASES))).digests());
    determinedBy.put("weights", weights);
    determinedBy.put("versions", versions(experiment));
    determinedBy.put("platform", platform(experiment));
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("determinedBy", determinedBy);
    provenance.put("results", files(directory));
    provenance.put("measured", measured);
    return provenance;
  }

  /** The experiment that a run directory's {@code run.json} records. */
  public static Experiment readExperiment(Path provenance) throws IOException {
    return CanonicalJson.read(Files.readString(provenance), Recorded.class)
        .determinedBy()
        .experiment();
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Recorded(DeterminedBy determinedBy) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record DeterminedBy(Experiment experiment) {}

  private static Map<String, Object> versions(Experiment experiment) throws IOException {
    Map<String, Object> versions = new TreeMap<>();
    versions.put("twinbeam", version(Provenance.class));
    versions.put("twinbeamCodeSha256", codeDigest());
    versions.put("beam", ReleaseInfo.getReleaseInfo().getVersion());
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
          Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
      digests.append(Files.isRegularFile(code) ? sha256(code) : "classes");
    }
    return Hashing.sha256().hashUnencodedChars(digests).toString();
  }

  private static Map<String, Object> platform(Experiment experiment) throws IOException {
    Map<String, Object> platform = new TreeMap<>();
    platform.put("os", System.getProperty("os.name"));
    platform.put("architecture", System.getProperty("os.arch"));
    platform.put("cpuFeatures", cpuFeatures());
    platform.put("threads", experiment.training().threads());
    return platform;
  }

  /**
   * The vector instructions of this CPU, on which the rounding of sums depends; empty if unknown.
   */
  private static String cpuFeatures() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .findFirst()
          .map(Provenance::vectorInstructions)
          .orElse("");
    }
  }

  private static String vectorInstructions(String flags) {
    return Stream.of(flags.substring(flags.indexOf(':') + 1).trim().split(" "))
        .filter(flag -> flag.matches("(sse|ssse|avx|fma|amx|asimd|sve).*"))
        .sorted()
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  private static Map<String, String> files(RunDirectory directory) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    Path evaluations = directory.path().resolve(RunDirectory.EVALUATIONS);
    try (Stream<Path> all = Files.walk(directory.path())) {
      for (Path file :
          all.filter(Files::isRegularFile).filter(path -> !path.startsWith(evaluations)).toList()) {
        String name = directory.path().relativize(file).toString();
        if (!name.equals(RunDirectory.PROVENANCE) && !name.equals(RunDirectory.REPORT)) {
          digests.put(name, sha256(file));
        }
      }
    }
    return digests;
  }

  private static String sha256(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }
}
