package io.twinbeam.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.ArtifactRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

final class GiveCasesToRunsTest {

  /** What came out of the pipeline that ran last. */
  private static final Queue<String> GIVEN = new ConcurrentLinkedQueue<>();

  private static final List<RunName> TWO_FOLDS =
      List.of(
          new RunName("supervised", 1, 7),
          new RunName("supervised", 2, 7),
          new RunName("mean-teacher", 2, 8));

  /** Case a is the test case of fold 1, case b that of fold 2. */
  private static List<SplitCase> folded() {
    List<SplitCase> cases = new ArrayList<>();
    cases.addAll(split(1, "a TEST", "b LABELLED", "c VALIDATION", "d UNLABELLED", "e LEFT_OUT"));
    cases.addAll(split(2, "a UNLABELLED", "b TEST", "c LABELLED", "d VALIDATION", "e LEFT_OUT"));
    return cases;
  }

  private static List<SplitCase> split(int fold, String... cases) {
    return Arrays.stream(cases)
        .map(text -> text.split(" "))
        .map(words -> new SplitCase(fold, CaseRole.valueOf(words[1]), preprocessed(words[0])))
        .toList();
  }

  private static PreprocessedCase preprocessed(String caseId) {
    ArtifactRef artifact = new ArtifactRef("case", "00" + caseId);
    return new PreprocessedCase(
        caseId,
        artifact,
        "content of " + caseId,
        1,
        "4x4x4",
        true,
        List.of(60L, 4L),
        caseId + ".nii.gz",
        List.of("image", "label"),
        false);
  }

  /** What the runs are given, as "RUN FOLD CASE ROLE". */
  private static void assertGiven(
      List<RunName> runs, boolean validated, List<SplitCase> cases, String... expected) {
    GIVEN.clear();
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(cases).withCoder(RecordCoder.of(SplitCase.class)))
        .apply(new GiveCasesToRuns(runs, validated))
        .apply("Gather", ParDo.of(new GatherFn()));
    pipeline.run().waitUntilFinish();
    assertEquals(Arrays.stream(expected).sorted().toList(), GIVEN.stream().sorted().toList());
  }

  private static final class GatherFn extends DoFn<KV<String, SplitCase>, Void> {

    @ProcessElement
    public void processElement(@Element KV<String, SplitCase> keyed) {
      GIVEN.add(described(keyed));
    }
  }

  private static String described(KV<String, SplitCase> keyed) {
    SplitCase split = keyed.getValue();
    return keyed.getKey() + " " + split.fold() + " " + split.caseId() + " " + split.role();
  }

  @Test
  void aRunIsGivenTheTrainingCasesOfItsOwnFoldAlone() {
    assertGiven(
        TWO_FOLDS,
        false,
        folded(),
        "supervised-fold1-seed7 1 b LABELLED",
        "supervised-fold1-seed7 1 d UNLABELLED",
        "supervised-fold2-seed7 2 a UNLABELLED",
        "supervised-fold2-seed7 2 c LABELLED",
        "mean-teacher-fold2-seed8 2 a UNLABELLED",
        "mean-teacher-fold2-seed8 2 c LABELLED");
  }

  @Test
  void aRunThatIsValidatedIsGivenTheValidationCasesOfItsFoldToo() {
    assertGiven(
        TWO_FOLDS,
        true,
        folded(),
        "supervised-fold1-seed7 1 b LABELLED",
        "supervised-fold1-seed7 1 c VALIDATION",
        "supervised-fold1-seed7 1 d UNLABELLED",
        "supervised-fold2-seed7 2 a UNLABELLED",
        "supervised-fold2-seed7 2 c LABELLED",
        "supervised-fold2-seed7 2 d VALIDATION",
        "mean-teacher-fold2-seed8 2 a UNLABELLED",
        "mean-teacher-fold2-seed8 2 c LABELLED",
        "mean-teacher-fold2-seed8 2 d VALIDATION");
  }

  @Test
  void withoutFoldsEveryRunIsGivenEveryTrainingCase() {
    List<RunName> runs = List.of(new RunName("supervised", 7), new RunName("supervised", 8));
    List<SplitCase> cases =
        split(0, "a TEST", "b LABELLED", "c VALIDATION", "d UNLABELLED", "e LEFT_OUT");
    assertGiven(
        runs,
        false,
        cases,
        "supervised-seed7 0 b LABELLED",
        "supervised-seed7 0 d UNLABELLED",
        "supervised-seed8 0 b LABELLED",
        "supervised-seed8 0 d UNLABELLED");
    assertGiven(
        runs,
        true,
        cases,
        "supervised-seed7 0 b LABELLED",
        "supervised-seed7 0 c VALIDATION",
        "supervised-seed7 0 d UNLABELLED",
        "supervised-seed8 0 b LABELLED",
        "supervised-seed8 0 c VALIDATION",
        "supervised-seed8 0 d UNLABELLED");
  }

  @Test
  void noCasesAreGivenWhereThereAreNone() {
    assertGiven(TWO_FOLDS, true, List.of());
  }
}
