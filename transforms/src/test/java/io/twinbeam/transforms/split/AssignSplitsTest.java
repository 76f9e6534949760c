package io.twinbeam.transforms.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.split.SplitSettings.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;

final class AssignSplitsTest {

  private static PreprocessedCase preprocessed(String caseId, String source, boolean labelled) {
    return new PreprocessedCase(
        caseId,
        new ArtifactRef("case", "00" + caseId + source),
        "content of " + source,
        1,
        "8x8x8",
        labelled,
        labelled ? List.of(500L, 12L) : List.of(),
        source,
        List.of("", ""),
        false);
  }

  private static List<PreprocessedCase> cases(int count) {
    List<PreprocessedCase> cases = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      cases.add(preprocessed("case_" + n, "case_" + n + ".nii", n != 3));
    }
    return cases;
  }

  private record Outcome(Set<SplitCase> cases, Set<FailedCase> failed) {

    Map<String, CaseRole> roles() {
      Map<String, CaseRole> roles = new TreeMap<>();
      cases.forEach(split -> roles.put(split.caseId(), split.role()));
      return roles;
    }
  }

  private static Outcome assign(SplitSettings settings, List<PreprocessedCase> cases) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs =
        pipeline
            .apply(Create.of(cases).withCoder(RecordCoder.of(PreprocessedCase.class)))
            .apply(AssignSplits.of(settings));
    Capture<SplitCase> split = Capture.of(outputs.get(AssignSplits.CASES));
    Capture<FailedCase> failed = Capture.of(outputs.get(AssignSplits.FAILED));
    Capture.run(pipeline);
    assertEquals(split.elements().size(), new HashSet<>(split.elements()).size());
    return new Outcome(new HashSet<>(split.elements()), new HashSet<>(failed.elements()));
  }

  @Test
  void rolesDoNotDependOnTheOrderOfArrival() {
    SplitSettings settings = new SplitSettings(2, Part.ofShare(0.3), Part.ofCount(2));
    List<PreprocessedCase> cases = cases(8);
    Outcome forwards = assign(settings, cases);
    Collections.reverse(cases);
    Outcome backwards = assign(settings, cases);
    assertEquals(forwards, backwards);
    assertEquals(Set.of(), forwards.failed());
    assertEquals(8, forwards.cases().size());
    assertEquals(CaseRole.UNLABELLED, forwards.roles().get("case_3"), "it has no label map");
    TreeMap<String, Boolean> labelled = new TreeMap<>();
    cases.forEach(c -> labelled.put(c.caseId(), c.labelled()));
    assertEquals(Splits.assign(settings, 0, labelled), forwards.roles());
  }

  @Test
  void aCaseThatArrivesTwiceIsOneCase() {
    SplitSettings settings = new SplitSettings(2, Part.ofCount(1), Part.ofCount(2));
    List<PreprocessedCase> twice = cases(5);
    twice.addAll(cases(5));
    assertEquals(assign(settings, cases(5)), assign(settings, twice));
  }

  @Test
  void twoCasesOfOneIdAreADuplicateAndTheSameOneIsKept() {
    SplitSettings settings = new SplitSettings(2, Part.ofCount(1), Part.ofCount(2));
    PreprocessedCase first = preprocessed("case_1", "a.nii", true);
    PreprocessedCase second = preprocessed("case_1", "b.nii", true);
    List<PreprocessedCase> cases = new ArrayList<>(List.of(second, cases(1).get(0), first));
    Outcome outcome = assign(settings, cases);
    Collections.reverse(cases);
    assertEquals(outcome, assign(settings, cases));
    assertEquals(2, outcome.cases().size());
    assertTrue(outcome.cases().stream().anyMatch(c -> c.preprocessed().equals(first)));
    FailedCase failed = outcome.failed().iterator().next();
    assertEquals(1, outcome.failed().size());
    assertEquals(Fault.DUPLICATE_CASE, failed.reason());
    assertEquals("b.nii", failed.source());
    assertEquals("split", failed.stage());
  }

  @Test
  void aNamedCaseThatNobodyDeliveredFailsByName() {
    SplitSettings settings =
        new SplitSettings(2, Part.ofCases(List.of("case_0", "typo")), Part.ofCount(2));
    Outcome outcome = assign(settings, cases(4));
    assertEquals(CaseRole.TEST, outcome.roles().get("case_0"));
    FailedCase failed = outcome.failed().iterator().next();
    assertEquals(1, outcome.failed().size());
    assertEquals("typo", failed.caseId());
    assertTrue(failed.message().startsWith("typo: "), failed.message());
  }

  @Test
  void noCasesGiveNoRoles() {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs =
        pipeline
            .apply(Create.empty(RecordCoder.of(PreprocessedCase.class)))
            .apply(AssignSplits.of(new SplitSettings(2, Part.ofCount(1), Part.ofCount(2))));
    PAssert.that(outputs.get(AssignSplits.CASES)).empty();
    PAssert.that(outputs.get(AssignSplits.FAILED)).empty();
    pipeline.run().waitUntilFinish();
  }

  private static PreprocessedCase ofTestPart(PreprocessedCase c) {
    return new PreprocessedCase(
        c.caseId(),
        c.artifact(),
        c.content(),
        c.channels(),
        c.shape(),
        c.labelled(),
        c.classVoxels(),
        c.source(),
        c.sourceDigests(),
        true);
  }

  @Test
  void theDataSetsOwnTestPartIsNeverTrainedOn() {
    SplitSettings settings = new SplitSettings(2, Part.ofCount(1), Part.ofShare(1));
    List<PreprocessedCase> cases = cases(5);
    cases.add(ofTestPart(preprocessed("held", "held.nii", true)));
    cases.add(ofTestPart(preprocessed("hidden", "hidden.nii", false)));

    Map<String, CaseRole> roles = assign(settings, cases).roles();

    assertEquals(CaseRole.TEST, roles.get("held"));
    assertEquals(CaseRole.LEFT_OUT, roles.get("hidden"));
    assertEquals(2, roles.values().stream().filter(CaseRole.TEST::equals).count());
    assertEquals(3, roles.values().stream().filter(CaseRole.LABELLED::equals).count());
  }

  private static SplitSettings folds(int folds, int validation) {
    return new SplitSettings(
        2, Part.ofCount(0), Part.ofCount(validation), Part.ofCount(2), OptionalInt.of(folds));
  }

  @Test
  void everyCaseHasARolePerFoldAndTheDataSetsOwnTestPartIsLeftOut() {
    List<PreprocessedCase> cases = cases(7);
    cases.add(ofTestPart(preprocessed("held", "held.nii", true)));
    Outcome outcome = assign(folds(3, 0), cases);

    assertEquals(Set.of(), outcome.failed());
    assertEquals(3 * 8, outcome.cases().size());
    TreeMap<String, Boolean> labelled = new TreeMap<>();
    cases(7).forEach(c -> labelled.put(c.caseId(), c.labelled()));
    for (int fold = 1; fold <= 3; fold++) {
      Map<String, CaseRole> roles = new TreeMap<>();
      for (SplitCase split : outcome.cases()) {
        if (split.fold() == fold) {
          roles.put(split.caseId(), split.role());
        }
      }
      assertEquals(CaseRole.LEFT_OUT, roles.remove("held"));
      assertEquals(Splits.assign(folds(3, 0), fold, labelled), roles);
    }
  }

  @Test
  void aFoldThatGetsNoCaseOrLeavesNoneSaysWhich() {
    Set<String> messages = new TreeSet<>();
    assign(folds(3, 5), cases(2)).failed().forEach(failed -> messages.add(failed.message()));

    assertTrue(
        messages.contains(
            "split.folds: in fold 3 no case is kept for the test; lower split.folds or add label"
                + " maps"),
        messages.toString());
    assertTrue(
        messages.contains(
            "split.labelled: in fold 1 no case is left to train on: of 2 cases with a label map all"
                + " are kept for test and validation; raise split.folds, or lower"
                + " split.validation"),
        messages.toString());
  }

  @Test
  void aSplitThatLeavesNobodyToTrainOrToTestSaysSo() {
    Outcome outcome = assign(new SplitSettings(2, Part.ofCount(9), Part.ofCount(1)), cases(3));

    assertEquals(1, outcome.failed().size());
    FailedCase failed = outcome.failed().iterator().next();
    assertEquals("split.labelled", failed.caseId());
    assertTrue(failed.message().contains("of 3 cases with a label map all"), failed.message());
  }

  @Test
  void validationCasesComeOutOfThePartThatWouldTrain() {
    SplitSettings settings =
        new SplitSettings(2, Part.ofCount(2), Part.ofShare(0.5), Part.ofShare(1));
    Outcome outcome = assign(settings, cases(8));
    Map<String, CaseRole> roles = outcome.roles();

    assertEquals(Set.of(), outcome.failed());
    assertEquals(2, roles.values().stream().filter(CaseRole.TEST::equals).count());
    assertEquals(3, roles.values().stream().filter(CaseRole.VALIDATION::equals).count());
    assertEquals(2, roles.values().stream().filter(CaseRole.LABELLED::equals).count());
    assertEquals(CaseRole.UNLABELLED, roles.get("case_3"), "it has no label map");
  }

  @Test
  void validationThatGetsNobodyOrLeavesNobodySaysSo() {
    SplitSettings settings =
        new SplitSettings(2, Part.ofCount(9), Part.ofCount(1), Part.ofCount(1));
    Map<String, String> messages = new TreeMap<>();
    assign(settings, cases(3)).failed().forEach(f -> messages.put(f.caseId(), f.message()));

    assertEquals(Set.of("split.labelled", "split.validation"), messages.keySet());
    assertTrue(messages.get("split.labelled").contains("lower split.test or split.validation"));
    assertTrue(messages.get("split.validation").contains("no case is left for validation"));
  }

  @Test
  void settingsOfBeforeValidationWasThereMeanNone() {
    String older = CanonicalJson.write(new SplitSettings(2, Part.ofCount(9), Part.ofCount(1)));
    String without = older.replaceFirst(",\"validation\":\\{[^}]*}", "");

    assertFalse(without.contains("validation"), without);
    assertEquals(
        new SplitSettings(2, Part.ofCount(9), Part.ofCount(1)),
        CanonicalJson.read(without, SplitSettings.class));
  }
}
