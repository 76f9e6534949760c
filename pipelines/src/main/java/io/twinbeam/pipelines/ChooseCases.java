package io.twinbeam.pipelines;

import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.SplitCase;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/** The cases of one role. */
final class ChooseCases extends PTransform<PCollection<SplitCase>, PCollection<SplitCase>> {

  private final CaseRole role;

  ChooseCases(CaseRole role) {
    this.role = role;
  }

  @Override
  public PCollection<SplitCase> expand(PCollection<SplitCase> cases) {
    CaseRole wanted = role;
    return cases.apply("KeepRole", Filter.by((SplitCase split) -> split.role() == wanted));
  }
}
