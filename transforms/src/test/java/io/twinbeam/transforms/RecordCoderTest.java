package io.twinbeam.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.model.metric.Distances;
import io.twinbeam.model.metric.Lesions;
import io.twinbeam.model.uncertainty.FilterRule;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.evaluate.CaseMetrics;
import io.twinbeam.transforms.io.PublishedFile;
import io.twinbeam.transforms.io.TableRow;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.pseudolabel.FilteredPseudoLabel;
import io.twinbeam.transforms.pseudolabel.LabelledCase;
import io.twinbeam.transforms.pseudolabel.PseudoLabelAlarm;
import io.twinbeam.transforms.pseudolabel.PseudoLabelFacts;
import io.twinbeam.transforms.pseudolabel.PseudoLabelFacts.OfClass;
import io.twinbeam.transforms.train.TrainingRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecordCoderTest {

  private static final RunName RUN = new RunName("dual-uncertainty", -7);
  private static final ArtifactRef REF = new ArtifactRef("case", "00ff");
  private static final PreprocessedCase CASE =
      new PreprocessedCase(
          "Fälle \"1\",\n\u2028",
          REF,
          "c0",
          4,
          "3x4x5",
          true,
          List.of(Long.MAX_VALUE, 1L),
          "a b.nii",
          List.of("", ""),
          false);

  private static final TrainedRun TRAINED =
      new TrainedRun(RUN, List.of(SmallRuns.A, SmallRuns.B), REF, "c1");

  @Test
  void noElementIsAsLargeAsAVolume() {
    TableRow row = new TableRow("", "x".repeat(1 << 20));
    RecordCoder<TableRow> coder = RecordCoder.of(TableRow.class);
    CoderException refused =
        assertThrows(CoderException.class, () -> CoderUtils.encodeToByteArray(coder, row));
    assertTrue(
        refused.getMessage().contains("TableRow: an element must be at most 1048576 characters"),
        refused.getMessage());
  }

  /** One of every type that travels between stages, with awkward values. */
  static Stream<Record> elements() {
    return Stream.of(
        new CaseSource("a", VolumeSource.of("nifti", "/data/a [1].nii.gz"), null),
        new FailedCase("a", "", "read", Fault.UNLISTED, "say \"why\"", ""),
        RUN,
        CASE,
        new SplitCase(CaseRole.UNLABELLED, CASE),
        new RunName("dual-uncertainty", 3, 7),
        new SplitCase(3, CaseRole.TEST, CASE),
        new SplitCase(CaseRole.UNLABELLED, CASE)
            .after(
                EarlierRound.of(TRAINED)
                    .with(new EarlierRound.Label(new ArtifactRef("x", "y"), "z"))),
        new SplitCase(CaseRole.LABELLED, CASE).after(EarlierRound.of(TRAINED)),
        new PredictedCase(TRAINED, CASE, REF),
        new LabelledCase(2, "a", List.of(3L, 0L), List.of(0.3, 0.0)),
        new PseudoLabelAlarm(
            RUN, 2, "noForeground", Optional.of("a"), OptionalInt.of(1), 0.5, "above 0", "none"),
        TRAINED,
        new TrainingRecord(RUN, 3, "crossEntropy.A", Double.NaN),
        new TrainingRecord(RUN, Long.MAX_VALUE, "total", -0.0),
        new TrainingRecord(RUN, 0, "total", 1.0 / 3),
        new FilteredPseudoLabel(
            TRAINED,
            CASE,
            REF,
            new PseudoLabelFacts(
                "a",
                "cps",
                OptionalInt.of(2),
                3,
                1,
                "c1",
                new TreeMap<>(Map.of("entropy", FilterRule.ofShare(0.5, true))),
                List.of(
                    new OfClass(
                        0,
                        5,
                        2,
                        OptionalDouble.of(0.1),
                        0.3,
                        new TreeMap<>(Map.of("entropy", 0.2))),
                    new OfClass(1, 0, 0, OptionalDouble.empty(), 0, new TreeMap<>())),
                7,
                0.4,
                0.1,
                false,
                List.of("why"))),
        new CaseMetrics(
            RUN,
            "a",
            2,
            new ClassMetrics(
                0.1,
                0,
                new Distances(Double.NaN, 1e-300, 3, 4),
                new Distances(0, 1, 2, 3),
                1,
                0.5,
                1.0 / 3,
                new Lesions(4, 3, 2, 1))),
        new ManifestEntry(
            "a",
            ManifestEntry.State.PROCESSED,
            List.of(new ManifestEntry.SourceFile("images/a.nii", "00ff")),
            "r0",
            true,
            new ManifestEntry.Result("case/00ff", "c2", 2, "3x4x5", List.of(0.7, 1.0), List.of(9L)),
            null),
        new ManifestEntry(
            "a",
            ManifestEntry.State.FAILED,
            List.of(new ManifestEntry.SourceFile("a [1].nii", null)),
            "r0",
            false,
            null,
            new ManifestEntry.Failure("read", Fault.UNLISTED, "say \"why\"")),
        new PublishedFile(REF, "a.bin", "weights/a.bin"),
        new TableRow("", "\"a,b\",c"));
  }

  @SuppressWarnings("unchecked") // The registry answers for the very class of the element.
  private static Coder<Record> registered(Record element) throws CannotProvideCoderException {
    return (Coder<Record>) CoderRegistry.createDefault().getCoder(element.getClass());
  }

  @ParameterizedTest
  @MethodSource("elements")
  void everyElementComesBackEqualAndAsTheSameBytes(Record element) throws Exception {
    Coder<Record> coder = registered(element);
    assertEquals(RecordCoder.class, coder.getClass());
    coder.verifyDeterministic();
    byte[] bytes = CoderUtils.encodeToByteArray(coder, element);
    Record back = CoderUtils.decodeFromByteArray(coder, bytes);
    assertEquals(element, back);
    assertEquals(element.getClass(), back.getClass());
    assertEquals(CoderUtils.encodeToBase64(coder, element), CoderUtils.encodeToBase64(coder, back));
  }

  @Test
  void bytesDoNotDependOnTheMachinesLanguage() throws Exception {
    Locale before = Locale.getDefault();
    Record element = new TrainingRecord(RUN, 1_000_000, "total", 1234.5);
    Coder<Record> coder = registered(element);
    String bytes = CoderUtils.encodeToBase64(coder, element);
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals(bytes, CoderUtils.encodeToBase64(coder, element));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theCoderItselfTravels() {
    RecordCoder<RunName> coder = RecordCoder.of(RunName.class);
    assertEquals(coder, SerializableUtils.ensureSerializable(coder));
    assertEquals(coder, SerializableUtils.clone(coder));
  }

  @Test
  void bytesOfAnotherTypeAreRefused() throws Exception {
    byte[] bytes = CoderUtils.encodeToByteArray(RecordCoder.of(RunName.class), RUN);
    assertThrows(
        IllegalArgumentException.class,
        () -> CoderUtils.decodeFromByteArray(RecordCoder.of(CaseSource.class), bytes));
  }
}
