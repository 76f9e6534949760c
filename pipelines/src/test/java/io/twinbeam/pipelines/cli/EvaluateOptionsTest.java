package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.ConnectedComponents;
import io.twinbeam.model.volume.Connectivity;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.PhantomCase;
import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.transforms.predict.PredictionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finished run whose networks are asked to look in another way. */
final class EvaluateOptionsTest {

  private static final String YAML =
      TinyExperiment.YAML.replace("[supervised, dual-uncertainty]", "[supervised]");
  private static final String CASE = "predictions/supervised-seed1/one.nii.gz";
  private static final String ENTROPY = "predictions/supervised-seed1/entropy/one.nii.gz";
  private static final String TAIL = "predictions/supervised-seed1/probability-2/one.nii.gz";

  @TempDir private static Path folder;

  private static Path run;
  private static Path data;

  @BeforeAll
  static void runOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), YAML);
    run =
        CommandRun.of("run", file.toString(), "--workspace=" + folder.resolve("work")).directory();
    data = folder.resolve("data");
    Path images = Files.createDirectories(data.resolve("images"));
    Path labels = Files.createDirectories(data.resolve("labels"));
    PhantomCase phantom =
        Phantom.generate(new PhantomSpec(new GridShape(24, 24, 20), 1, 1, 1, 0.1, 0.1, 1), 3, 9);
    try (OutputStream image = Files.newOutputStream(images.resolve("one.nii.gz"));
        OutputStream label = Files.newOutputStream(labels.resolve("one.nii.gz"))) {
      Nifti.writeGz(phantom.image(), image);
      Nifti.writeGz(phantom.labels(), label);
    }
  }

  private static CommandRun evaluate(String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "evaluate";
    arguments[1] = "--run=" + run;
    arguments[2] = "--data=" + data;
    System.arraycopy(options, 0, arguments, 3, options.length);
    return CommandRun.of(arguments);
  }

  @Test
  void optionsTakeThePlaceOfTheRunsSettingsInAFolderOfTheirOwn() throws IOException {
    Path plain = evaluate().directory();
    Path other =
        evaluate(
                "--stride=8x8x16",
                "--weighting=gaussian",
                "--flips=x,z",
                "--networks=b",
                "--keepLargest=head,tail",
                "--removeSmaller=2voxels",
                "--probabilities")
            .directory();
    assertNotEquals(plain, other);
    assertEquals(plain.getParent(), other.getParent());
    assertFalse(Files.exists(plain.resolve("clean-up.csv")));
    assertFalse(Files.exists(plain.resolve(TAIL)));
    assertTrue(Files.exists(plain.resolve(ENTROPY)));
    assertTrue(Files.exists(other.resolve(ENTROPY)));
    assertTrue(Files.exists(other.resolve(TAIL)));

    Experiment recorded = Provenance.readExperiment(other.resolve("run.json"));
    PredictionSettings asked = recorded.prediction();
    assertEquals(new GridShape(8, 8, 16), asked.stride());
    assertTrue(asked.gaussian());
    assertEquals(0b101, asked.flips());
    assertEquals(OptionalInt.of(1), asked.alone());
    assertEquals(2, asked.cleanUp().orElseThrow().rules().size());
    assertTrue(asked.probabilityMaps());

    LabelMap labels;
    try (InputStream stream = Files.newInputStream(other.resolve(CASE))) {
      labels = Nifti.readLabelMap(stream);
    }
    for (int c = 1; c <= 2; c++) {
      assertTrue(ConnectedComponents.of(labels, c, Connectivity.CORNERS).count() <= 1);
    }
    List<String> rows = Files.readAllLines(other.resolve("clean-up.csv"));
    assertEquals(
        "method,seed,case_id,class,removed_components,removed_voxels,removed_ml", rows.get(0));
    assertEquals(3, rows.size());
    for (int c = 1; c <= 2; c++) {
      assertTrue(rows.get(c).startsWith("supervised,1,one," + c + ","), rows.get(c));
      String[] cells = rows.get(c).split(",", -1);
      assertEquals(Long.parseLong(cells[5]) / 1000.0, Double.parseDouble(cells[6]), 1e-6);
    }
  }

  @Test
  void anOptionThatSaysWhatTheRunSaidChangesNothing() throws IOException {
    Path plain = evaluate().directory();
    byte[] before = Files.readAllBytes(plain.resolve(CASE));
    Path same = evaluate("--networks=both", "--flips=none", "--keepLargest=false").directory();
    assertEquals(plain, same);
    assertArrayEquals(before, Files.readAllBytes(same.resolve(CASE)));
  }

  @Test
  void everyOptionThatBreaksItsRuleIsNamed() {
    CommandRun refused =
        evaluate("--stride=17x1x1", "--flips=w", "--keepLargest=liver", "--removeSmaller=3");
    assertEquals(Twinbeam.USAGE, refused.status());
    String said = refused.err();
    assertTrue(said.contains("--stride must be at most the patch, 16x16x16, is 17x1x1"), said);
    assertTrue(said.contains("--flips[0] must be one of x, y, z, is 'w'"), said);
    assertTrue(
        said.contains("--keepLargest[0] must be true, false or the names of classes, is 'liver'"),
        said);
    assertTrue(
        said.contains("--removeSmaller must be 0, or an amount such as 0.5ml or 20voxels, is '3'"),
        said);
  }
}
