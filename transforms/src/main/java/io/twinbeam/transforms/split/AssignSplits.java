package io.twinbeam.transforms.split;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Every case with its role. Roles depend on the seed and on which cases there are, never on the
 * order in which they arrive. A case id that the settings name but nobody delivered, and a second
 * case of one id, come out of {@link #FAILED}.
 *
 * <p>All references meet on one worker: some 300 bytes a case.
 */
public final class AssignSplits
    extends PTransform<PCollection<PreprocessedCase>, PCollectionTuple> {

  public static final TupleTag<SplitCase> CASES = new TupleTag<>() {};
  public static final TupleTag<FailedCase> FAILED = new TupleTag<>() {};

  private final SplitSettings settings;

  private AssignSplits(SplitSettings settings) {
    this.settings = settings;
  }

  public static AssignSplits of(SplitSettings settings) {
    return new AssignSplits(settings);
  }

  /**
   * How many cases have each role in a fold, before anyone has looked at them.
   *
   * @param fold one of {@link SplitSettings#foldNumbers}
   * @param labelled cases with a label map, among them all that the settings name
   * @param unlabelled cases without
   */
  public static Map<CaseRole, Long> count(
      SplitSettings settings, int fold, long labelled, long unlabelled) {
    TreeMap<String, Boolean> cases = new TreeMap<>();
    Splits.unknown(settings, cases).forEach(named -> cases.put(named, true));
    for (long next = 0; cases.size() < labelled; next++) {
      cases.put("labelled " + next, true);
    }
    for (long next = 0; next < unlabelled; next++) {
      cases.put("unlabelled " + next, false);
    }
    return Splits.assign(settings, fold, cases).values().stream()
        .collect(Collectors.groupingBy(role -> role, TreeMap::new, Collectors.counting()));
  }

  @Override
  public PCollectionTuple expand(PCollection<PreprocessedCase> cases) {
    return cases
        .apply("BringTogether", WithKeys.of(""))
        .apply("GatherAllCases", GroupByKey.create())
        .apply(
            "AssignRoles",
            ParDo.of(new AssignFn(CanonicalJson.write(settings)))
                .withOutputTags(CASES, TupleTagList.of(FAILED)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("settings", CanonicalJson.write(settings)));
  }

  private static final class AssignFn
      extends DoFn<KV<String, Iterable<PreprocessedCase>>, SplitCase> {

    private static final Comparator<PreprocessedCase> BY_SOURCE =
        Comparator.comparing(PreprocessedCase::source).thenComparing(PreprocessedCase::content);

    private final String settingsJson;

    AssignFn(String settingsJson) {
      this.settingsJson = settingsJson;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<PreprocessedCase>> all, MultiOutputReceiver outputs) {
      SplitSettings settings = CanonicalJson.read(settingsJson, SplitSettings.class);
      TreeMap<String, PreprocessedCase> byId = new TreeMap<>();
      for (PreprocessedCase preprocessed : all.getValue()) {
        byId.merge(preprocessed.caseId(), preprocessed, (a, b) -> keepOne(a, b, outputs));
      }
      TreeMap<String, Boolean> labelled = new TreeMap<>();
      for (PreprocessedCase preprocessed : byId.values()) {
        if (!preprocessed.testPart()) {
          labelled.put(preprocessed.caseId(), preprocessed.labelled());
        }
      }
      long candidates = labelled.values().stream().filter(hasLabel -> hasLabel).count();
      for (int fold : settings.foldNumbers()) {
        TreeMap<String, CaseRole> roles = new TreeMap<>(ownTestPart(byId.values(), fold));
        roles.putAll(Splits.assign(settings, fold, labelled));
        for (Map.Entry<String, CaseRole> role : roles.entrySet()) {
          outputs.get(CASES).output(new SplitCase(fold, role.getValue(), byId.get(role.getKey())));
        }
        new EmptyParts(settings, fold, candidates)
            .of(roles.values())
            .forEach(outputs.get(FAILED)::output);
      }
      for (String caseId : Splits.unknown(settings, labelled)) {
        outputs.get(FAILED).output(unknown(caseId));
      }
    }

    /** What becomes of the cases that the data set itself keeps for testing. */
    private static Map<String, CaseRole> ownTestPart(Collection<PreprocessedCase> cases, int fold) {
      Map<String, CaseRole> roles = new TreeMap<>();
      for (PreprocessedCase preprocessed : cases) {
        if (preprocessed.testPart()) {
          // In folds it would be tested once for each, the others once in all.
          boolean tested = preprocessed.labelled() && fold == 0;
          roles.put(preprocessed.caseId(), tested ? CaseRole.TEST : CaseRole.LEFT_OUT);
        }
      }
      return roles;
    }

    /** Keeps the case whose source, then content, sorts first, whichever came first. */
    private static PreprocessedCase keepOne(
        PreprocessedCase a, PreprocessedCase b, MultiOutputReceiver outputs) {
      boolean keepA = BY_SOURCE.compare(a, b) <= 0;
      PreprocessedCase dropped = keepA ? b : a;
      if (!a.equals(b)) {
        outputs
            .get(FAILED)
            .output(
                new FailedCase(
                    dropped.caseId(),
                    dropped.source(),
                    "split",
                    Fault.DUPLICATE_CASE,
                    dropped.caseId() + ": " + Fault.DUPLICATE_CASE.cure(),
                    ""));
      }
      return keepA ? a : b;
    }

    private static FailedCase unknown(String caseId) {
      return new FailedCase(
          caseId,
          "",
          "split",
          Fault.LABEL_MISSING,
          caseId
              + ": split names this case, but no usable case of this id has a label map; "
              + "correct the id or mend the case",
          "");
    }
  }
}
