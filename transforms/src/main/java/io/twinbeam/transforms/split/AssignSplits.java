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
      TreeMap<String, CaseRole> roles = new TreeMap<>();
      for (PreprocessedCase preprocessed : byId.values()) {
        if (preprocessed.testPart()) {
          CaseRole role = preprocessed.labelled() ? CaseRole.TEST : CaseRole.LEFT_OUT;
          roles.put(preprocessed.caseId(), role);
        } else {
          labelled.put(preprocessed.caseId(), preprocessed.labelled());
        }
      }
      roles.putAll(Splits.assign(settings, labelled));
      for (Map.Entry<String, CaseRole> role : roles.entrySet()) {
        outputs.get(CASES).output(new SplitCase(role.getValue(), byId.get(role.getKey())));
      }
      for (String caseId : Splits.unknown(settings, labelled)) {
        outputs.get(FAILED).output(unknown(caseId));
      }
      boolean validated = !settings.validation().takesNone();
      requireAll(roles, validated, labelled.values(), outputs);
    }

    /** Without labelled cases nothing can be trained, without the others nothing evaluated. */
    private static void requireAll(
        Map<String, CaseRole> roles,
        boolean validated,
        Collection<Boolean> training,
        MultiOutputReceiver outputs) {
      long candidates = training.stream().filter(hasLabel -> hasLabel).count();
      if (!roles.containsValue(CaseRole.LABELLED)) {
        String message =
            "no case is left to train on: of "
                + candidates
                + " cases with a label map all are kept for "
                + (validated
                    ? "test and validation; lower split.test or split.validation"
                    : "the test; lower split.test");
        outputs.get(FAILED).output(nobody("split.labelled", message));
      }
      if (!roles.containsValue(CaseRole.TEST)) {
        String message = "no case is kept for the test; raise split.test or add label maps";
        outputs.get(FAILED).output(nobody("split.test", message));
      }
      if (validated && !roles.containsValue(CaseRole.VALIDATION)) {
        String message =
            "no case is left for validation: of "
                + candidates
                + " cases with a label map all are kept for the test; lower split.test";
        outputs.get(FAILED).output(nobody("split.validation", message));
      }
    }

    private static FailedCase nobody(String part, String message) {
      return new FailedCase(part, "", "split", Fault.LABEL_MISSING, part + ": " + message, "");
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
