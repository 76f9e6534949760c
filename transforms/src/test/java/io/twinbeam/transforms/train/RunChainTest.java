package io.twinbeam.transforms.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.training.Method;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.EarlierRound;
import io.twinbeam.transforms.ImportedWeights;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunChainTest {

  private static final RunName RUN = new RunName("supervised", 1);

  private static SplitCase split(CaseRole role, String caseId, String content) {
    ArtifactRef ref = new ArtifactRef("case", "00" + content);
    return new SplitCase(
        role,
        new PreprocessedCase(
            caseId, ref, content, 1, "1x1x1", true, List.of(), caseId, List.of("", ""), false));
  }

  private static final SplitCase A = split(CaseRole.LABELLED, "a", "1");
  private static final SplitCase B = split(CaseRole.UNLABELLED, "b", "2");

  private static RunChain chain(int steps, int segmentSteps, SplitCase... cases) {
    return chainFrom(InitialArtifacts.NONE, steps, segmentSteps, cases);
  }

  private static RunChain chainFrom(
      InitialArtifacts start, int steps, int segmentSteps, SplitCase... cases) {
    return new RunChain(
        SmallRuns.settings(RUN, steps, segmentSteps), start, Optional.empty(), List.of(cases));
  }

  private static Optional<ArtifactRef> weights(String content) {
    return Optional.of(ImportedWeights.networkRef(content));
  }

  @Test
  void casesAreSortedAndEachIsKeptOnceWhateverTheOrder() {
    SplitCase otherB = split(CaseRole.UNLABELLED, "b", "1");
    assertEquals(List.of(A, B), RunChain.inOrder(List.of(B, A, B)));
    assertEquals(List.of(A, otherB), RunChain.inOrder(List.of(B, A, otherB)));
    assertEquals(List.of(A, otherB), RunChain.inOrder(List.of(otherB, A, B)));
  }

  @ParameterizedTest
  @CsvSource({"5,2,3", "4,2,2", "1,50,1", "300,50,6", "2,1,2"})
  void theLastSegmentMayBeShorter(int steps, int segmentSteps, int segments) {
    RunChain chain = chain(steps, segmentSteps, A);
    assertEquals(segments, chain.segments());
    assertEquals(0, chain.stepAfter(0));
    assertEquals(Math.min(segmentSteps, steps), chain.stepAfter(1));
    assertEquals(steps, chain.stepAfter(segments));
  }

  @Test
  void everyCheckpointNameDependsOnTheCasesAndTheSettings() {
    RunChain chain = chain(4, 2, A, B);
    assertNotEquals(chain.checkpoint(1).ref(), chain.checkpoint(2).ref());
    assertEquals(chain.checkpoint(2).ref(), chain(4, 2, A, B).checkpoint(2).ref());
    SplitCase shown = split(CaseRole.LABELLED, "b", "2");
    SplitCase changed = split(CaseRole.UNLABELLED, "b", "3");
    for (int segment = 1; segment <= 2; segment++) {
      ArtifactRef ref = chain.checkpoint(segment).ref();
      assertNotEquals(ref, chain(4, 2, A).checkpoint(segment).ref());
      assertNotEquals(ref, chain(4, 2, A, shown).checkpoint(segment).ref());
      assertNotEquals(ref, chain(4, 2, A, changed).checkpoint(segment).ref());
      assertNotEquals(ref, chain(3, 2, A, B).checkpoint(segment).ref());
    }
  }

  @Test
  void initialWeightsAndTheNetworkTheyAreForArePartOfEveryName() {
    Set<ArtifactRef> names = new HashSet<>();
    for (InitialArtifacts start :
        List.of(
            InitialArtifacts.NONE,
            new InitialArtifacts(weights("1"), Optional.empty()),
            new InitialArtifacts(weights("2"), Optional.empty()),
            new InitialArtifacts(Optional.empty(), weights("1")),
            new InitialArtifacts(weights("1"), weights("2")))) {
      RunChain chain = chainFrom(start, 4, 2, A, B);
      names.add(chain.checkpoint(1).ref());
      names.add(chain.checkpoint(2).ref());
    }
    assertEquals(5 * 2, names.size());
  }

  @Test
  void namesOfRunsThatStartFreshDoNotKnowOfInitialWeights() {
    RunSettings settings = SmallRuns.settings(RUN, 4, 2);
    String root =
        Digest.ofJson(
            Map.of(
                "cases",
                List.of(List.of("LABELLED", "a", "1"), List.of("UNLABELLED", "b", "2")),
                "engine",
                ComputeDevice.describe("cpu")));
    ArtifactKey first =
        ArtifactKey.of("checkpoint", "train/4", Map.of("run", settings, "step", 2), List.of(root));
    assertEquals(first.ref(), chain(4, 2, A, B).checkpoint(1).ref());
  }

  @Test
  void runsThatMayStopEarlyHaveOtherNames() {
    Set<ArtifactRef> names = new HashSet<>();
    names.add(chain(4, 2, A, B).checkpoint(1).ref());
    for (EarlyStop stop : List.of(earlyStop(1, 16), earlyStop(2, 16), earlyStop(1, 8))) {
      RunSettings settings = SmallRuns.settings(RUN, 4, 2);
      RunChain chain =
          new RunChain(settings, InitialArtifacts.NONE, Optional.of(stop), List.of(A, B));
      names.add(chain.checkpoint(1).ref());
    }
    assertEquals(4, names.size());
  }

  private static EarlyStop earlyStop(int patience, int stride) {
    GridShape strides = new GridShape(stride, stride, stride);
    return new EarlyStop(patience, new InferenceSettings(SmallRuns.PATCH, strides, 1));
  }

  @Test
  void weightsOfANetworkThatIsNotTrainedAreNotHeeded() {
    InitialArtifacts both = new InitialArtifacts(weights("1"), weights("2"));
    assertEquals(both, both.heededBy(Method.named("supervised")));
    assertEquals(both, both.heededBy(Method.named("mc-net")));
    assertEquals(
        new InitialArtifacts(weights("1"), Optional.empty()),
        both.heededBy(Method.named("mean-teacher")));
  }

  private static RunChain chainOf(TrainingRound round, SplitCase... cases) {
    return new RunChain(
        SmallRuns.settings(RUN, 4, 2),
        InitialArtifacts.NONE,
        Optional.empty(),
        RunChain.inOrder(List.of(cases)),
        round);
  }

  private static SplitCase taught(SplitCase split, String teacher, Optional<String> label) {
    ArtifactRef ref = new ArtifactRef("checkpoint", "00" + teacher);
    return split.after(
        new EarlierRound(
            ref,
            teacher,
            label.map(content -> new EarlierRound.Label(new ArtifactRef("x", content), content))));
  }

  @Test
  void theFirstOfSeveralRoundsIsNamedAsTheOnlyOne() {
    assertEquals(
        chain(4, 2, A, B).checkpoint(2).ref(),
        chainOf(new TrainingRound(1, 3, 0.5, true), A, B).checkpoint(2).ref());
  }

  @Test
  void aLaterRoundIsNamedByItsNumberAndItsPseudoLabels() {
    SplitCase expert = taught(A, "t", Optional.empty());
    SplitCase label = taught(B, "t", Optional.of("p"));
    TrainingRound second = new TrainingRound(2, 3, 0.5, false);
    ArtifactRef name = chainOf(second, expert, label).checkpoint(1).ref();
    assertNotEquals(chain(4, 2, A, B).checkpoint(1).ref(), name);
    assertEquals(
        name,
        chainOf(
                new TrainingRound(2, 5, 0.5, false),
                label,
                expert,
                taught(B, "t", Optional.empty()))
            .checkpoint(1)
            .ref(),
        "neither order, repeats nor later rounds matter");
    Set<ArtifactRef> others = new HashSet<>(List.of(name));
    others.add(chainOf(second, expert, taught(B, "t", Optional.of("q"))).checkpoint(1).ref());
    others.add(chainOf(second, expert, taught(B, "t", Optional.empty())).checkpoint(1).ref());
    others.add(chainOf(new TrainingRound(3, 3, 0.5, false), expert, label).checkpoint(1).ref());
    others.add(chainOf(new TrainingRound(2, 3, 0.6, false), expert, label).checkpoint(1).ref());
    others.add(chainOf(new TrainingRound(2, 3, 0.5, true), expert, label).checkpoint(1).ref());
    assertEquals(6, others.size());
  }

  @Test
  void theTeacherCountsWhereItsWeightsAreTheStart() {
    SplitCase[] first = {taught(A, "t", Optional.empty()), taught(B, "t", Optional.of("p"))};
    SplitCase[] other = {taught(A, "u", Optional.empty()), taught(B, "u", Optional.of("p"))};
    TrainingRound fresh = new TrainingRound(2, 2, 0.5, false);
    TrainingRound continued = new TrainingRound(2, 2, 0.5, true);
    assertEquals(
        chainOf(fresh, first).checkpoint(1).ref(), chainOf(fresh, other).checkpoint(1).ref());
    assertNotEquals(
        chainOf(continued, first).checkpoint(1).ref(),
        chainOf(continued, other).checkpoint(1).ref());
  }
}
