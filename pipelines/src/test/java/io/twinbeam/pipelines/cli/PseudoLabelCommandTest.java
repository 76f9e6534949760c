package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans pre-annotated by a teacher that has learnt nothing: its weights are as they were drawn. */
final class PseudoLabelCommandTest {

  // One step at a rate that moves no weight to speak of.
  private static final String BROKEN =
      TinyExperiment.YAML
          .replace("steps: 4", "steps: 1\n  learningRate: 1e-8")
          .replace("[supervised, dual-uncertainty]", "[supervised, cps]");

  @TempDir private static Path folder;

  private static Path run;
  private static Path scans;

  @BeforeAll
  static void runOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.yaml"), BROKEN);
    run =
        CommandRun.of("run", file.toString(), "--workspace=" + folder.resolve("workspace"))
            .directory();
    PhantomFolder phantoms = new PhantomFolder(folder.resolve("scans"), new GridShape(24, 24, 20));
    for (int index = 0; index < 3; index++) {
      phantoms.write(index, 20 + index);
      Files.delete(phantoms.label(index));
    }
    Files.write(phantoms.path().resolve("images/torn.nii.gz"), new byte[] {31, -117, 8, 0, 0});
    scans = phantoms.path();
  }

  private static CommandRun pseudoLabel(String output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "pseudo-label",
                "--run=" + run,
                "--data=" + scans,
                "--output=" + folder.resolve(output),
                "--maxFailed=50%"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static JsonNode json(Path file) throws IOException {
    return CanonicalJson.read(Files.readString(file), JsonNode.class);
  }

  @Test
  void scansWithoutLabelsAreLabelledAndWhatCannotBeReadIsListed() throws IOException {
    CommandRun done = pseudoLabel("plain", "--method=supervised", "--progress");
    Path output = done.directory();
    List<CSVRecord> rows = CsvRows.of(output.resolve("pseudo-labels.csv"));
    assertEquals(3 * 3, rows.size(), "scans x classes");
    assertEquals("torn", CsvRows.of(output.resolve("failed-cases.csv")).get(0).get("case_id"));
    for (String caseId : List.of("p00", "p01", "p02")) {
      LabelMap label = labelMap(output.resolve("pseudo-labels/" + caseId + ".nii.gz"));
      try (InputStream scan = Files.newInputStream(scans.resolve("images/" + caseId + ".nii.gz"))) {
        Volume image = Nifti.readVolume(scan);
        assertTrue(image.grid().matches(label.grid(), 1e-5), "not on the grid of the scan");
      }
      JsonNode facts = json(output.resolve("pseudo-labels/" + caseId + ".json"));
      assertEquals("supervised", facts.get("method").asText());
      long kept = 0;
      for (JsonNode of : facts.get("classes")) {
        kept += of.get("kept").asLong();
      }
      long[] counts = label.counts();
      assertEquals(label.voxels().length - kept, counts[255]);
      assertTrue(Files.exists(output.resolve("pseudo-labels/" + caseId + "_entropy.nii.gz")));
    }
    JsonNode record = json(output.resolve("run.json"));
    assertEquals(
        json(output.resolve("summary.json")).get("teacherDigest").asText(),
        record.at("/determinedBy/weights/supervised-seed1").asText());
    assertTrue(record.get("results").has("pseudo-labels/p00.json"));
    assertTrue(done.out().contains("3 pseudo-labels by supervised-seed1: 3 accepted, 0 not;"));
  }

  private static LabelMap labelMap(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return Nifti.readLabelMap(stream);
    }
  }

  @Test
  void aBrokenTeacherRaisesTheAlarmInSummaryTerminalAndCounters() throws IOException {
    CommandRun done = pseudoLabel("alarm", "--method=cps");
    Path output = done.directory();
    JsonNode alarms = json(output.resolve("summary.json")).get("pseudoLabelAlarms");
    assertFalse(alarms.isEmpty(), "a teacher that has learnt nothing goes unnoticed");
    JsonNode alarm = alarms.get(0);
    assertEquals("cps", alarm.get("method").asText());
    assertEquals(1, alarm.get("round").asInt());
    assertTrue(done.out().contains("ALARM cps-seed1, pseudo-labels of round 1: "), done.out());
    assertTrue(done.out().contains(alarm.get("message").asText()), done.out());
    assertEquals(
        alarms.size(),
        json(output.resolve("run.json")).at("/measured/counters/pseudo_label_alarms").asInt());
  }

  @Test
  void theExperimentItselfHasRaisedItToo() throws IOException {
    JsonNode alarms = json(run.resolve("summary.json")).get("pseudoLabelAlarms");
    assertTrue(
        StreamSupport.stream(alarms.spliterator(), false)
            .anyMatch(alarm -> alarm.get("method").asText().equals("cps")),
        alarms.toString());
  }

  @Test
  void anAlarmMayFailTheCommandOnceEverythingIsWritten() throws IOException {
    Map<String, String> fine =
        Provenance.digests(new RunDirectory(pseudoLabel("warned", "--method=cps").directory()));
    CommandRun failed = pseudoLabel("failed", "--method=cps", "--onAlarm=fail");
    assertEquals(Twinbeam.FAILED, failed.status(), failed.err());
    assertEquals(fine, Provenance.digests(new RunDirectory(failed.named())));
  }

  @Test
  void settingsOfTheRunGiveWayToThoseOfTheUser() throws IOException {
    Path settings =
        Files.writeString(
            folder.resolve("rules.yaml"),
            """
            pseudoLabels:
              share: 0.8
              filters: {disagreement: true, variance: {share: 0.9, flips: [x]}}
              accept: {volumeFactor: 1.01}
            """);
    Path output = pseudoLabel("rules", "--method=cps", "--settings=" + settings).directory();
    JsonNode facts = json(output.resolve("pseudo-labels/p00.json"));
    assertEquals(0.8, facts.at("/filters/entropy/share").asDouble());
    assertTrue(facts.at("/filters").has("variance"), facts.toString());
    assertTrue(facts.at("/classes/0/thresholds").has("disagreement"), facts.toString());
    assertFalse(facts.get("accepted").asBoolean(), "volumes of noise are plausible");
    assertTrue(facts.at("/reasons/0").asText().contains(" ml, is "), facts.toString());
    assertTrue(Files.exists(output.resolve("pseudo-labels/p00.nii.gz")), "published all the same");
    LabelMap all =
        labelMap(
            pseudoLabel("all", "--method=cps", "--share=1")
                .directory()
                .resolve("pseudo-labels/p01.nii.gz"));
    assertTrue(all.counts().length <= 3, "a share of 1 leaves nothing out");
  }

  @Test
  void aSecondStartGivesTheSameBytesAndFlinkToo() throws IOException {
    Path output = pseudoLabel("twice", "--method=supervised").directory();
    Map<String, String> before = Provenance.digests(new RunDirectory(output));
    pseudoLabel("twice", "--method=supervised").directory();
    assertEquals(before, Provenance.digests(new RunDirectory(output)));
    byte[] corrected = Files.readAllBytes(output.resolve("pseudo-labels/p01.nii.gz"));
    Files.write(output.resolve("pseudo-labels/p02.nii.gz"), corrected);
    CommandRun refused = pseudoLabel("twice", "--method=supervised");
    assertEquals(Twinbeam.USAGE, refused.status());
    assertTrue(
        refused
            .err()
            .contains("changed since they were written, and would be replaced: pseudo-labels/p02"),
        refused.err());
    assertArrayEquals(corrected, Files.readAllBytes(output.resolve("pseudo-labels/p02.nii.gz")));
    Path flink =
        pseudoLabel(
                "flink",
                "--method=supervised",
                "--workspace=" + folder.resolve("flink-workspace"),
                "--runner=FlinkRunner",
                "--parallelism=2")
            .directory();
    Map<String, String> there = Provenance.digests(new RunDirectory(flink));
    // Its workspace has no labelled cases to compare with.
    assertEquals(before.get("pseudo-labels.csv"), there.get("pseudo-labels.csv"));
    assertArrayEquals(
        Files.readAllBytes(output.resolve("pseudo-labels/p00.nii.gz")),
        Files.readAllBytes(flink.resolve("pseudo-labels/p00.nii.gz")));
  }

  @Test
  void wrongUsageIsRefusedBeforeAnythingRuns() throws IOException {
    refused("2 runs are meant; choose one by --method, --seed and --fold: cps-seed1, supervised");
    refused("no run is meant; choose one by", "--seed=7");
    refused("--share must be a number from 0.01 to 1, is 0.0", "--method=cps", "--share=0");
    refused("--onAlarm must be warn or fail, is stop", "--method=cps", "--onAlarm=stop");
    refused("does not exist or cannot be read", "--method=cps", "--settings=nowhere.yaml");
    Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "pseudoLabels: {shar: 1}\n");
    refused("did you mean share?", "--method=cps", "--settings=" + wrong);
    CommandRun overRun =
        CommandRun.of(
            "pseudo-label", "--run=" + run, "--data=" + scans, "--method=cps", "--output=" + run);
    assertEquals(Twinbeam.USAGE, overRun.status());
    assertTrue(overRun.err().contains("no pseudo-labelling's and would be replaced"));
    Path rules =
        Files.writeString(
            folder.resolve("volumes.yaml"), "pseudoLabels: {accept: {volumeFactor: 2}}\n");
    refused(
        "are no longer in the workspace, and volumes cannot be compared",
        "--method=cps",
        "--settings=" + rules,
        "--workspace=" + folder.resolve("empty-workspace"));
  }

  private static void refused(String message, String... options) {
    CommandRun refusal = pseudoLabel("refused", options);
    assertEquals(Twinbeam.USAGE, refusal.status(), refusal.out());
    assertTrue(refusal.err().contains(message), refusal.err());
    assertFalse(Files.exists(folder.resolve("refused/run.json")));
  }
}
