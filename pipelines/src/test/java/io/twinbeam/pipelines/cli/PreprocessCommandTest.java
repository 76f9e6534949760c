package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.recipe.Modality;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.PhantomCase;
import io.twinbeam.pipelines.recipe.RecipeFile;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreprocessCommandTest {

  private static final GridShape SHAPE = new GridShape(16, 18, 14);
  private static final int CASES = 4;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private PhantomFolder data;

  @BeforeEach
  void writeCases() throws IOException {
    data = new PhantomFolder(folder.resolve("data"), SHAPE);
    for (int index = 0; index < CASES; index++) {
      data.write(index, index);
    }
  }

  private Path output() {
    return folder.resolve("out");
  }

  private int preprocessTo(Path output, String... more) {
    return preprocessFrom(data.path().toString(), output, more);
  }

  private int preprocessFrom(String input, Path output, String... more) {
    List<String> arguments = List.of("preprocess", "--input=" + input, "--output=" + output);
    boolean recipe = Arrays.stream(more).anyMatch(option -> option.startsWith("--recipe="));
    String[] all =
        Stream.of(
                arguments.stream(),
                Stream.of(recipe ? new String[0] : new String[] {"--recipe=default"}),
                Arrays.stream(more))
            .flatMap(part -> part)
            .toArray(String[]::new);
    return Twinbeam.execute(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }

  private void preprocess(String... more) {
    assertEquals(0, preprocessTo(output(), more), out + "\n" + err);
  }

  private static JsonNode json(Path file) throws IOException {
    return CanonicalJson.read(Files.readString(file), JsonNode.class);
  }

  private String manifest() throws IOException {
    return Files.readString(output().resolve("manifest.json"));
  }

  /** The cases of the manifest by id. */
  private Map<String, JsonNode> cases() throws IOException {
    Map<String, JsonNode> cases = new TreeMap<>();
    json(output().resolve("manifest.json"))
        .get("cases")
        .forEach(entry -> cases.put(entry.get("caseId").asText(), entry));
    return cases;
  }

  private long counted(String counter) throws IOException {
    return json(output().resolve("job.json")).get("counters").get(counter).asLong();
  }

  private static String sha256(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }

  @Test
  void theManifestSaysWhatBecameOfEveryCaseAndWhereItIs() throws IOException {
    preprocess();

    assertEquals(CASES, cases().size());
    PhantomCase phantom = data.write(2, 2);
    JsonNode entry = cases().get("p02");
    assertEquals("processed", entry.get("state").asText());
    assertEquals("images/p02.nii.gz", entry.at("/sources/0/path").asText());
    assertEquals(sha256(data.image(2)), entry.at("/sources/0/sha256").asText());
    assertEquals(sha256(data.label(2)), entry.at("/sources/1/sha256").asText());
    assertFalse(entry.get("usesLabels").asBoolean());
    assertEquals("16x18x14", entry.at("/result/shape").asText());
    assertEquals(1.25, entry.at("/result/spacingMm/2").asDouble());
    assertEquals(phantom.labels().counts()[2], entry.at("/result/classVoxels/2").asLong());
    Path artifact = output().resolve("artifacts").resolve(entry.at("/result/artifact").asText());
    try (InputStream stream = Files.newInputStream(artifact.resolve("label.nii.gz"))) {
      assertEquals(phantom.labels(), Nifti.readLabelMap(stream));
    }
    assertFalse(manifest().contains(folder.toString()), "no path of this machine");
    assertTrue(
        Files.readString(output().resolve("summary.txt"))
            .startsWith("4 cases: 4 processed (4 with a label map), 0 failed, 0 removed"));
    assertEquals(0, json(output().resolve("job.json")).get("exitStatus").asInt());
    assertFalse(Files.exists(output().resolve(".draft")));
  }

  @Test
  void stepsChosenFromTheDataAreWrittenAsARecipeThatDoesTheSame() throws IOException {
    preprocess("--recipe=auto");
    JsonNode fingerprint = json(output().resolve("fingerprint.json"));
    assertEquals(CASES, fingerprint.get("cases").asInt());
    assertEquals(1.25, fingerprint.at("/spacingMm/2/median").asDouble(), 1e-6);
    Path chosen = output().resolve("recipe.json");
    assertEquals(Modality.MR, RecipeFile.named(chosen.toString()).modality().orElseThrow());
    Map<String, JsonNode> first = cases();

    preprocess("--recipe=" + chosen);
    assertEquals(0, counted("cases_preprocessed"));
    assertEquals(first, cases());
  }

  @Test
  void theModalityThatTheDataSetDeclaresDecidesWhatIsChosen() throws IOException {
    Files.writeString(
        data.path().resolve("dataset.json"),
        """
        {"channel_names": {"0": "CT"}, "labels": {"background": 0, "head": 1, "tail": 2},
         "numTraining": 1, "file_ending": ".nii.gz",
         "training": [{"image": "images/p00.nii.gz", "label": "labels/p00.nii.gz"}]}
        """);
    preprocessTo(output(), "--recipe=auto");
    String recipe = Files.readString(output().resolve("recipe.json"));
    assertTrue(recipe.contains("\"clip\""), recipe);
  }

  @Test
  void aRecipeThatLooksAtLabelsIsFlaggedInTheManifest() throws IOException {
    preprocess("--recipe=left-atrium-label-crop");
    cases().values().forEach(entry -> assertTrue(entry.get("usesLabels").asBoolean()));
  }

  @Test
  void onlyWhatChangedIsComputedAgain() throws IOException {
    preprocess();
    assertEquals(CASES, counted("cases_preprocessed"));
    String first = manifest();

    preprocess();
    assertEquals(0, counted("cases_preprocessed"));
    assertEquals(CASES, counted("cases_reused"));
    assertEquals(first, manifest());

    Map<String, JsonNode> before = cases();
    data.write(1, 9);
    preprocess();
    assertEquals(1, counted("cases_preprocessed"));
    assertEquals(CASES - 1, counted("cases_reused"));
    Map<String, JsonNode> after = cases();
    assertNotEquals(before.get("p01").get("result"), after.get("p01").get("result"));
    before.remove("p01");
    after.remove("p01");
    assertEquals(before, after);
  }

  @Test
  void aCaseWhoseSourceIsGoneIsMarkedUntilItComesBack() throws IOException {
    preprocess();
    String complete = manifest();
    JsonNode result = cases().get("p03").get("result");

    data.remove(3);
    preprocess();
    String without = manifest();
    assertEquals("removed", cases().get("p03").get("state").asText());
    assertEquals(result, cases().get("p03").get("result"));
    assertTrue(
        Files.readString(output().resolve("summary.txt")).contains("Removed (1)"),
        "in the summary");
    preprocess();
    assertEquals(without, manifest());

    data.write(3, 3);
    preprocess();
    assertEquals(complete, manifest());
    assertEquals(0, counted("cases_preprocessed"));
  }

  @Test
  void aDataSetOnAnotherFileSystemGivesTheSameManifest() throws IOException {
    Files.delete(data.image(2));
    Files.write(data.image(1), new byte[] {31, -117, 8, 0, 0});
    Files.writeString(data.path().resolve("notes"), "none");
    Files.writeString(
        data.path().resolve("dataset.json"),
        "{\"labels\": {\"0\": \"none\", \"1\": \"head\", \"2\": \"tail\"}}");
    assertEquals(0, preprocessTo(output(), "--maxFailed=50%"), err.toString());

    String bucket = "memory://bucket/some [data]";
    try (Stream<Path> files = Files.walk(data.path())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        MemoryFileSystem.put(bucket + "/" + data.path().relativize(file), Files.readAllBytes(file));
      }
    }
    try {
      Path other = folder.resolve("other");
      assertEquals(0, preprocessFrom(bucket, other, "--maxFailed=50%"), err.toString());
      assertEquals(manifest(), Files.readString(other.resolve("manifest.json")));
      assertTrue(manifest().contains("\"notes\""), manifest());
    } finally {
      MemoryFileSystem.clear();
    }
  }

  @Test
  void whatIsNoImageIsListedAsIgnored() throws IOException {
    Files.writeString(data.path().resolve("README.md"), "about");
    Files.writeString(data.path().resolve("labels/table.csv"), "a,b");
    preprocess();
    JsonNode ignored = json(output().resolve("manifest.json")).get("ignored");
    assertEquals("[\"README.md\",\"labels/table.csv\"]", ignored.toString());
    assertTrue(
        Files.readString(output().resolve("summary.txt"))
            .endsWith(
                """
                Ignored (2): files that are no images in a format that is read
                  README.md
                  labels/table.csv
                """));
  }

  @Test
  void filesThatShareACaseIdAreAllListed() throws IOException {
    Files.createDirectories(data.path().resolve("more/images"));
    Files.copy(data.image(1), data.path().resolve("more/images/p01.nii.gz"));
    assertEquals(0, preprocessTo(output(), "--maxFailed=50%"), err.toString());
    JsonNode entry = cases().get("p01");
    assertEquals("DUPLICATE_CASE", entry.at("/failure/reason").asText());
    assertEquals(
        List.of("images/p01.nii.gz", "labels/p01.nii.gz", "more/images/p01.nii.gz"),
        entry.get("sources").findValuesAsText("path"));
  }

  @Test
  void anEmptyInputFolderChangesNothingThatIsPublished() throws IOException {
    preprocess();
    String complete = manifest();
    for (int index = 0; index < CASES; index++) {
      data.remove(index);
    }

    assertEquals(Twinbeam.USAGE, preprocessTo(output()));

    assertTrue(err.toString().contains("data lists no cases"), err.toString());
    assertEquals(complete, manifest());
  }

  @Test
  void theShareOfFailedCasesDecidesTheExitStatus() throws IOException {
    Files.write(data.image(1), new byte[] {31, -117, 8, 0, 0});
    Files.delete(data.image(2));

    assertEquals(0, preprocessTo(output(), "--maxFailed=50%"), err.toString());
    assertEquals(Twinbeam.FAILED, preprocessTo(output(), "--maxFailed=49%"));

    assertEquals("UNREADABLE", cases().get("p01").at("/failure/reason").asText());
    assertEquals("IMAGE_MISSING", cases().get("p02").at("/failure/reason").asText());
    assertEquals("labels/p02.nii.gz", cases().get("p02").at("/sources/0/path").asText());
    List<String> failed = Files.readAllLines(output().resolve("failed-cases.csv"));
    assertEquals(3, failed.size(), failed.toString());
    String summary = Files.readString(output().resolve("summary.txt"));
    assertTrue(summary.contains("Failed, IMAGE_MISSING (1): a label map has no image"), summary);
    assertTrue(summary.contains("2 failed"), summary);
  }

  @Test
  void anImageWithoutLabelMapIsProcessedAsUnlabelled() throws IOException {
    Files.delete(data.label(0));

    preprocess();

    assertEquals("processed", cases().get("p00").get("state").asText());
    assertEquals(0, cases().get("p00").at("/result/classVoxels").size());
  }

  @Test
  void aDatasetJsonWithMistakesIsRefusedBeforeAnythingRuns() throws IOException {
    Files.writeString(
        data.path().resolve("dataset.json"), "{\"labels\": {\"0\": \"a\"}, \"training\": 3}");

    assertEquals(Twinbeam.USAGE, preprocessTo(output()));

    assertTrue(err.toString().contains("training must be a list"), err.toString());
    assertFalse(Files.exists(output()));
  }

  @Test
  void datasetJsonDeclaresTheClasses() throws IOException {
    Files.writeString(
        data.path().resolve("dataset.json"), "{\"labels\": {\"0\": \"none\", \"2\": \"tail\"}}");

    assertEquals(Twinbeam.FAILED, preprocessTo(output()));

    cases()
        .forEach(
            (caseId, entry) ->
                assertEquals("LABEL_UNDECLARED", entry.at("/failure/reason").asText(), caseId));
  }

  @Test
  void volumesAboveTheLimitAreRefused() throws IOException {
    assertEquals(Twinbeam.FAILED, preprocessTo(output(), "--maxVoxels=" + (SHAPE.voxels() - 1)));
    assertEquals("TOO_LARGE", cases().get("p00").at("/failure/reason").asText());

    preprocess("--maxVoxels=" + SHAPE.voxels());
    assertEquals("processed", cases().get("p00").get("state").asText());
  }

  @Test
  void aSecondJobOnTheSameOutputIsToldWhoHoldsItAndLeaves() throws IOException {
    Path output = Files.createDirectories(output());
    int status = JobLock.holding(output, held -> preprocessTo(output));

    assertEquals(Twinbeam.BUSY, status);
    assertTrue(err.toString().contains("pid " + ProcessHandle.current().pid()), err.toString());
    assertFalse(Files.exists(output.resolve("manifest.json")));
    preprocess();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--recipe=none-such | --recipe",
        "--input=/no/such/folder | --input: folder /no/such/folder does not exist",
        "--maxFailed=5 | --maxFailed must be a percentage",
        "--maxVoxels=0 | --maxVoxels must be at least 1",
        "--maxvoxels=9 | --maxvoxels is not an option",
      })
  void aWrongOptionIsOneClearMessageAndStatus2(String option, String message) {
    String name = option.substring(0, option.indexOf('=') + 1);
    String[] arguments =
        Stream.of(
                "preprocess",
                option,
                "--input=" + data.path(),
                "--output=" + output(),
                "--recipe=default")
            .filter(argument -> argument.equals(option) || !argument.startsWith(name))
            .toArray(String[]::new);

    assertEquals(
        Twinbeam.USAGE,
        Twinbeam.execute(new PrintWriter(out), new PrintWriter(err, true), arguments));
    assertTrue(err.toString().contains(message), err.toString());
  }

  @Test
  void anOutputAmongTheInputIsRefusedUnlessItIsHidden() throws IOException {
    Path inside = data.path().resolve("prepared");
    assertEquals(Twinbeam.USAGE, preprocessTo(inside));
    assertTrue(err.toString().contains("--output: " + inside + " lies in "), err.toString());
    assertFalse(Files.exists(inside.resolve("manifest.json")));

    assertEquals(0, preprocessTo(data.path().resolve(".prepared")), err.toString());
    assertEquals(0, preprocessTo(data.path().resolve(".prepared")), err.toString());
    assertEquals(CASES, json(data.path().resolve(".prepared/manifest.json")).get("cases").size());
  }

  @Test
  void filesThatTurnOutToBeNoImagesChangeNothingThatIsPublished() throws IOException {
    preprocess();
    String complete = manifest();
    for (int index = 0; index < CASES; index++) {
      data.remove(index);
    }
    Files.writeString(data.path().resolve("IM0001"), "no slice");

    assertEquals(Twinbeam.USAGE, preprocessTo(output()));

    assertTrue(err.toString().contains("data lists no cases"), err.toString());
    assertEquals(complete, manifest());
  }

  @Test
  void aManifestThatCannotBeReadIsLeftAlone() throws IOException {
    Files.createDirectories(output());
    Files.writeString(output().resolve("manifest.json"), "{\"half");

    assertEquals(1, preprocessTo(output()));

    assertTrue(err.toString().contains("move it away"), err.toString());
    assertEquals("{\"half", manifest());
  }

  @Test
  void theRunnerDoesNotShowInTheManifest() throws IOException {
    Files.write(data.image(1), new byte[] {31, -117, 8, 0, 0});
    Files.delete(data.image(2));
    assertEquals(0, preprocessTo(output(), "--maxFailed=50%"), err.toString());

    for (int parallelism : new int[] {1, 4}) {
      Path flink = folder.resolve("flink" + parallelism);
      int status =
          preprocessTo(
              flink, "--maxFailed=50%", "--runner=FlinkRunner", "--parallelism=" + parallelism);
      assertEquals(0, status, err.toString());
      assertEquals(manifest(), Files.readString(flink.resolve("manifest.json")));
      assertEquals(2, json(flink.resolve("job.json")).at("/counters/cases_preprocessed").asLong());
    }
  }
}
