package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run on a folder with a broken file in it, verified as it is and after changes. */
final class VerifyCommandTest {

  private static final String YAML =
      TinyExperiment.YAML
          .replaceFirst("(?m)^  phantom: .*$", "  classes: {head: [1], tail: [2]}")
          .replace("[supervised, dual-uncertainty]", "[dual-uncertainty]");

  @TempDir private static Path folder;

  private static PhantomFolder data;
  private static Path run;

  @TempDir private Path own;

  @BeforeAll
  static void runOnce() throws IOException {
    data = new PhantomFolder(folder.resolve("data"), new GridShape(24, 24, 20));
    for (int index = 0; index < 6; index++) {
      data.write(index, index);
    }
    Files.write(data.image(6), new byte[] {31, -117, 8, 0, 0});
    Files.copy(data.label(5), data.label(6));
    Files.writeString(folder.resolve("tiny.yaml"), YAML);
    run = run();
  }

  private static Path run() {
    return CommandRun.of(
            "run",
            folder.resolve("tiny.yaml").toString(),
            "--data=" + data.path(),
            "--workspace=" + folder.resolve("work"),
            "--maxFailed=50%")
        .directory();
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }

  private static void assertHas(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), text);
    }
  }

  private static String refusal(String... arguments) {
    CommandRun refused = CommandRun.of(arguments);
    assertEquals(Twinbeam.USAGE, refused.status(), refused.out());
    return refused.err();
  }

  @Test
  void aRunReproducesOnFlinkWhereItsDataHaveMoved() throws IOException {
    Path moved = copy(data.path(), own.resolve("moved, elsewhere"));
    Path scratch = own.resolve("scratch");

    CommandRun verified =
        CommandRun.of(
            "verify",
            "--run=" + run,
            "--data=" + moved,
            "--workspace=" + scratch,
            "--runner=FlinkRunner",
            "--parallelism=2");

    assertEquals(0, verified.status(), verified.out() + verified.err());
    assertHas(verified.out(), "Verified: all ");
    assertTrue(Files.isDirectory(scratch.resolve("artifacts")), "the named workspace stays");
    assertHas(refusal("verify", "--run=" + run, "--workspace=" + scratch), "must be empty");
  }

  @Test
  void aDirectoryThatWasChangedIsToldFromARunThatDoesNotReproduce() throws IOException {
    Path changed = copy(run, own.resolve("renamed"));
    Files.writeString(changed.resolve("metrics.csv"), "more\n", StandardOpenOption.APPEND);
    Files.delete(changed.resolve("training.csv"));
    Files.writeString(changed.resolve("notes.txt"), "");

    CommandRun verified = CommandRun.of("verify", "--run=" + changed);

    assertEquals(Twinbeam.FAILED, verified.status(), verified.err());
    assertHas(
        verified.out(),
        "The run directory was changed after the run",
        "changed     metrics.csv",
        "removed     training.csv",
        "added       notes.txt",
        "Reproduced, all ",
        "3 files");
    assertFalse(Files.exists(verified.named()), "a temporary workspace goes");
  }

  @Test
  void whatAnEarlierStartLeftIsNoResultAndWhatOthersPutThereStays() throws IOException {
    Path left = run.resolve("predictions/dual-uncertainty-seed1/gone.nii.gz");
    Path notes = run.resolve("notes.txt");
    Path metrics = run.resolve("metrics.csv");
    String before = Files.readString(metrics);
    Files.copy(metrics, left);
    Files.writeString(notes, "mine");
    try {
      assertEquals(run, run());

      assertFalse(Files.exists(left), "a prediction of a case that is no more");
      assertEquals("mine", Files.readString(notes));
      assertFalse(Files.exists(run.resolve(".earlier")), "what was put aside goes in the end");
      assertEquals(before, Files.readString(metrics));
      assertFalse(Files.readString(run.resolve("run.json")).contains("notes.txt"));
    } finally {
      Files.delete(notes);
    }
  }

  @Test
  void anEvaluationDoesNotReplaceFilesOfSomethingElse() throws IOException {
    String before = Files.readString(run.resolve("run.json"));
    String evaluate = "--data=" + data.path();
    assertHas(
        refusal("evaluate", "--run=" + run, evaluate, "--output=" + run),
        "--output: " + run + " holds files that are no evaluation's");
    assertEquals(before, Files.readString(run.resolve("run.json")));

    Path study = Files.createDirectories(own.resolve("study/predictions")).getParent();
    assertHas(
        refusal("evaluate", "--run=" + run, evaluate, "--output=" + study),
        "choose an empty folder");
    assertTrue(Files.isDirectory(study.resolve("predictions")));
  }

  @Test
  void aForgedSettingIsFoundAtTheStageThatItActsOn() throws IOException {
    Path forged = copy(run, own.resolve("forged"));
    String record = Files.readString(forged.resolve("run.json"));
    Files.writeString(
        forged.resolve("run.json"), record.replace("\"steps\" : 4,", "\"steps\" : 3,"));

    CommandRun verified = CommandRun.of("verify", "--run=" + forged);

    assertEquals(Twinbeam.FAILED, verified.status(), verified.err());
    assertHas(
        verified.out(),
        "differs     weights/dual-uncertainty-seed1-a.safetensors",
        "The earliest stage that differs: weights",
        "training.csv differs first in line ",
        "run ID: run.json records " + run.getFileName(),
        "Not reproduced: ");
    assertFalse(verified.out().contains("was changed after the run; run.json records other files"));
  }

  @Test
  void otherDataAreNamedAsTheReason() throws IOException {
    Path other = copy(data.path(), own.resolve("other"));
    PhantomFolder changed = new PhantomFolder(other, new GridShape(24, 24, 20));
    changed.write(0, 9);

    CommandRun verified = CommandRun.of("verify", "--run=" + run, "--data=" + other);

    assertEquals(Twinbeam.FAILED, verified.status(), verified.err());
    assertHas(
        verified.out(),
        "differs     p00 image",
        "The earliest stage that differs: data",
        "2 have other bytes here and 0 are missing; 0 are new");
  }

  @Test
  void dataThatAreGoneAreRefused() throws IOException {
    Path lost = copy(run, own.resolve("lost"));
    String record = Files.readString(lost.resolve("run.json"));
    Files.writeString(
        lost.resolve("run.json"),
        record.replace(data.path().toRealPath().toString(), "/no/such/folder"));

    assertHas(
        refusal("verify", "--run=" + lost),
        "--data, left out for that of run.json: folder /no/such/folder does not exist");
    assertHas(
        refusal("verify", "--run=" + run, "--data=/no/such/folder"),
        "--data: folder /no/such/folder does not exist");
  }

  @Test
  void aFolderThatIsNoFinishedRunIsRefused() throws IOException {
    assertHas(refusal("verify", "--run=" + own), "run.json does not exist");
    Files.writeString(own.resolve("run.json"), "{}");
    assertHas(refusal("verify", "--run=" + own), "has no determinedBy/experiment");
  }

  @Test
  void madeUpCasesTakeNoFolder() throws IOException {
    Path phantoms = copy(run, own.resolve("phantoms"));
    String record = Files.readString(phantoms.resolve("run.json"));
    Files.writeString(
        phantoms.resolve("run.json"),
        record.replace(
            "\"phantoms\" : null", "\"phantoms\" : {\"cases\": 6, \"seed\": 3, \"spec\": null}"));

    assertHas(
        refusal("verify", "--run=" + phantoms, "--data=" + data.path()),
        "--data: the cases of the run are made up; leave it out");
  }

  @Test
  void aClusterNeedsAWorkspaceThatItSees() throws IOException {
    assertHas(
        refusal("verify", "--run=" + run, "--flinkMaster=somewhere:8081"),
        "--workspace must be given where --flinkMaster names a cluster");
  }

  @Test
  void aWorkspaceAmongWhatIsComparedIsRefused() throws IOException {
    assertHas(
        refusal("verify", "--run=" + run, "--workspace=" + run.resolve("weights")),
        "--workspace must lie outside the run directory");
    assertHas(
        refusal("verify", "--run=" + run, "--workspace=" + folder.resolve("work")),
        "must be empty",
        "choose another folder");
  }
}
