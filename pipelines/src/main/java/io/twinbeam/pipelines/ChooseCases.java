package io.twinbeam.pipelines;

import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.SplitCase;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/** The cases of one role. */
final class ChooseCases extends PTransform<PCollection<SplitCase>, PCollection<PreprocessedCase>> {

  private final CaseRole role;

  ChooseCases(CaseRole role) {
    this.role = role;
  }

  @Override
  public PCollection<PreprocessedCase> expand(PCollection<SplitCase> cases) {
    CaseRole wanted = role;
    return cases
        .apply("KeepRole", Filter.by((SplitCase split) -> split.role() == wanted))
        .apply(
            "DropRole",
            MapElements.into(TypeDescriptor.of(PreprocessedCase.class))
                .via(SplitCase::preprocessed));
  }
}
