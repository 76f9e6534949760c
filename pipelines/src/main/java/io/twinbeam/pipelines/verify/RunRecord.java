package io.twinbeam.pipelines.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.CsvTable;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the {@code run.json} of a finished run records. */
public final class RunRecord {

  private static final String DATA = "/determinedBy/data";
  private static final String PREPROCESSED = "/preprocessed";
  private static final String RESULTS = "/results";

  private final RunDirectory directory;
  private final JsonNode json;
  private final Experiment experiment;
  private final String runId;

  private RunRecord(RunDirectory directory, JsonNode json, Experiment experiment, String runId) {
    this.directory = directory;
    this.json = json;
    this.experiment = experiment;
    this.runId = runId;
  }

  /**
   * Reads the record of a run directory.
   *
   * @throws IllegalArgumentException where it is not one of a finished run that trained, saying why
   */
  public static RunRecord read(RunDirectory directory) throws IOException {
    Path file = directory.path().resolve(RunDirectory.PROVENANCE);
    JsonNode json = json(file);
    for (String part : List.of("/determinedBy/experiment", DATA, RESULTS)) {
      if (!json.at(part).isObject()) {
        throw refusal(file, "has no " + part.substring(1), "name the directory of a finished run");
      }
    }
    if (!json.at(RESULTS).has(RunDirectory.TRAINING)) {
      throw refusal(file, "tells of no training", "name a run, not an evaluation of one");
    }
    Experiment experiment = experiment(file, json);
    // Runs of earlier builds are named by their folder alone.
    String runId = json.path("runId").asText(directory.name());
    for (String name : List.of(experiment.name(), runId)) {
      if (Rule.name().read(name).isEmpty()) {
        throw refusal(file, "names the run '" + name + "'", "it must be " + Rule.name().words());
      }
    }
    return new RunRecord(directory, json, experiment, runId);
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      return CanonicalJson.read(Files.readString(file), JsonNode.class);
    } catch (IllegalArgumentException e) {
      throw refusal(file, e.getMessage(), "restore it from a copy");
    }
  }

  private static Experiment experiment(Path file, JsonNode json) throws IOException {
    try {
      return Provenance.readExperiment(file);
    } catch (IllegalArgumentException e) {
      String version = json.at("/determinedBy/versions/twinbeam").asText("unknown");
      throw refusal(file, e.getMessage(), "use the Twinbeam that wrote it, version " + version);
    }
  }

  private static IllegalArgumentException refusal(Path file, String reason, String cure) {
    return new IllegalArgumentException(file + ": " + reason + "; " + cure);
  }

  /** Where it lies. */
  public RunDirectory directory() {
    return directory;
  }

  public Experiment experiment() {
    return experiment;
  }

  /** What the run directory was called when it was written. */
  public String runId() {
    return runId;
  }

  /** SHA-256 of every result, by its name in the run directory. */
  public Map<String, String> results() {
    Map<String, String> results = new TreeMap<>();
    json.at(RESULTS).properties().forEach(e -> results.put(e.getKey(), e.getValue().asText()));
    return results;
  }

  /** The files of the weights that its networks started from, by network. */
  public SortedMap<String, String> initialFiles() {
    SortedMap<String, String> files = new TreeMap<>();
    json.at("/measured/initialWeights")
        .properties()
        .forEach(e -> files.put(e.getKey(), e.getValue().asText()));
    return files;
  }

  /** Whether it says what preprocessing made of each case; earlier builds did not. */
  boolean knowsPreprocessed() {
    return json.at(PREPROCESSED).isObject();
  }

  /**
   * Why cases could not be preprocessed, by case id; such cases have no digests.
   *
   * @throws IOException where the table is there and cannot be read
   */
  SortedMap<String, String> failures() throws IOException {
    SortedMap<String, String> failures = new TreeMap<>();
    Path table = directory.path().resolve(RunDirectory.FAILED_CASES);
    if (Folders.exists(table)) {
      CsvTable.read(table).stream()
          .filter(row -> !row.get("stage").equals("train"))
          .filter(row -> !json.at(DATA).has(row.get("case_id")))
          .forEach(
              row ->
                  failures.put(row.get("case_id"), row.get("stage") + ": " + row.get("message")));
    }
    return failures;
  }

  /**
   * Every digest, from the bytes of the data to the last result.
   *
   * @param withoutData cases whose bytes are not compared, as another record does not tell them
   */
  SortedMap<Item, String> digests(Set<String> withoutData) {
    SortedMap<Item, String> digests = new TreeMap<>();
    json.at(DATA).properties().stream()
        .filter(e -> !withoutData.contains(e.getKey()))
        .forEach(e -> addCase(digests, e.getKey(), e.getValue()));
    json.at(PREPROCESSED)
        .properties()
        .forEach(
            e -> digests.put(new Item(RunStage.PREPROCESSING, e.getKey()), e.getValue().asText()));
    results().forEach((file, digest) -> digests.put(new Item(RunStage.of(file), file), digest));
    return digests;
  }

  private static void addCase(SortedMap<Item, String> digests, String caseId, JsonNode sources) {
    digests.put(new Item(RunStage.DATA, caseId + " image"), sources.path(0).asText());
    if (!sources.path(1).asText().isEmpty()) {
      digests.put(new Item(RunStage.DATA, caseId + " label"), sources.path(1).asText());
    }
  }

  /** What computed the run, by name. */
  SortedMap<String, String> circumstances() {
    SortedMap<String, String> circumstances = new TreeMap<>();
    for (String part : List.of("/determinedBy/versions", "/determinedBy/platform")) {
      json.at(part).properties().forEach(e -> circumstances.put(e.getKey(), e.getValue().asText()));
    }
    return circumstances;
  }
}
