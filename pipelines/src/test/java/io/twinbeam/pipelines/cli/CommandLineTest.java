package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that is refused before anything runs. */
final class CommandLineTest {

  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    return Twinbeam.execute(
        new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);
  }

  private Path experiment() throws IOException {
    return Files.writeString(folder.resolve("tiny.yaml"), TinyExperiment.YAML);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--worksapce=/tmp/x | --worksapce is not an option",
        "extra | 'extra' is not expected here",
        "--runner=NoRunner | Unknown 'runner' specified 'NoRunner'",
        "--data=/ | data.phantom and --data exclude each other",
        "--maxFailed=7 | must be a percentage from 0% to 100%, is 7",
        "--useDataStreamForBatch | drops the timers that training runs on",
        "--maxConcurrentRunsPerWorker=0 | must be a whole number from 1 up, is 0",
        "--device=gpu:7 | --device: device gpu:7 is absent",
        "--workspace=s3://bucket/there | --workspace must be a local folder or gs://BUCKET/PATH, is s3://bucket/there",
        "--targetParallelism=many | --targetParallelism=many: the value must be of type int"
      })
  void aWrongOptionIsOneClearMessageAndStatus2(String option, String message) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", experiment().toString(), option));
    if (!option.startsWith("--workspace=")) {
      arguments.add("--workspace=" + folder);
    }
    int status = execute(arguments.toArray(String[]::new));

    assertEquals(2, status, err.toString());
    assertTrue(err.toString().contains(message), err.toString());
    assertFalse(err.toString().contains("\tat "), "no stack trace: " + err);
  }

  @Test
  void aMissingExperimentFileIsNamed() {
    assertEquals(2, execute("run", folder.resolve("none.yaml").toString()));
    assertTrue(err.toString().contains("none.yaml does not exist"), err.toString());
  }

  @Test
  void aMissingDataFolderIsNamed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("folder.yaml"),
            TinyExperiment.YAML.replaceFirst("(?m)^  phantom: .*$", "  classes: {organ: [1]}"));

    assertEquals(2, execute("run", file.toString(), "--data=" + folder.resolve("absent")));
    assertTrue(err.toString().contains("absent does not exist"), err.toString());
  }

  @Test
  void anExperimentWithoutDataSaysHowToNameThem() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("folder.yaml"),
            TinyExperiment.YAML.replaceFirst("(?m)^  phantom: .*$", "  classes: {organ: [1]}"));

    assertEquals(2, execute("run", file.toString()));
    assertTrue(err.toString().contains("or give --data"), err.toString());
  }

  @Test
  void aWorkspaceThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));

    int status = execute("run", experiment().toString(), "--workspace=" + file.resolve("below"));

    assertEquals(2, status);
    assertTrue(err.toString().contains("--workspace: cannot write to"), err.toString());
  }

  @Test
  void allMistakesOfAnExperimentFileAreListedAtOnce() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("bad.yaml"),
            """
            name: bad
            data: {phantom: {cases: 1}}
            methods: [magic]
            training: {stepz: 3}
            """);

    assertEquals(2, execute("run", file.toString()));
    assertEquals(3, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("bad.yaml:2:25: data.phantom.cases"), err.toString());
  }

  @Test
  void evaluatingWhatIsNoRunIsRefused() {
    assertEquals(2, execute("evaluate", "--run=" + folder, "--data=" + folder));
    assertTrue(err.toString().contains("run.json does not exist"), err.toString());
  }

  @Test
  void anUnknownCommandIsRefused() {
    assertEquals(2, execute("train"));
  }

  private String folderExperiment() throws IOException {
    return Files.writeString(
            folder.resolve("folder.yaml"),
            TinyExperiment.YAML.replaceFirst("(?m)^  phantom: .*$", "  classes: {organ: [1]}"))
        .toString();
  }

  @Test
  void aFileSystemThatIsNotInstalledIsRefusedWithThoseThatAre() throws IOException {
    assertEquals(2, execute("run", folderExperiment(), "--data=nowhere://bucket/data"));
    assertTrue(err.toString().contains("--data: no file system is installed for nowhere://"));
    assertTrue(
        err.toString().matches("(?s).*; there are .*file://, .*memory://\\s*"), err.toString());
  }

  @Test
  void anEmptyFolderOfAnotherFileSystemIsNamed() throws IOException {
    assertEquals(2, execute("run", folderExperiment(), "--data=memory://none"));
    assertTrue(err.toString().contains("memory://none does not exist or is empty"));
  }

  @Test
  void aFolderMayBeGivenAsAFileUri() throws IOException {
    assertEquals(2, execute("run", folderExperiment(), "--data=file://" + folder + "/absent"));
    assertTrue(err.toString().contains("absent does not exist"), err.toString());
    assertEquals(2, execute("run", folderExperiment(), "--data=file://" + folder));
    assertTrue(err.toString().contains("lists no cases"), err.toString());
  }

  @Test
  void aChannelThatTheDataSetDoesNotHaveIsRefusedWithThoseItHas() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    for (String name : List.of("a_flair.nii", "a_t1.nii", "a_seg.nii")) {
      Files.createFile(data.resolve(name));
    }
    String chosen = Files.readString(Path.of(folderExperiment()));
    Path file =
        Files.writeString(
            folder.resolve("channels.yaml"),
            chosen.replace("  classes:", "  channels: [flair, pd]\n  classes:"));

    assertEquals(2, execute("run", file.toString(), "--data=" + data));
    assertTrue(
        err.toString().startsWith("channels: the data set has no channel pd; it has flair, t1"),
        err.toString());
  }

  @Test
  void mistakesOfCasesCsvAreListedWithFileAndLinesBeforeAnythingRuns() throws IOException {
    Files.writeString(folder.resolve("cases.csv"), "case,image\na,../b.nii\na,c.nii,\n");

    assertEquals(2, execute("run", folderExperiment(), "--data=" + folder));
    assertTrue(err.toString().contains(folder + "/cases.csv: line 2: image must"), err.toString());
    assertTrue(err.toString().contains("line 3: must have 2 cells, has 3"), err.toString());
  }

  @Test
  void aFolderWithoutCasesIsRefusedBeforeAnythingRuns() throws IOException {
    assertEquals(2, execute("run", folderExperiment(), "--data=" + folder));
    assertTrue(err.toString().contains("lists no cases"), err.toString());
  }

  @Test
  void aBrokenDatasetJsonIsRefusedBeforeAnythingRuns() throws IOException {
    Files.writeString(folder.resolve("dataset.json"), "{");

    assertEquals(2, execute("run", folderExperiment(), "--data=" + folder));
    assertTrue(
        err.toString().contains(folder.resolve("dataset.json") + " must be JSON"), err.toString());
  }

  @Test
  void anExperimentFileThatIsNotUtf8IsRefused() throws IOException {
    Path file = Files.write(folder.resolve("latin.yaml"), new byte[] {'#', (byte) 0xe9, '\n'});

    assertEquals(2, execute("run", file.toString()));
    assertTrue(err.toString().contains("must be text in UTF-8"), err.toString());
  }
}
