package io.twinbeam.pipelines;

import com.google.common.collect.Sets;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SplitCase;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Every case that training may see once per run that its role is for, keyed by run id: never a test
 * case, and a validation case only where runs are validated while they are trained.
 */
final class GiveCasesToRuns
    extends PTransform<PCollection<SplitCase>, PCollection<KV<String, SplitCase>>> {

  private static final Set<CaseRole> TRAINING =
      Sets.immutableEnumSet(CaseRole.LABELLED, CaseRole.UNLABELLED);
  private static final Set<CaseRole> VALIDATED =
      Sets.immutableEnumSet(CaseRole.LABELLED, CaseRole.UNLABELLED, CaseRole.VALIDATION);

  private final List<RunName> runs;
  private final boolean validated;

  /**
   * @param validated whether runs are validated while they are trained
   */
  GiveCasesToRuns(Collection<RunName> runs, boolean validated) {
    this.validated = validated;
    this.runs = List.copyOf(runs);
  }

  @Override
  public PCollection<KV<String, SplitCase>> expand(PCollection<SplitCase> cases) {
    TreeMap<String, Integer> folds = new TreeMap<>(); // Functions take what is serialisable.
    runs.forEach(run -> folds.put(run.runId(), run.fold()));
    boolean withValidation = validated;
    return cases
        .apply(
            "KeepTrainingCases", Filter.by((SplitCase split) -> sees(split.role(), withValidation)))
        .apply(
            "KeyByRun",
            FlatMapElements.into(
                    TypeDescriptors.kvs(
                        TypeDescriptors.strings(), TypeDescriptor.of(SplitCase.class)))
                .via((SplitCase split) -> keyed(split, folds)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class)));
  }

  /**
   * Whether training may see cases of {@code role}.
   *
   * @param validated whether runs are validated while they are trained
   */
  static boolean sees(CaseRole role, boolean validated) {
    return (validated ? VALIDATED : TRAINING).contains(role);
  }

  private static List<KV<String, SplitCase>> keyed(SplitCase split, Map<String, Integer> folds) {
    return folds.entrySet().stream()
        .filter(run -> split.isForFold(run.getValue()))
        .map(run -> KV.of(run.getKey(), split))
        .toList();
  }
}
